"""boto3 through every operation that exists, with time standing still but for our own jumps.

Every raw reply is held against botocore's service model on its way (lab.watch).
"""

import datetime

import lab
import model
from lab import ACCOUNT, MIDDLE, advance, equal, refused, without_metadata

kinesis = lab.client("kinesis")
firehose = lab.client("firehose")
model.self_test(kinesis.meta.service_model)


def active(stream):
    """Jumps until nothing changes any more: a reshard of many steps takes minutes."""
    for _ in range(200):
        advance(30)
        if kinesis.describe_stream_summary(StreamName=stream)["StreamDescriptionSummary"]["StreamStatus"] == "ACTIVE":
            return
    raise AssertionError(f"{stream} does not become ACTIVE")


def iterator(shard=0, kind="TRIM_HORIZON", stream="orders", **more):
    advance(1)
    return kinesis.get_shard_iterator(
        StreamName=stream, ShardId=f"shardId-{shard:012}", ShardIteratorType=kind, **more)["ShardIterator"]


def read(start, **more):
    advance(1)
    return without_metadata(kinesis.get_records(ShardIterator=start, **more))


def data(answer):
    return [record["Data"] for record in answer["Records"]]


def streams():
    equal(without_metadata(kinesis.list_streams()),
          {"StreamNames": [], "HasMoreStreams": False, "StreamSummaries": []})
    without_metadata(kinesis.create_stream(StreamName="orders", ShardCount=2))
    refused(kinesis.create_stream, "ResourceInUseException",
            f"Stream orders under account {ACCOUNT} already exists.", StreamName="orders", ShardCount=1)
    creating = kinesis.describe_stream(StreamName="orders")["StreamDescription"]
    equal((creating["StreamStatus"], creating["Shards"]), ("CREATING", []))
    refused(kinesis.put_record, "ResourceNotFoundException", f"Stream orders under account {ACCOUNT} not found.",
            StreamName="orders", Data=b"early", PartitionKey="k")
    active("orders")

    description = kinesis.describe_stream(StreamName="orders")["StreamDescription"]
    arn = description["StreamARN"]
    assert arn.endswith(f":{ACCOUNT}:stream/orders"), arn
    age = datetime.datetime.now(datetime.timezone.utc) - description["StreamCreationTimestamp"]
    assert abs(age) < datetime.timedelta(minutes=10), f"the calendar is not the real one: {age}"
    ranges = [shard["HashKeyRange"] for shard in description["Shards"]]
    equal(ranges, [{"StartingHashKey": "0", "EndingHashKey": str(MIDDLE - 1)},
                   {"StartingHashKey": str(MIDDLE), "EndingHashKey": str(2 * MIDDLE - 1)}])
    equal([description[name] for name in ("RetentionPeriodHours", "EncryptionType", "HasMoreShards")],
          [24, "NONE", False])
    equal(kinesis.describe_stream(StreamARN=arn)["StreamDescription"]["StreamName"], "orders")
    page = kinesis.describe_stream(StreamName="orders", Limit=1)["StreamDescription"]
    equal((len(page["Shards"]), page["HasMoreShards"]), (1, True))
    rest = kinesis.describe_stream(
        StreamName="orders", ExclusiveStartShardId=page["Shards"][0]["ShardId"])["StreamDescription"]
    equal([shard["ShardId"] for shard in rest["Shards"]], ["shardId-000000000001"])
    summary = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    equal((summary["OpenShardCount"], summary["ConsumerCount"]), (2, 0))

    for name in ("a", "b", "c"):
        kinesis.create_stream(StreamName=name, ShardCount=1)
    advance(2)
    page = kinesis.list_streams(Limit=2)
    equal((page["StreamNames"], page["HasMoreStreams"]), (["a", "b"], True))
    equal(kinesis.list_streams(ExclusiveStartStreamName="b")["StreamNames"], ["c", "orders"])
    equal(kinesis.list_streams(NextToken=page["NextToken"])["StreamNames"], ["c", "orders"])
    pages = list(kinesis.get_paginator("list_streams").paginate(PaginationConfig={"PageSize": 3}))
    equal([page["StreamNames"] for page in pages], [["a", "b", "c"], ["orders"]])
    for name in ("a", "b", "c"):
        kinesis.delete_stream(StreamName=name)
    equal(kinesis.describe_stream_summary(StreamName="a")["StreamDescriptionSummary"]["StreamStatus"], "DELETING")
    advance(5)
    refused(kinesis.describe_stream, "ResourceNotFoundException",
            f"Stream a under account {ACCOUNT} not found.", StreamName="a")

    kinesis.create_stream(StreamName="elastic", StreamModeDetails={"StreamMode": "ON_DEMAND"})
    active("elastic")
    summary = kinesis.describe_stream_summary(StreamName="elastic")["StreamDescriptionSummary"]
    equal((summary["OpenShardCount"], summary["StreamModeDetails"]), (4, {"StreamMode": "ON_DEMAND"}))
    limits = without_metadata(kinesis.describe_limits())
    # The shards of on-demand streams are not the account's to count.
    equal((limits["OpenShardCount"], limits["OnDemandStreamCount"]), (2, 1))
    refused(kinesis.describe_limits, "LimitExceededException")
    refused(kinesis.split_shard, "ValidationException",
            f"Request is invalid. Stream elastic under account {ACCOUNT} is in On-Demand mode.",
            StreamName="elastic", ShardToSplit="shardId-000000000000", NewStartingHashKey="9")
    return arn


