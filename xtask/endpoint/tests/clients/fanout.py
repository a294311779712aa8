"""SubscribeToShard as boto3 reads it, and its raw messages held against botocore's model. Time stands still."""

import json
import urllib.request

from botocore.eventstream import EventStreamBuffer

import lab
import model
from lab import MIDDLE, advance, equal, refused

kinesis = lab.client("kinesis")


def active(stream):
    for _ in range(10):
        advance(30)
        if kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
            return
    raise AssertionError(stream)


def prepared():
    kinesis.create_stream(StreamName="pushed", ShardCount=1)
    active("pushed")
    arn = kinesis.describe_stream(StreamName="pushed")["StreamDescription"]["StreamARN"]
    consumer = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="billing")["Consumer"]["ConsumerARN"]
    text = refused(kinesis.subscribe_to_shard, "ResourceInUseException", ConsumerARN=consumer,
                   ShardId="shardId-000000000000", StartingPosition={"Type": "LATEST"})
    assert text.endswith("is not in ACTIVE status."), text
    advance(5)
    return consumer


def subscribe(consumer, shard=0, **position):
    advance(6)
    return kinesis.subscribe_to_shard(
        ConsumerARN=consumer, ShardId=f"shardId-{shard:012}", StartingPosition=position)["EventStream"]


def with_records(events):
    """The next event that carries records."""
    for event in events:
        if event["SubscribeToShardEvent"]["Records"]:
            return event["SubscribeToShardEvent"]
    raise AssertionError("the stream ended without records")


def pushes(consumer):
    kinesis.put_record(StreamName="pushed", Data=b"one", PartitionKey="k")
    advance(1)
    stream = subscribe(consumer, Type="TRIM_HORIZON")
    advance(1)
    events = iter(stream)
    first = with_records(events)
    equal([record["Data"] for record in first["Records"]], [b"one"])
    refused(kinesis.subscribe_to_shard, "ResourceInUseException", ConsumerARN=consumer,
            ShardId="shardId-000000000000", StartingPosition={"Type": "LATEST"})
    put = kinesis.put_record(StreamName="pushed", Data=b"two", PartitionKey="k")
    advance(1)
    second = with_records(events)
    equal([record["Data"] for record in second["Records"]], [b"two"])
    equal(second["ContinuationSequenceNumber"], put["SequenceNumber"])
    equal(second["MillisBehindLatest"], 0)
    # At least each 5 s an event says that the connection lives; after 300 s it ends in order.
    advance(310)
    idle = [event["SubscribeToShardEvent"] for event in events]
    assert len(idle) >= 55, f"{len(idle)} events in the idle rest of 300 s"
    assert all(event["Records"] == [] for event in idle), "an event of before came again"

    again = subscribe(consumer, Type="AFTER_SEQUENCE_NUMBER", SequenceNumber=second["ContinuationSequenceNumber"])
    kinesis.put_record(StreamName="pushed", Data=b"three", PartitionKey="k")
    advance(1)
    equal([record["Data"] for record in with_records(iter(again))["Records"]], [b"three"])
    return again


def taken_over(consumer, older):
    newer = subscribe(consumer, Type="LATEST")
    try:
        for _ in older:
            pass
    except Exception as caught:  # botocore's EventStreamError
        assert "ResourceInUseException" in str(caught), caught
    else:
        raise AssertionError("the older subscription was not told")
    return newer


def shard_ends(consumer, events):
    kinesis.split_shard(StreamName="pushed", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(MIDDLE))
    active("pushed")
    advance(1)  # what is pushed takes some 70 ms
    last = [event["SubscribeToShardEvent"] for event in events][-1]
    equal([child["ShardId"] for child in last["ChildShards"]], ["shardId-000000000001", "shardId-000000000002"])
    assert not last.get("ContinuationSequenceNumber"), last


def raw_messages(consumer):
    """Every message as it comes: its headers, and its payload against the model."""
    kinesis.put_record(StreamName="pushed", Data=b"four", PartitionKey="k", ExplicitHashKey="0")
    advance(6)
    body = {"ConsumerARN": consumer, "ShardId": "shardId-000000000001", "StartingPosition": {"Type": "TRIM_HORIZON"}}
    request = urllib.request.Request(lab.ENDPOINT, json.dumps(body).encode(), {
        "X-Amz-Target": "Kinesis_20131202.SubscribeToShard", "Content-Type": "application/x-amz-json-1.1"})
    with urllib.request.urlopen(request, timeout=30) as answer:
        equal(answer.headers["Content-Type"], "application/vnd.amazon.eventstream")
        advance(310)
        buffer = EventStreamBuffer()
        buffer.add_data(answer.read())
    messages = list(buffer)
    equal({**messages[0].headers}, {":event-type": "initial-response", ":message-type": "event",
                                    ":content-type": "application/x-amz-json-1.1"})
    shape = kinesis.meta.service_model.shape_for("SubscribeToShardEvent")
    data = []
    for message in messages[1:]:
        equal(message.headers[":event-type"], "SubscribeToShardEvent")
        payload = json.loads(message.payload)
        equal(model.shape_faults(shape, payload, "event"), [])
        data += [record["Data"] for record in payload["Records"]]
    equal(data, ["Zm91cg=="])
    print(f"{len(messages)} messages of an event stream hold against botocore's model")


def main():
    consumer = prepared()
    older = pushes(consumer)
    newer = taken_over(consumer, older)
    shard_ends(consumer, newer)
    raw_messages(consumer)
    advance(6)
    stream = iter(subscribe(consumer, shard=2, Type="LATEST"))
    kinesis.deregister_stream_consumer(ConsumerARN=consumer)
    advance(6)
    try:
        list(stream)
    except Exception as caught:
        assert "ResourceNotFoundException" in str(caught), caught
    else:
        raise AssertionError("the subscriber of a deleted consumer was not told")


main()
