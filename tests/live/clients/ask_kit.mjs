// What fhir-kit-client does at a FHIR server: `ask_kit.mjs FHIR CLIENT KEY` prints what each step was answered, as JSON.
// KEY is a file with the client's P-384 key (PEM): it asks for its token where the server says that tokens are given.
import { randomUUID, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { Client } from 'fhir-kit-client';

const { PATIENT, VERSION, TRANSACTION, MESSAGE, UNKNOWN, DEADLINE, IDENTIFIED, IDENTIFIER } = JSON.parse(
  readFileSync(new URL('given.json', import.meta.url)),
);
const [baseUrl, name, keyFile] = process.argv.slice(2);
const client = new Client({ baseUrl });

// private_key_jwt (SMART Backend Services)
const token = async (url) => {
  const now = Math.floor(Date.now() / 1000);
  const head = { alg: 'ES384', kid: 'k1', typ: 'JWT' };
  const claims = { iss: name, sub: name, aud: url, exp: now + 300, iat: now, jti: randomUUID() };
  const signed = [head, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  const key = { key: readFileSync(keyFile), dsaEncoding: 'ieee-p1363' };
  const form = new URLSearchParams({
    grant_type: 'client_credentials',
    scope: 'system/*.rs',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: `${signed}.${sign('sha384', Buffer.from(signed), key).toString('base64url')}`,
  });
  return (await (await fetch(url, { method: 'POST', body: form })).json()).access_token;
};
const { tokenUrl } = await client.smartAuthMetadata();
client.bearerToken = await token(tokenUrl.href);

const read = async (id) => {
  for (let n = 0; n < DEADLINE; n += 1) {
    try {
      return await client.read({ resourceType: 'Patient', id });
    } catch (refusal) {
      if (refusal.response?.status !== 404) throw refusal;
      await setTimeout(100);
    }
  }
  return null;
};

const steps = {
  create: () => client.create({ resourceType: 'Patient', body: PATIENT }),
  update: () => client.update({ resourceType: 'Patient', id: VERSION.id, body: VERSION }),
  identified: () =>
    client.update({ resourceType: 'Patient', searchParams: { identifier: IDENTIFIER }, body: IDENTIFIED }),
  transaction: () => client.transaction({ body: TRANSACTION }),
  message: () => client.operation({ name: '$process-message', method: 'POST', input: MESSAGE }),
  broken: () => client.create({ resourceType: 'Patient', body: { ...PATIENT, gender: 'banana' } }),
  read: () => read(VERSION.id),
  search: async () =>
    (await client.search({ resourceType: 'Observation', searchParams: { patient: 't1' } })).entry.map((e) => e.resource),
  unknown: () => client.read({ resourceType: 'Patient', id: UNKNOWN }),
  delete: () => client.delete({ resourceType: 'Patient', id: VERSION.id }),
};

const answers = {};
for (const [name, step] of Object.entries(steps)) {
  try {
    answers[name] = await step();
  } catch (refusal) {
    answers[name] = { refused: refusal.response.data };
  }
}
console.log(JSON.stringify(answers));