def writing():
    put = without_metadata(kinesis.put_record(StreamName="orders", Data=b"\x00hello\xff", PartitionKey="user-42"))
    equal((put["ShardId"], put.get("EncryptionType", "NONE")), ("shardId-000000000000", "NONE"))
    assert put["SequenceNumber"].startswith("49") and len(put["SequenceNumber"]) == 56, put
    top = kinesis.put_record(StreamName="orders", Data=b"", PartitionKey="k", ExplicitHashKey=str(2 * MIDDLE - 1))
    equal(top["ShardId"], "shardId-000000000001")
    refused(kinesis.put_record, "InvalidArgumentException",
            "Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. "
            f"Specified value was {2 * MIDDLE}",
            StreamName="orders", Data=b"x", PartitionKey="k", ExplicitHashKey=str(2 * MIDDLE))
    again = kinesis.put_record(StreamName="orders", Data=b"second", PartitionKey="user-42",
                               SequenceNumberForOrdering=put["SequenceNumber"])
    assert int(again["SequenceNumber"]) > int(put["SequenceNumber"])
    advance(1)
    # 1200 records at once for one shard of 1000 records/s: HTTP 200, and the rest told entry by entry.
    failed = 0
    for call in range(3):
        records = [{"Data": b"x", "PartitionKey": "k", "ExplicitHashKey": "0"} for _ in range(400)]
        answer = without_metadata(kinesis.put_records(StreamName="orders", Records=records))
        equal(len(answer["Records"]), 400)
        bad = [entry for entry in answer["Records"] if "ErrorCode" in entry]
        equal(answer["FailedRecordCount"], len(bad), f"call {call}")
        for entry in bad:
            equal(entry, {"ErrorCode": "ProvisionedThroughputExceededException", "ErrorMessage":
                          f"Rate exceeded for shard shardId-000000000000 in stream orders under account {ACCOUNT}."})
        failed += len(bad)
    equal(failed, 200)
    refused(kinesis.put_record, "ProvisionedThroughputExceededException",
            f"Rate exceeded for shard shardId-000000000000 in stream orders under account {ACCOUNT}.",
            StreamName="orders", Data=b"x", PartitionKey="k", ExplicitHashKey="0")
    advance(2)


