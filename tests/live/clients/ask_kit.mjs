// What fhir-kit-client does at a FHIR server: `ask_kit.mjs FHIR TOKEN` prints what each step was answered, as JSON.
import { readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

import { Client } from 'fhir-kit-client';

const { PATIENT, VERSION, TRANSACTION, MESSAGE, UNKNOWN, DEADLINE } = JSON.parse(
  readFileSync(new URL('given.json', import.meta.url)),
);
const client = new Client({ baseUrl: process.argv[2], bearerToken: process.argv[3] });

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
