// The JavaScript SDK as it comes: HTTP/2 without TLS for everything, SubscribeToShard's stream included.
// Virtual time runs 60 times as fast as the clock.

import assert from "node:assert/strict";
import {
  CreateStreamCommand, DescribeStreamConsumerCommand, DescribeStreamSummaryCommand, ExpiredIteratorException,
  GetRecordsCommand, GetShardIteratorCommand, KinesisClient, ListShardsCommand, PutRecordCommand, PutRecordsCommand,
  RegisterStreamConsumerCommand, ResourceNotFoundException, SubscribeToShardCommand, paginateListStreams,
  waitUntilStreamExists,
} from "@aws-sdk/client-kinesis";

const endpoint = process.env.ENDPOINT;
const client = new KinesisClient({
  endpoint, region: "ap-south-1", credentials: { accessKeyId: "any", secretAccessKey: "any" }, maxAttempts: 1,
});
const send = (command) => client.send(command);
const advance = (seconds) => fetch(`${endpoint}/_lab/advance`, { method: "POST", body: JSON.stringify({ seconds }) });
const text = (data) => Buffer.from(data).toString();
const StreamName = "js";
const ShardId = "shardId-000000000000";

await send(new CreateStreamCommand({ StreamName, ShardCount: 1 }));
await waitUntilStreamExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { StreamName });
const { StreamDescriptionSummary: summary } = await send(new DescribeStreamSummaryCommand({ StreamName }));
assert.equal(summary.StreamStatus, "ACTIVE");
assert.ok(summary.StreamCreationTimestamp instanceof Date);
assert.ok(Math.abs(summary.StreamCreationTimestamp - Date.now()) < 30 * 60_000, `${summary.StreamCreationTimestamp}`);

const put = (data) =>
  send(new PutRecordCommand({ StreamName, PartitionKey: "k", Data: Buffer.from(data) }));
const one = await put("one");
assert.equal(one.ShardId, ShardId);
const { Records: entries } = await send(new PutRecordsCommand({
  StreamName, Records: ["two", "three"].map((data) => ({ Data: Buffer.from(data), PartitionKey: data })),
}));
assert.equal(entries.length, 2);
const iterator = async (more) =>
  (await send(new GetShardIteratorCommand({ StreamName, ShardId, ...more }))).ShardIterator;
const fromStart = await iterator({ ShardIteratorType: "TRIM_HORIZON" });
const { Records: records } = await send(new GetRecordsCommand({ ShardIterator: fromStart }));
assert.deepEqual(records.map(({ Data }) => text(Data)), ["one", "two", "three"]);
const late = await iterator({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: new Date(0) });
assert.ok(late);
await assert.rejects(send(new DescribeStreamSummaryCommand({ StreamName: "none" })), ResourceNotFoundException);
await advance(301);
await assert.rejects(send(new GetRecordsCommand({ ShardIterator: fromStart })), ExpiredIteratorException);
for await (const page of paginateListStreams({ client }, {})) assert.deepEqual(page.StreamNames, [StreamName]);
const { Shards: shards } = await send(new ListShardsCommand({ StreamName }));
assert.equal(shards.length, 1);

const StreamARN = summary.StreamARN;
const { Consumer } = await send(new RegisterStreamConsumerCommand({ StreamARN, ConsumerName: "js" }));
await advance(5);
const { ConsumerARN } = Consumer;
const { ConsumerDescription } = await send(new DescribeStreamConsumerCommand({ ConsumerARN }));
assert.equal(ConsumerDescription.ConsumerStatus, "ACTIVE");
const { EventStream } = await send(new SubscribeToShardCommand({
  ConsumerARN, ShardId, StartingPosition: { Type: "TRIM_HORIZON" },
}));
const pushed = [];
let events = 0;
for await (const { SubscribeToShardEvent: event } of EventStream) {
  events += 1;
  assert.ok(event.ContinuationSequenceNumber);
  pushed.push(...event.Records.map(({ Data }) => text(Data)));
  if (pushed.length === 3 && events < 10) {
    await put("four"); // over the same HTTP/2 connection, while the stream is open
    events = 10;
  }
  if (pushed.length === 4) await advance(300);
}
assert.deepEqual(pushed, ["one", "two", "three", "four"]);
client.destroy();
console.log(`the JavaScript SDK read ${pushed.length} pushed records over HTTP/2`);
