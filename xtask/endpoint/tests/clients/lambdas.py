"""boto3 at Lambda's event source mappings, and at the table of leases of a KCL application. Time stands still but for our
own jumps, and every raw reply is held against botocore's service model.
"""

import json
import urllib.request

import boto3
from botocore.config import Config

import lab
from lab import ACCOUNT, advance, equal, refused

functions = lab.client("lambda")
kinesis = lab.client("kinesis")
dynamodb = lab.client("dynamodb")
s3 = boto3.client(
    "s3", region_name="us-east-1", endpoint_url=lab.ENDPOINT, aws_access_key_id="any", aws_secret_access_key="any",
    config=Config(retries={"total_max_attempts": 1}, read_timeout=30))

STREAM = f"arn:aws:kinesis:us-east-1:{ACCOUNT}:stream/orders"
QUEUE = f"arn:aws:sqs:us-east-1:{ACCOUNT}:dead"


def play(lines):
    """What no call of boto3's makes here."""
    urllib.request.urlopen(urllib.request.Request(lab.ENDPOINT + "/_lab/story", lines.encode()), timeout=30).close()


def reader(name):
    return lab.state()["reader"][name]


def put(count):
    for first in range(0, count, 400):
        records = [{"Data": b"x", "PartitionKey": f"k{n}"} for n in range(first, min(first + 400, count))]
        equal(kinesis.put_records(StreamName="orders", Records=records)["FailedRecordCount"], 0)
        advance(1)