def validation():
    raw = kinesis.meta.service_model  # botocore checks some itself: what it lets through is AWS's to refuse
    assert raw.operation_names
    text = refused(kinesis.put_record, "ValidationException", StreamName="or ders", Data=b"x", PartitionKey="k" * 257)
    assert text.startswith("2 validation errors detected: Value '"), text
    assert "at 'streamName' failed to satisfy constraint: Member must satisfy regular expression pattern" in text
    assert "at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256" in text
    text = refused(kinesis.get_records, "ValidationException", ShardIterator="x", Limit=10001)
    assert text.startswith("1 validation error detected: Value '10001' at 'limit'"), text
    refused(kinesis.put_records, "ValidationException", StreamName="orders",
            Records=[{"Data": b"x", "PartitionKey": "k"}] * 501)
    refused(kinesis.get_records, "InvalidArgumentException", "Invalid ShardIterator.", ShardIterator="made up")
    refused(kinesis.get_shard_iterator, "InvalidArgumentException", StreamName="orders",
            ShardId="shardId-000000000000", ShardIteratorType="LATEST", StartingSequenceNumber="1")
    refused(kinesis.get_shard_iterator, "ResourceNotFoundException",
            f"Shard shardId-000000000009 in stream orders under account {ACCOUNT} does not exist",
            StreamName="orders", ShardId="shardId-000000000009", ShardIteratorType="LATEST")


def reading():
    kinesis.create_stream(StreamName="read", ShardCount=1)
    active("read")
    latest = iterator(kind="LATEST", stream="read")
    numbers = []
    for i in range(4):
        advance(1)
        put = kinesis.put_record(StreamName="read", Data=b"%d" % i, PartitionKey=f"key {i}")
        numbers.append(put["SequenceNumber"])
    everything = read(iterator(stream="read"))
    equal(data(everything), [b"0", b"1", b"2", b"3"])
    equal([record["SequenceNumber"] for record in everything["Records"]], numbers)
    equal(everything["Records"][3]["PartitionKey"], "key 3")
    equal(everything["MillisBehindLatest"], 0)
    assert "ChildShards" not in everything
    equal(data(read(latest)), [b"0", b"1", b"2", b"3"], "LATEST is where it was asked for")
    at = {"StartingSequenceNumber": numbers[1]}
    equal(data(read(iterator(kind="AT_SEQUENCE_NUMBER", stream="read", **at))), [b"1", b"2", b"3"])
    equal(data(read(iterator(kind="AFTER_SEQUENCE_NUMBER", stream="read", **at))), [b"2", b"3"])
    arrived = everything["Records"][2]["ApproximateArrivalTimestamp"]
    equal(data(read(iterator(kind="AT_TIMESTAMP", stream="read", Timestamp=arrived))), [b"2", b"3"])
    an_hour_ago = datetime.datetime.now() - datetime.timedelta(hours=1)
    equal(len(data(read(iterator(kind="AT_TIMESTAMP", stream="read", Timestamp=an_hour_ago)))), 4)
    page = read(iterator(stream="read"), Limit=3)
    equal((len(page["Records"]), page["MillisBehindLatest"]), (3, 1000))
    rest = read(page["NextShardIterator"])
    equal(data(rest), [b"3"])
    fresh = iterator(stream="read")
    advance(298)
    read(fresh)
    advance(2)
    text = refused(kinesis.get_records, "ExpiredIteratorException", ShardIterator=fresh)
    assert text.startswith("Iterator expired. The iterator was created at time ") and text.endswith(
        " which is further in the future than the tolerated delay of 300000 milliseconds."), text
    start = iterator(stream="read")
    advance(1)
    for _ in range(5):
        kinesis.get_records(ShardIterator=start)
    refused(kinesis.get_records, "ProvisionedThroughputExceededException",
            f"Rate exceeded for shard shardId-000000000000 in stream read under account {ACCOUNT}.",
            ShardIterator=start)


