// Compiles the contracts of this folder and writes one file a contract to the folder given (default ../abi): its ABI and
// its creation and runtime bytecode, as `node compile.mjs [FOLDER [SOURCE...]]`. The same sources always give the same bytes.
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import solc from "solc";

const here = dirname(fileURLToPath(import.meta.url));
const target = process.argv[2] ?? join(here, "..", "abi");
const every = () => readdirSync(here).filter((name) => name.endsWith(".sol")).sort();
const names = process.argv.length > 3 ? process.argv.slice(3) : every();

const input = {
  language: "Solidity",
  sources: Object.fromEntries(names.map((name) => [name, { content: readFileSync(join(here, name), "utf8") }])),
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 200 },
    metadata: { appendCBOR: false, bytecodeHash: "none" },
    outputSelection: { "*": { "*": ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"] } },
  },
};

const contents = (path) => ({ contents: readFileSync(join(here, "node_modules", path), "utf8") });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: contents }));
for (const fault of output.errors ?? []) console.error(fault.formattedMessage);
if (output.errors?.length) process.exit(1);

mkdirSync(target, { recursive: true });
for (const name of names) {
  for (const [contract, { abi, evm }] of Object.entries(output.contracts[name] ?? {})) {
    if (!evm.bytecode.object) continue; // an interface
    const artifact = { abi, bytecode: evm.bytecode.object, runtime: evm.deployedBytecode.object };
    writeFileSync(join(target, `${contract}.json`), JSON.stringify(artifact, null, 1) + "\n");
  }
}