def mappings():
    kinesis.create_stream(StreamName="orders", ShardCount=2)
    advance(30)
    equal(functions.list_event_source_mappings()["EventSourceMappings"], [])
    refused(functions.create_event_source_mapping, "InvalidParameterValueException",
            f"Stream not found: {STREAM.replace('orders', 'none')}", FunctionName="count",
            EventSourceArn=STREAM.replace("orders", "none"), StartingPosition="LATEST")
    made = functions.create_event_source_mapping(
        FunctionName="count", EventSourceArn=STREAM, StartingPosition="TRIM_HORIZON", BatchSize=50,
        MaximumRetryAttempts=1, BisectBatchOnFunctionError=True, DestinationConfig={"OnFailure": {"Destination": QUEUE}})
    equal(made["ResponseMetadata"]["HTTPStatusCode"], 202)
    equal((made["State"], made["BatchSize"], made["MaximumRetryAttempts"], made["MaximumRecordAgeInSeconds"]),
          ("Creating", 50, 1, -1))
    equal(made["DestinationConfig"], {"OnFailure": {"Destination": QUEUE}})
    uuid = made["UUID"]
    refused(functions.create_event_source_mapping, "ResourceConflictException",
            f'The event source arn (" {STREAM} ") and function (" count ") provided mapping already exists. Please update '
            f"or delete the existing mapping with UUID {uuid}",
            FunctionName="count", EventSourceArn=STREAM, StartingPosition="LATEST")
    put(1000)
    advance(10)
    equal(reader("count")["read"], 1000)
    found = functions.get_event_source_mapping(UUID=uuid)
    equal((found["State"], found["LastProcessingResult"]), ("Enabled", "OK"))

    # Paused, what comes waits; it goes on where it was.
    changed = functions.update_event_source_mapping(UUID=uuid, Enabled=False, BatchSize=10)
    equal((changed["State"], changed["BatchSize"]), ("Updating", 10))
    put(500)
    advance(60)
    equal((reader("count")["read"], functions.get_event_source_mapping(UUID=uuid)["State"]), (1000, "Disabled"))
    functions.update_event_source_mapping(UUID=uuid, Enabled=True)
    advance(60)
    equal(reader("count")["read"], 1500)
    refused(functions.update_event_source_mapping, "ValidationException", UUID=uuid, BatchSize=10001)
    refused(functions.update_event_source_mapping, "InvalidParameterValueException", UUID=uuid,
            MaximumRecordAgeInSeconds=59)

    # Only what fits a pattern reaches the function; what is given up lies in a bucket, with its records.
    pattern = '{"partitionKey":[{"prefix":"k1"}]}'
    changed = functions.update_event_source_mapping(
        UUID=uuid, FilterCriteria={"Filters": [{"Pattern": pattern}]}, TumblingWindowInSeconds=60,
        DestinationConfig={"OnFailure": {"Destination": "arn:aws:s3:::lost"}})
    equal((changed["FilterCriteria"], changed["TumblingWindowInSeconds"]), ({"Filters": [{"Pattern": pattern}]}, 60))
    refused(functions.update_event_source_mapping, "InvalidParameterValueException", UUID=uuid,
            FilterCriteria={"Filters": [{"Pattern": '{"Price":[1]}'}]})
    put(400)
    advance(120)
    equal((reader("count")["read"], reader("count")["lambda"]["filtered"]), (1900, 400 - 111))
    assert reader("count")["lambda"]["windows"] >= 1, reader("count")["lambda"]["windows"]
    play("fault function count refusing for 60s\n")
    put(400)
    advance(120)
    kept = s3.list_objects_v2(Bucket="lost")["Contents"]
    whole = json.loads(s3.get_object(Bucket="lost", Key=kept[0]["Key"])["Body"].read())
    assert kept[0]["Key"].startswith(f"aws/lambda/{uuid}/shardId-"), kept[0]
    equal(whole["KinesisBatchInfo"]["batchSize"], len(json.loads(whole["payload"])["Records"]))
    functions.update_event_source_mapping(UUID=uuid, FilterCriteria={"Filters": []}, TumblingWindowInSeconds=0)
    assert "FilterCriteria" not in functions.get_event_source_mapping(UUID=uuid)

    pages = functions.get_paginator("list_event_source_mappings").paginate(FunctionName="count")
    equal([one["UUID"] for page in pages for one in page["EventSourceMappings"]], [uuid])
    equal(functions.list_event_source_mappings(EventSourceArn=STREAM)["EventSourceMappings"][0]["UUID"], uuid)
    equal([one["FunctionName"] for one in functions.list_functions()["Functions"]], ["count"])
    equal(functions.get_function_configuration(FunctionName="count")["Timeout"], 3)
    refused(functions.get_function_configuration, "ResourceNotFoundException",
            f"Function not found: arn:aws:lambda:us-east-1:{ACCOUNT}:function:none", FunctionName="none")
    equal(functions.delete_event_source_mapping(UUID=uuid)["State"], "Deleting")
    for call in (functions.get_event_source_mapping, functions.delete_event_source_mapping):
        refused(call, "ResourceNotFoundException", "The resource you requested does not exist.", UUID=uuid)
    equal(functions.list_functions()["Functions"][0]["FunctionArn"],
          f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:count")


def leases():
    play("consumer app reads orders kcl workers 2\n")
    advance(90)
    equal(dynamodb.list_tables()["TableNames"], ["app"])
    equal(dynamodb.describe_table(TableName="app")["Table"]["ItemCount"], 2)
    rows = dynamodb.scan(TableName="app")["Items"]
    for row in rows:
        one = dynamodb.get_item(TableName="app", Key={"leaseKey": row["leaseKey"]}, ConsistentRead=True)["Item"]
        equal((one["leaseKey"], one["leaseOwner"]), (row["leaseKey"], row["leaseOwner"]))
    equal("Item" in dynamodb.get_item(TableName="app", Key={"leaseKey": {"S": "none"}}), False)
    refused(dynamodb.get_item, "ValidationException", "The provided key element does not match the schema",
            TableName="app", Key={"id": {"S": "x"}})
    refused(dynamodb.get_item, "ResourceNotFoundException", "Requested resource not found",
            TableName="none", Key={"leaseKey": {"S": "x"}})


def main():
    mappings()
    leases()
    print(f"{sum(lab.checked.values())} replies of {len(lab.checked)} operations hold against botocore's model")


main()
