// The blueprints as a learner reads them, run by node in a zone that is not UTC, beside what the engine's functions
// answer to the same event.
import { deepStrictEqual } from 'node:assert';
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';

process.env.TZ = 'America/New_York';
const require = createRequire(import.meta.url);

// What Lambda brings along: it keeps what is sent.
const sent = [];
class FirehoseClient {
  async send(command) {
    sent.push(command);
    return { RecordId: 'r' };
  }
}
class PutRecordCommand {
  constructor(input) {
    this.input = input;
  }
}
const brought = { '@aws-sdk/client-firehose': { FirehoseClient, PutRecordCommand } };

const handlerOf = (source, wait) => {
  const exports = {};
  const load = (name) => brought[name] ?? require(name);
  new Function('exports', 'require', 'setTimeout', source)(exports, load, wait);
  return exports.handler;
};

const blueprints = JSON.parse(execFileSync(process.env.BLUEPRINTS, { maxBuffer: 1 << 30 }));
let records = 0;
for (const { name, source, event, answer, put_back } of blueprints) {
  sent.length = 0;
  // Six minutes are not waited for; that they are asked for is.
  let waits = 0;
  const wait = (done, time) => {
    waits += time;
    done();
  };
  const handler = handlerOf(source, wait);
  if (answer === null) {
    const threw = await handler(event).then(() => false, () => true);
    deepStrictEqual(threw, true, `${name} throws`);
    continue;
  }
  const said = JSON.parse(JSON.stringify(await handler(event)));
  const plain = ({ recordId, result, data, metadata }) => {
    const keys = Object.entries(metadata?.partitionKeys ?? {}).map(([key, value]) => [key, String(value)]);
    return { recordId, result, data, keys: Object.fromEntries(keys.sort()) };
  };
  const texts = new Map(event.records.map((record) => [record.recordId, record.data]));
  for (const [i, theirs] of said.records.map(plain).entries()) {
    const of = `${name}, record ${Number(theirs.recordId)}: ${texts.get(theirs.recordId).slice(0, 200)}`;
    // A failed record's keys are nobody's business.
    const ours = { ...answer[i], keys: theirs.result === 'Ok' ? answer[i].keys : {} };
    deepStrictEqual(theirs, ours, of);
    records += 1;
  }
  deepStrictEqual(said.records.length, answer.length, `${name} answers as many`);
  deepStrictEqual(sent.map((command) => Buffer.from(command.input.Record.Data).toString('base64')), put_back, name);
  deepStrictEqual(waits, name === 'slow' ? 360_000 : 0, `${name} waits`);
}
deepStrictEqual(blueprints.length, 12);
console.log(`${blueprints.length} blueprints answer in node as they do in the engine, ${records} records`);
