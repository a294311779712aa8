"""A study project on Firehose with boto3, as its scripts are written: records that are made up, partitions by jq, partitions
by a function that unpacks gzip, and an answer that is too large in its four states. Time stands still but for our own jumps.

Absent: the upload of its task 0, for the endpoint's S3 takes no objects by hand; and Lambda's own calls: the functions are
blueprints, made by a line of a story.
"""

import base64
import gzip
import json
import random
import re
import urllib.request

import boto3
from botocore.config import Config

import lab
from lab import advance, equal

firehose = lab.client("firehose")
s3 = boto3.client(
    "s3", region_name="us-east-1", endpoint_url=lab.ENDPOINT, aws_access_key_id="any", aws_secret_access_key="any",
    config=Config(retries={"total_max_attempts": 1}, read_timeout=30))

ROLE = f"arn:aws:iam::{lab.ACCOUNT}:role/firehose"
BUCKET = "kinesisfirehose-demo"
AT = 1565382027


def processor(kind, **parameters):
    pairs = [{"ParameterName": name, "ParameterValue": value} for name, value in parameters.items()]
    return {"Type": kind, "Parameters": pairs}


def create(name, prefix, processors, partitioned=True):
    hints = {"SizeInMBs": 64 if partitioned else 1, "IntervalInSeconds": 60}
    partitions = {"DynamicPartitioningConfiguration": {"Enabled": True}} if partitioned else {}
    firehose.create_delivery_stream(DeliveryStreamName=name, ExtendedS3DestinationConfiguration={
        "RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{BUCKET}", "Prefix": prefix, "ErrorOutputPrefix": f"{name}/error/",
        "BufferingHints": hints, "ProcessingConfiguration": {"Enabled": True, "Processors": processors}, **partitions})
    advance(1)


def function(name, blueprint):
    """What no call of boto3's makes here: a function is one of the blueprints."""
    request = urllib.request.Request(lab.ENDPOINT + "/_lab/story", f"function {name} blueprint {blueprint}\n".encode())
    urllib.request.urlopen(request, timeout=30).close()
    return processor("Lambda", LambdaArn=f"arn:aws:lambda:us-east-1:{lab.ACCOUNT}:function:{name}")


def put(name, *records):
    answer = firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": data} for data in records])
    equal(answer["FailedPutCount"], 0)


def found(prefix):
    """Each folder under a prefix, and the bytes of its objects."""
    folders = {}
    for one in s3.list_objects_v2(Bucket=BUCKET, Prefix=prefix).get("Contents", []):
        folder = one["Key"].rsplit("/", 1)[0]
        body = s3.get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
        folders[folder] = folders.get(folder, b"") + body
    return folders


def records_that_are_made_up_arrive():
    """The first task: a plain delivery stream, generated records, and a look into the bucket."""
    create("plain", "plain/", [], partitioned=False)
    some = random.Random(1)
    devices = ["mobile", "desktop", "tablet"]
    records = [(json.dumps({"customer_id": str(some.randrange(10**10)), "type": {"device": some.choice(devices)},
                            "event_timestamp": AT + n}) + "\n").encode() for n in range(600)]
    for record in records[:100]:
        assert firehose.put_record(DeliveryStreamName="plain", Record={"Data": record})["RecordId"]
    put("plain", *records[100:])
    equal(found("plain/"), {}, "they wait in the buffer")
    advance(120)
    (folder, body), = found("plain/").items()
    assert re.fullmatch(r"plain/\d{4}/\d\d/\d\d/\d\d", folder), folder
    equal(body, b"".join(records), "each record once, in the order in which they were put")


def jq_says_the_partition():
    query = ("{customer_id: .customer_id, device: .type.device, year: .event_timestamp|strftime(\"%Y\"), "
             "month: .event_timestamp|strftime(\"%m\"), day: .event_timestamp|strftime(\"%d\"), "
             "hour: .event_timestamp|strftime(\"%H\")}")
    keys = ["customer_id", "device", "year", "month", "day", "hour"]
    prefix = "by-jq/" + "".join(f"{key}=!{{partitionKeyFromQuery:{key}}}/" for key in keys)
    create("by-jq", prefix, [processor("MetadataExtraction", MetadataExtractionQuery=query, JsonParsingEngine="JQ-1.6")])
    records = [json.dumps({"customer_id": customer, "type": {"device": "mobile"}, "event_timestamp": AT}).encode()
               for customer in ["1234567890", "1234567890", "42"]]
    put("by-jq", *records, b"no json")
    advance(200)
    tail = "device=mobile/year=2019/month=08/day=09/hour=20"
    good = found("by-jq/customer_id")
    equal(good, {f"by-jq/customer_id=1234567890/{tail}": records[0] * 2, f"by-jq/customer_id=42/{tail}": records[2]})
    (bad,) = found("by-jq/error/").values()
    equal(base64.b64decode(json.loads(bad)["rawData"]), b"no json")


def a_function_says_the_partition():
    keys = ["database", "table", "year", "month", "day", "hour"]
    prefix = "data/" + "".join(f"!{{partitionKeyFromLambda:{key}}}/" for key in keys)
    create("by-lambda", prefix, [function("unpack", "add-partition-keys")])
    record = {"database": "shop", "table": "orders", "timestamp": AT}
    text, broken = json.dumps(record).encode(), gzip.compress(b'{"database": "shop"}')
    put("by-lambda", gzip.compress(text), broken)
    advance(200)
    good = found("data/")
    equal(list(good), ["data/shop/orders/2019/08/09/20"])
    equal(json.loads(next(iter(good.values()))), record)
    (bad,) = found("by-lambda/error/").values()
    equal(base64.b64decode(json.loads(bad)["rawData"]), broken, "as it came: the bytes of gzip")


def an_answer_is_too_large_in_four_states():
    text = json.dumps({"id": 1, "payload": "a" * 1_000_000}).encode()
    data = gzip.compress(text)
    assert len(text) > 900 * len(data), "small on the way in, large on the way out"
    for blueprint, records, arrived, failed, code in [
        ("size-limit", 4, 4, 0, None),
        ("size-limit", 5, 0, 5, "Lambda.FunctionError"),
        ("size-limit-skip", 5, 4, 1, "Lambda.MissingRecordId"),
        ("size-limit-drop", 5, 0, 5, "Lambda.FunctionError"),
        ("size-limit-reingest", 5, 5, 0, None),
    ]:
        name = f"{blueprint}-{records}"
        create(name, f"{name}/ok/", [function(f"f-{name}", blueprint)], partitioned=False)
        put(name, *[data] * records)
        advance(600)
        written = b"".join(found(f"{name}/ok/").values())
        equal(written.count(b'"id": 1'), arrived, name)
        lines = b"".join(found(f"{name}/error/").values()).splitlines()
        equal((len(lines), {json.loads(line)["errorCode"] for line in lines}),
              (failed, {code} if code else set()), name)
        for line in lines:
            equal(base64.b64decode(json.loads(line)["rawData"]), data, "it can be put again")


def main():
    s3.create_bucket(Bucket=BUCKET)
    equal([one["Name"] for one in s3.list_buckets()["Buckets"]], [BUCKET])
    records_that_are_made_up_arrive()
    jq_says_the_partition()
    a_function_says_the_partition()
    an_answer_is_too_large_in_four_states()
    print("made-up records, partitions by jq and by a function, and four sizes of answers")


main()
