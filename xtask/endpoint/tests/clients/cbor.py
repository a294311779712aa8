"""CBOR as the Java SDKs speak it, by hand: data as byte strings, times as tag 1 with milliseconds."""

import json
import urllib.error
import urllib.request

import cbor2
from botocore.eventstream import EventStreamBuffer

import lab
from lab import advance, equal

TYPE = "application/x-amz-cbor-1.1"


# cbor2 would take the milliseconds of tag 1 for seconds: they are read under a tag that it does not know.
TAG_1, UNKNOWN_TAG = b"\xc1\x1b", b"\xd9\x12\x34\x1b"


def decode(body):
    """A value in which a time is `CBORTag(0x1234, milliseconds)`."""
    return cbor2.loads(body.replace(TAG_1, UNKNOWN_TAG))


def call(operation, **body):
    request = urllib.request.Request(lab.ENDPOINT, cbor2.dumps(body), {
        "X-Amz-Target": f"Kinesis_20131202.{operation}", "Content-Type": TYPE})
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            equal(answer.headers["Content-Type"], TYPE)
            body = answer.read()
            return decode(body) if body else None
    except urllib.error.HTTPError as refused:
        equal(refused.headers["Content-Type"], TYPE)
        return refused.code, decode(refused.read())


equal(call("CreateStream", StreamName="cbor", ShardCount=1), None)
advance(5)
description = call("DescribeStream", StreamName="cbor")["StreamDescription"]
now = lab.state()["time"]["epoch_ms"]
created = description["StreamCreationTimestamp"].value
assert isinstance(created, int) and abs(now - created) < 60_000, (now, created)
for i in range(3):
    advance(1)
    call("PutRecord", StreamName="cbor", Data=b"\x00%d\xff" % i, PartitionKey="k")


def read(**position):
    start = call("GetShardIterator", StreamName="cbor", ShardId="shardId-000000000000", **position)["ShardIterator"]
    advance(1)
    return call("GetRecords", ShardIterator=start)["Records"]


records = read(ShardIteratorType="TRIM_HORIZON")
equal([record["Data"] for record in records], [b"\x000\xff", b"\x001\xff", b"\x002\xff"])
arrived = records[1]["ApproximateArrivalTimestamp"].value
# As the Java SDK sends it: the raw bytes, since cbor2 would write seconds.
equal([record["Data"] for record in read(
    ShardIteratorType="AT_TIMESTAMP", Timestamp=cbor2.CBORTag(1, arrived))], [b"\x001\xff", b"\x002\xff"])
equal(call("DescribeStream", StreamName="none"), (400, {
    "__type": "ResourceNotFoundException", "message": f"Stream none under account {lab.ACCOUNT} not found."}))

# The same world, asked in JSON.
request = urllib.request.Request(lab.ENDPOINT, b'{"StreamName": "cbor"}', {
    "X-Amz-Target": "Kinesis_20131202.DescribeStream", "Content-Type": "application/x-amz-json-1.1"})
with urllib.request.urlopen(request, timeout=30) as answer:
    in_json = json.load(answer)["StreamDescription"]
equal(in_json["StreamCreationTimestamp"], created / 1000)
equal(in_json["Shards"], description["Shards"])

# SubscribeToShard: frames of the event stream, each with a payload in CBOR.
stream_arn = description["StreamARN"]
consumer = call("RegisterStreamConsumer", StreamARN=stream_arn, ConsumerName="java")["Consumer"]["ConsumerARN"]
advance(5)
body = cbor2.dumps({
    "ConsumerARN": consumer, "ShardId": "shardId-000000000000", "StartingPosition": {
        "Type": "AT_TIMESTAMP", "Timestamp": cbor2.CBORTag(1, arrived)}})
request = urllib.request.Request(lab.ENDPOINT, body, {
    "X-Amz-Target": "Kinesis_20131202.SubscribeToShard", "Content-Type": TYPE})
with urllib.request.urlopen(request, timeout=30) as answer:
    advance(310)
    buffer = EventStreamBuffer()
    buffer.add_data(answer.read())
events = []
for message in buffer:
    equal(message.headers[":content-type"], TYPE)
    events.append(decode(message.payload))
equal(events[0], {}, "the initial response")
pushed = [record for event in events[1:] for record in event["Records"]]
equal([record["Data"] for record in pushed], [b"\x001\xff", b"\x002\xff"])
equal(pushed[0]["ApproximateArrivalTimestamp"].value, arrived)
print(f"{len(events)} messages of an event stream in CBOR")