def resharding():
    kinesis.create_stream(StreamName="ring", ShardCount=1)
    active("ring")
    kinesis.put_record(StreamName="ring", Data=b"before", PartitionKey="k")
    advance(1)
    refused(kinesis.split_shard, "InvalidArgumentException", StreamName="ring",
            ShardToSplit="shardId-000000000000", NewStartingHashKey="1")
    kinesis.split_shard(StreamName="ring", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(MIDDLE))
    advance(1)
    text = refused(kinesis.split_shard, "ResourceInUseException", StreamName="ring",
                   ShardToSplit="shardId-000000000000", NewStartingHashKey=str(MIDDLE))
    equal(text, f"Stream ring under account {ACCOUNT} not ACTIVE, instead in state UPDATING")
    active("ring")
    refused(kinesis.split_shard, "InvalidArgumentException",
            f"Shard shardId-000000000000 in stream ring under account {ACCOUNT} has already been merged or split, "
            "and thus is not eligible for merging or splitting.",
            StreamName="ring", ShardToSplit="shardId-000000000000", NewStartingHashKey=str(MIDDLE))
    advance(1)
    last = read(iterator(stream="ring"))
    while last.get("NextShardIterator"):
        equal(last.get("ChildShards"), None)
        last = read(last["NextShardIterator"])
    equal(last["ChildShards"], [
        {"ShardId": f"shardId-{number:012}", "ParentShards": ["shardId-000000000000"], "HashKeyRange":
         {"StartingHashKey": str(first), "EndingHashKey": str(final)}}
        for number, first, final in ((1, 0, MIDDLE - 1), (2, MIDDLE, 2 * MIDDLE - 1))])

    refused(kinesis.merge_shards, "InvalidArgumentException",
            f"Shards shardId-000000000002 and shardId-000000000001 in stream ring under account {ACCOUNT} "
            "are not an adjacent pair of shards eligible for merging",
            StreamName="ring", ShardToMerge="shardId-000000000002", AdjacentShardToMerge="shardId-000000000001")
    before = datetime.datetime.fromtimestamp(lab.state()["time"]["epoch_ms"] / 1000, datetime.timezone.utc)
    advance(1)
    kinesis.merge_shards(
        StreamName="ring", ShardToMerge="shardId-000000000001", AdjacentShardToMerge="shardId-000000000002")
    active("ring")
    shards = kinesis.list_shards(StreamName="ring")["Shards"]
    equal(len(shards), 4)
    equal((shards[3]["ParentShardId"], shards[3]["AdjacentParentShardId"]),
          ("shardId-000000000001", "shardId-000000000002"))
    assert "EndingSequenceNumber" not in shards[3]["SequenceNumberRange"]
    assert "EndingSequenceNumber" in shards[0]["SequenceNumberRange"]

    def listed(**filter):
        found = kinesis.list_shards(StreamName="ring", ShardFilter=filter)["Shards"]
        return [int(shard["ShardId"][-3:]) for shard in found]
    equal(listed(Type="AT_LATEST"), [3])
    equal(listed(Type="FROM_TRIM_HORIZON"), [0, 1, 2, 3])
    equal(listed(Type="AT_TRIM_HORIZON"), [0])
    equal(listed(Type="AFTER_SHARD_ID", ShardId="shardId-000000000001"), [2, 3])
    equal(listed(Type="AT_TIMESTAMP", Timestamp=before), [1, 2])
    equal(listed(Type="FROM_TIMESTAMP", Timestamp=before), [1, 2, 3])
    page = kinesis.list_shards(StreamName="ring", MaxResults=3)
    equal(len(page["Shards"]), 3)
    equal([shard["ShardId"] for shard in kinesis.list_shards(NextToken=page["NextToken"])["Shards"]],
          ["shardId-000000000003"])
    refused(kinesis.list_shards, "InvalidArgumentException",
            "NextToken and StreamName cannot be provided together.", StreamName="ring", NextToken=page["NextToken"])
    # botocore's paginator sends both, and AWS refuses that (botocore issue 2009).
    pages = iter(kinesis.get_paginator("list_shards").paginate(
        StreamName="ring", PaginationConfig={"PageSize": 1}))
    equal(len(next(pages)["Shards"]), 1)
    try:
        next(pages)
    except kinesis.exceptions.InvalidArgumentException:
        pass
    else:
        raise AssertionError("a second page by name and token")
    advance(301)
    refused(kinesis.list_shards, "ExpiredNextTokenException", NextToken=page["NextToken"])

    advance(1)
    update = without_metadata(kinesis.update_shard_count(
        StreamName="ring", TargetShardCount=2, ScalingType="UNIFORM_SCALING"))
    equal((update["CurrentShardCount"], update["TargetShardCount"]), (1, 2))
    active("ring")
    equal(kinesis.describe_stream_summary(StreamName="ring")["StreamDescriptionSummary"]["OpenShardCount"], 2)
    refused(kinesis.update_shard_count, "LimitExceededException",
            StreamName="ring", TargetShardCount=5, ScalingType="UNIFORM_SCALING")


