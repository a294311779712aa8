"""Aggregated records with AWS's own de-aggregation module: what a producer of ours packs it takes apart, and what it
packs Firehose takes apart. Time stands still but for our own jumps.
"""

import base64
import hashlib
import json
import random
import urllib.request

import boto3
from aws_kinesis_agg.aggregator import RecordAggregator
from aws_kinesis_agg.deaggregator import iter_deaggregate_records
from botocore.config import Config

import lab
from lab import advance, equal

kinesis = lab.client("kinesis")
firehose = lab.client("firehose")
s3 = boto3.client(
    "s3", region_name="us-east-1", endpoint_url=lab.ENDPOINT, aws_access_key_id="any", aws_secret_access_key="any",
    config=Config(retries={"total_max_attempts": 1}, read_timeout=30))

MAGIC = bytes.fromhex("f3899ac2")


def story(text):
    request = urllib.request.Request(lab.ENDPOINT + "/_lab/story", text.encode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def stream(name, shards):
    kinesis.create_stream(StreamName=name, ShardCount=shards)
    advance(3)


def records(name):
    """All that each shard of a stream holds, with the shard's range."""
    for shard in kinesis.list_shards(StreamName=name)["Shards"]:
        iterator = kinesis.get_shard_iterator(
            StreamName=name, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON")["ShardIterator"]
        bounds = shard["HashKeyRange"]
        advance(1)
        while True:
            answer = kinesis.get_records(ShardIterator=iterator)
            yield from ((record, int(bounds["StartingHashKey"]), int(bounds["EndingHashKey"]))
                        for record in answer["Records"])
            if not answer["Records"]:
                break
            iterator = answer["NextShardIterator"]
            advance(1)


def what_a_producer_packs_is_taken_apart():
    stream("ours", 3)
    story("producer fleet to ours api kpl rate 400/s size 150B keys uniform 900 payload orders buffered 500ms")
    advance(20)
    story("set fleet rate 0/s")
    advance(5)
    aggregated, taken_apart, keys = 0, [], set()
    for record, low, high in records("ours"):
        inner = list(iter_deaggregate_records([record], data_format="Boto3"))
        packed = record["Data"][:4] == MAGIC
        if packed:
            aggregated += 1
            equal(record["PartitionKey"], "a")
            equal(record["Data"][-16:], hashlib.md5(record["Data"][4:-16]).digest())
        for one in inner:
            # What it takes apart it puts into base64, as a Lambda function gets it; what was alone it leaves as it is.
            data = one["kinesis"]["data"]
            data = base64.b64decode(data) if packed else data
            json.loads(data)
            equal(len(data), 150)
            key = one["kinesis"]["partitionKey"]
            assert low <= int(hashlib.md5(key.encode()).hexdigest(), 16) <= high, f"{key} is not of this shard"
            keys.add(key)
            taken_apart.append(data)
    assert aggregated > 50, aggregated
    assert 7_900 <= len(taken_apart) <= 8_000, len(taken_apart)
    equal(len(set(taken_apart)), len(taken_apart), "each once")
    assert len(keys) > 800
    return len(taken_apart)


def what_it_packs_is_taken_apart():
    stream("theirs", 1)
    s3.create_bucket(Bucket="apart")
    firehose.create_delivery_stream(
        DeliveryStreamName="d", DeliveryStreamType="KinesisStreamAsSource",
        KinesisStreamSourceConfiguration={
            "KinesisStreamARN": f"arn:aws:kinesis:us-east-1:{lab.ACCOUNT}:stream/theirs",
            "RoleARN": f"arn:aws:iam::{lab.ACCOUNT}:role/firehose"},
        ExtendedS3DestinationConfiguration={
            "RoleARN": f"arn:aws:iam::{lab.ACCOUNT}:role/firehose", "BucketARN": "arn:aws:s3:::apart",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60}})
    story("consumer kcl reads theirs poll 1s deaggregates yes")
    advance(5)
    draw, wanted = random.Random(20260101), []
    for _ in range(20):
        packer = RecordAggregator()
        for _ in range(draw.randint(1, 40)):
            key = "".join(draw.choice("abcé漢 -") for _ in range(draw.randint(1, 20)))
            data = f"{len(wanted)}:{'x' * draw.choice([0, 1, 120, 127, 128, 300])}\n".encode()
            wanted.append(data)
            packer.add_user_record(key, data, None if draw.random() < 0.5 else str(draw.getrandbits(128)))
        key, hash_key, data = packer.clear_and_get().get_contents()
        place = {} if hash_key is None else {"ExplicitHashKey": hash_key}
        kinesis.put_record(StreamName="theirs", PartitionKey=key, Data=data, **place)
        advance(0.2)
    advance(100)
    found = []
    for listed in s3.list_objects_v2(Bucket="apart")["Contents"]:
        found += s3.get_object(Bucket="apart", Key=listed["Key"])["Body"].read().splitlines(keepends=True)
    equal(found, wanted, "Firehose delivers the user records in their order")
    # And a consumer that takes them apart has each of them: the stream has one shard, so none is of another.
    reader = lab.state()["reader"]["kcl"]
    equal(reader["read"], 20, "aggregated records")
    equal(reader["user_read"], len(wanted), "user records of the consumer")
    equal(reader["not_of_shard"], 0, "user records of another shard")
    return len(wanted)


if __name__ == "__main__":
    ours, theirs = what_a_producer_packs_is_taken_apart(), what_it_packs_is_taken_apart()
    print(f"aws_kinesis_agg takes {ours:,} of our user records apart, and we {theirs:,} of its")
