// Runs the work of the wasm module whose path is the last argument. A line "CALLS DISTINCT SHARDS" on stdin is one run,
// answered by its nanoseconds and the records read. The clock is here: the module has none.
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";

const module = await WebAssembly.compile(await readFile(process.argv.at(-1)));
// A library names a source of randomness for the page, which this work never calls.
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module)) {
  imports[from] ??= {};
  imports[from][name] = () => {
    throw new Error(`the work calls ${from}.${name}`);
  };
}
const instance = await WebAssembly.instantiate(module, imports);
const { prepare, whole, forget } = instance.exports;
for await (const line of createInterface({ input: process.stdin })) {
  prepare(...line.split(" ").map(Number));
  const begun = process.hrtime.bigint();
  const read = whole();
  console.log(`${process.hrtime.bigint() - begun} ${read}`);
  forget();
}