def settings(arn):
    kinesis.increase_stream_retention_period(StreamName="orders", RetentionPeriodHours=48)
    advance(1)
    refused(kinesis.increase_stream_retention_period, "InvalidArgumentException",
            "Requested retention period (24 hours) for stream orders can not be shorter than existing retention "
            "period (48 hours). Use DecreaseRetentionPeriod API.", StreamName="orders", RetentionPeriodHours=24)
    refused(kinesis.increase_stream_retention_period, "InvalidArgumentException",
            StreamName="orders", RetentionPeriodHours=8761)
    kinesis.decrease_stream_retention_period(StreamName="orders", RetentionPeriodHours=24)

    kinesis.add_tags_to_stream(StreamName="orders", Tags={"team": "blue", "cost": "7", "empty": ""})
    kinesis.remove_tags_from_stream(StreamName="orders", TagKeys=["cost"])
    tags = without_metadata(kinesis.list_tags_for_stream(StreamName="orders"))
    equal(tags, {"Tags": [{"Key": "empty", "Value": ""}, {"Key": "team", "Value": "blue"}], "HasMoreTags": False})
    page = kinesis.list_tags_for_stream(StreamARN=arn, Limit=1)
    equal((len(page["Tags"]), page["HasMoreTags"]), (1, True))

    kinesis.start_stream_encryption(StreamName="orders", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    equal(kinesis.describe_stream_summary(
        StreamName="orders")["StreamDescriptionSummary"]["StreamStatus"], "UPDATING")
    active("orders")
    summary = kinesis.describe_stream_summary(StreamName="orders")["StreamDescriptionSummary"]
    equal((summary["EncryptionType"], summary["KeyId"]), ("KMS", "alias/aws/kinesis"))
    latest = iterator(kind="LATEST")
    put = kinesis.put_record(StreamName="orders", Data=b"secret", PartitionKey="k", ExplicitHashKey="0")
    equal(put["EncryptionType"], "KMS")
    equal(read(latest)["Records"][0]["EncryptionType"], "KMS")
    kinesis.stop_stream_encryption(StreamName="orders", EncryptionType="KMS", KeyId="alias/aws/kinesis")
    active("orders")

    enabled = without_metadata(kinesis.enable_enhanced_monitoring(
        StreamName="orders", ShardLevelMetrics=["IncomingBytes", "IteratorAgeMilliseconds"]))
    equal((enabled["CurrentShardLevelMetrics"], enabled["DesiredShardLevelMetrics"]),
          ([], ["IncomingBytes", "IteratorAgeMilliseconds"]))
    disabled = kinesis.disable_enhanced_monitoring(StreamName="orders", ShardLevelMetrics=["ALL"])
    equal(disabled["DesiredShardLevelMetrics"], [])

    kinesis.update_max_record_size(StreamARN=arn, MaxRecordSizeInKiB=2048)
    active("orders")
    equal(kinesis.describe_stream_summary(
        StreamName="orders")["StreamDescriptionSummary"]["MaxRecordSizeInKiB"], 2048)
    kinesis.update_stream_mode(StreamARN=arn, StreamModeDetails={"StreamMode": "ON_DEMAND"})
    active("orders")
    kinesis.update_stream_mode(StreamARN=arn, StreamModeDetails={"StreamMode": "PROVISIONED"})
    active("orders")

    policy = '{"Version":"2012-10-17","Statement":[]}'
    kinesis.put_resource_policy(ResourceARN=arn, Policy=policy)
    equal(kinesis.get_resource_policy(ResourceARN=arn)["Policy"], policy)
    kinesis.delete_resource_policy(ResourceARN=arn)


def consumers(arn):
    registered = kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="billing")["Consumer"]
    equal(registered["ConsumerStatus"], "CREATING")
    refused(kinesis.register_stream_consumer, "ResourceInUseException", StreamARN=arn, ConsumerName="billing")
    advance(3)
    described = kinesis.describe_stream_consumer(StreamARN=arn, ConsumerName="billing")["ConsumerDescription"]
    equal((described["ConsumerStatus"], described["StreamARN"]), ("ACTIVE", arn))
    consumer = described["ConsumerARN"]
    equal(kinesis.describe_stream_consumer(ConsumerARN=consumer)["ConsumerDescription"], described)
    kinesis.register_stream_consumer(StreamARN=arn, ConsumerName="audit")
    advance(3)
    page = kinesis.list_stream_consumers(StreamARN=arn, MaxResults=1)
    rest = kinesis.list_stream_consumers(StreamARN=arn, NextToken=page["NextToken"])
    equal([one["ConsumerName"] for answer in (page, rest) for one in answer["Consumers"]], ["audit", "billing"])
    kinesis.deregister_stream_consumer(StreamARN=arn, ConsumerName="audit")
    advance(3)
    refused(kinesis.describe_stream_consumer, "ResourceNotFoundException", StreamARN=arn, ConsumerName="audit")
    return consumer


