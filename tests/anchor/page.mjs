// Runs the verifier of docs/verify.html outside a browser: node page.mjs PAGE RECEIPT RECORD [KEY], its verdict as JSON;
// with FLIP=n in the environment, every n-th bit of the receipt is changed in turn and the unseen ones are printed.
import { readFileSync } from "node:fs";

const [page, receipt, record, key] = process.argv.slice(2).map((path) => readFileSync(path));
const script = /<script id="verifier">([\s\S]*?)<\/script>/.exec(page.toString())[1];
const verify = new Function(`${script}; return verify;`)();
const bytes = (buffer) => buffer && new Uint8Array(buffer);

if (process.env.FLIP) {
  const unseen = [];
  for (let bit = 0; bit < 8 * receipt.length; bit += Number(process.env.FLIP)) {
    const flipped = bytes(receipt);
    flipped[bit >> 3] ^= 1 << (bit & 7);
    if ((await verify(flipped, bytes(record), bytes(key))).holds) unseen.push(bit);
  }
  console.log(JSON.stringify(unseen));
} else {
  console.log(JSON.stringify(await verify(bytes(receipt), bytes(record), bytes(key))));
}