def deliveries():
    made = without_metadata(firehose.create_delivery_stream(
        DeliveryStreamName="lake", ExtendedS3DestinationConfiguration={
            "RoleARN": f"arn:aws:iam::{ACCOUNT}:role/firehose", "BucketARN": "arn:aws:s3:::lake", "Prefix": "raw/",
            "BufferingHints": {"SizeInMBs": 1, "IntervalInSeconds": 60}}))
    assert made["DeliveryStreamARN"].endswith("deliverystream/lake"), made
    advance(60)
    description = firehose.describe_delivery_stream(DeliveryStreamName="lake")["DeliveryStreamDescription"]
    equal((description["DeliveryStreamStatus"], description["DeliveryStreamType"]), ("ACTIVE", "DirectPut"))
    equal(description["Destinations"][0]["ExtendedS3DestinationDescription"]["BufferingHints"],
          {"SizeInMBs": 1, "IntervalInSeconds": 60})
    equal(firehose.list_delivery_streams()["DeliveryStreamNames"], ["lake"])
    assert firehose.put_record(DeliveryStreamName="lake", Record={"Data": b"one\n"})["RecordId"]
    batch = firehose.put_record_batch(DeliveryStreamName="lake", Records=[{"Data": b"two\n"}, {"Data": b"three\n"}])
    equal((batch["FailedPutCount"], len(batch["RequestResponses"])), (0, 2))
    advance(61)
    written = lab.state()["bucket"]["lake"]
    assert "one" in str(written) or written["objects"], written
    refused(firehose.put_record, "ResourceNotFoundException", DeliveryStreamName="none", Record={"Data": b"x"})


def main():
    arn = streams()
    writing()
    validation()
    reading()
    resharding()
    settings(arn)
    consumers(arn)
    deliveries()
    print(f"{sum(lab.checked.values())} replies of {len(lab.checked)} operations hold against botocore's model")


main()
