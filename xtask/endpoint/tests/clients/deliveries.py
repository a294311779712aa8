"""Delivery streams with boto3, as a learner's script uses them: create one, put records, look into the bucket. Time
stands still but for our own jumps. Each reply of Firehose is held against the service model.
"""

import datetime
import gzip
import hashlib
import io
import json
import random
import urllib.error
import urllib.request
import zipfile
from decimal import Decimal

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from kafka.codec import snappy_decode
from pyarrow import parquet
from snappy import HadoopStreamDecompressor

import lab
from lab import advance, equal, refused, without_metadata

firehose = lab.client("firehose")
kinesis = lab.client("kinesis")
s3 = boto3.client(
    "s3", region_name="us-east-1", endpoint_url=lab.ENDPOINT, aws_access_key_id="any", aws_secret_access_key="any",
    config=Config(retries={"total_max_attempts": 1}, read_timeout=30))

ROLE = f"arn:aws:iam::{lab.ACCOUNT}:role/firehose"
FUNCTION = f"arn:aws:lambda:us-east-1:{lab.ACCOUNT}:function:"
DESTINATION = "destinationId-000000000001"


def bucket(name, **more):
    return {"RoleARN": ROLE, "BucketARN": f"arn:aws:s3:::{name}", **more}


def hints(mib, seconds):
    return {"SizeInMBs": mib, "IntervalInSeconds": seconds}


def processor(kind, **parameters):
    pairs = [{"ParameterName": name, "ParameterValue": value} for name, value in parameters.items()]
    return {"Type": kind, "Parameters": pairs}


def create(name, **configuration):
    made = without_metadata(firehose.create_delivery_stream(DeliveryStreamName=name, **configuration))
    equal(made, {"DeliveryStreamARN": f"arn:aws:firehose:us-east-1:{lab.ACCOUNT}:deliverystream/{name}"})
    # Five calls of one kind in a second.
    advance(1)


def describe(name):
    advance(1)
    return firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]


def story(text):
    """Lines of our own: what no call of AWS's makes."""
    request = urllib.request.Request(lab.ENDPOINT + "/_lab/story", text.encode())
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def objects(name, prefix=""):
    found = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket=name, Prefix=prefix):
        found += page.get("Contents", [])
    return found


def body(name, key):
    return s3.get_object(Bucket=name, Key=key)["Body"].read()


def a_record_is_found_in_the_bucket():
    s3.create_bucket(Bucket="lake")
    equal([one["Name"] for one in s3.list_buckets()["Buckets"]], ["lake"])
    create("orders", ExtendedS3DestinationConfiguration=bucket(
        "lake", Prefix="raw & more/", BufferingHints=hints(1, 60),
        CloudWatchLoggingOptions={"Enabled": True, "LogGroupName": "/aws/kinesisfirehose/orders", "LogStreamName": "S3"}))
    put = firehose.put_record(DeliveryStreamName="orders", Record={"Data": b"one\n"})
    assert put["RecordId"] and put["Encrypted"] is False, put
    batch = firehose.put_record_batch(
        DeliveryStreamName="orders", Records=[{"Data": b"two\n"}, {"Data": "drei \u00e9\n".encode()}])
    equal((batch["FailedPutCount"], len(batch["RequestResponses"])), (0, 2))
    equal(objects("lake"), [])
    advance(61)
    found = objects("lake", "raw & more/")
    equal(len(found), 1)
    key, wanted = found[0]["Key"], "one\ntwo\ndrei \u00e9\n".encode()
    assert key.startswith("raw & more/20"), key
    got = s3.get_object(Bucket="lake", Key=key)
    equal(got["Body"].read(), wanted)
    md5 = f'"{hashlib.md5(wanted).hexdigest()}"'
    equal((got["ContentLength"], got["ETag"], found[0]["ETag"], found[0]["Size"]),
          (len(wanted), md5, md5, len(wanted)))
    head = s3.head_object(Bucket="lake", Key=key)
    equal((head["ContentLength"], head["ETag"], head["LastModified"]), (len(wanted), md5, found[0]["LastModified"]))
    equal(s3.get_object(Bucket="lake", Key=key, Range="bytes=4-6")["Body"].read(), b"two")
    file = io.BytesIO()
    s3.download_fileobj("lake", key, file)
    equal(file.getvalue(), wanted)
    equal(s3.list_objects_v2(Bucket="lake", Delimiter="/")["CommonPrefixes"], [{"Prefix": "raw & more/"}])
    equal([one["Key"] for one in s3.list_objects(Bucket="lake")["Contents"]], [key])
    # The resources of boto3, which many scripts use.
    resource = boto3.resource(
        "s3", region_name="us-east-1", endpoint_url=lab.ENDPOINT, aws_access_key_id="any", aws_secret_access_key="any")
    equal([one.key for one in resource.Bucket("lake").objects.filter(Prefix="raw")], [key])
    for call, arguments, code in [
        (s3.get_object, {"Bucket": "lake", "Key": "none"}, "NoSuchKey"),
        (s3.head_object, {"Bucket": "lake", "Key": "none"}, "404"),
        (s3.list_objects_v2, {"Bucket": "nowhere"}, "NoSuchBucket"),
        (s3.create_bucket, {"Bucket": "lake"}, "BucketAlreadyOwnedByYou"),
        (s3.put_object, {"Bucket": "lake", "Key": "k", "Body": b"x"}, "NotImplemented"),
        (s3.delete_object, {"Bucket": "lake", "Key": key}, "NotImplemented"),
        (s3.get_object, {"Bucket": "lake", "Key": key, "Range": "bytes=999-"}, "InvalidRange"),
    ]:
        try:
            call(**arguments)
        except ClientError as caught:
            equal(caught.response["Error"]["Code"], code, str(caught))
        else:
            raise AssertionError(f"not refused with {code}")


def pages_follow_each_other():
    create("pages", ExtendedS3DestinationConfiguration=bucket("pages", BufferingHints=hints(1, 0)))
    for i in range(7):
        firehose.put_record(DeliveryStreamName="pages", Record={"Data": b"%d" % i})
        advance(2)
    found = []
    for page in s3.get_paginator("list_objects_v2").paginate(Bucket="pages", PaginationConfig={"PageSize": 3}):
        assert len(page["Contents"]) <= 3
        found += [one["Key"] for one in page["Contents"]]
    equal(sorted(body("pages", key) for key in found), [b"%d" % i for i in range(7)])


def objects_may_be_compressed():
    # Lines that compress and noise that does not, over several of Snappy's blocks.
    lines = [b"line %d\n" % i * 100 for i in range(400)] + [random.Random(i).randbytes(4_000) for i in range(100)]
    for compression, extension, encoding, read in [
        ("GZIP", ".gz", "gzip", gzip.decompress),
        ("ZIP", ".zip", "zip", unzip),
        ("Snappy", ".snappy", "snappy-java", snappy_decode),
        ("HADOOP_SNAPPY", ".snappy", "hadoop-snappy", HadoopStreamDecompressor().decompress),
    ]:
        name = compression.lower().replace("_", "-")
        create(name, ExtendedS3DestinationConfiguration=bucket(
            name, BufferingHints=hints(1, 60), CompressionFormat=compression))
        put = firehose.put_record_batch(DeliveryStreamName=name, Records=[{"Data": line} for line in lines])
        equal(put["FailedPutCount"], 0)
        advance(61)
        (one,) = objects(name)
        got = s3.get_object(Bucket=name, Key=one["Key"])
        equal((one["Key"][-len(extension):], got["ContentEncoding"]), (extension, encoding))
        written = got["Body"].read()
        assert len(written) < sum(map(len, lines)), compression
        assert read(written) == b"".join(lines), compression


def unzip(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        equal((archive.testzip(), len(archive.namelist())), (None, 1))
        return archive.read(archive.namelist()[0])


def what_is_too_much_is_refused_entry_by_entry():
    create("busy", ExtendedS3DestinationConfiguration=bucket("busy", BufferingHints=hints(128, 60)))
    records = [{"Data": b"%07d\n" % i + b"x" * 9_991 + b"\n"} for i in range(800)]
    first = firehose.put_record_batch(DeliveryStreamName="busy", Records=records[:400])
    equal(first["FailedPutCount"], 0)
    # Four million bytes are taken: 5 MiB in a second leave room for 124 records more.
    second = firehose.put_record_batch(DeliveryStreamName="busy", Records=records[400:])
    equal((second["FailedPutCount"], len(second["RequestResponses"])), (276, 400))
    for i, entry in enumerate(second["RequestResponses"]):
        if i < 124:
            assert entry["RecordId"] and "ErrorCode" not in entry, (i, entry)
        else:
            equal(entry, {"ErrorCode": "ServiceUnavailableException", "ErrorMessage": "Slow down."}, i)
    refused(firehose.put_record, "ServiceUnavailableException", "Slow down.",
            DeliveryStreamName="busy", Record=records[0])
    advance(1)
    again = [record for record, entry in zip(records[400:], second["RequestResponses"]) if "ErrorCode" in entry]
    equal(firehose.put_record_batch(DeliveryStreamName="busy", Records=again)["FailedPutCount"], 0)
    advance(61)
    written = b"".join(body("busy", one["Key"]) for one in objects("busy"))
    equal(written, b"".join(record["Data"] for record in records))


def a_function_transforms():
    configuration = bucket("logs", Prefix="ok/", BufferingHints=hints(1, 60), ProcessingConfiguration={
        "Enabled": True, "Processors": [processor(
            "Lambda", LambdaArn=FUNCTION + "clean:$LATEST", NumberOfRetries="3", BufferSizeInMBs="0.2",
            BufferIntervalInSeconds="60")]})
    refused(firehose.create_delivery_stream, "InvalidArgumentException",
            DeliveryStreamName="logs", ExtendedS3DestinationConfiguration=bucket("logs", ProcessingConfiguration={
                "Enabled": True, "Processors": [processor("Lambda", NumberOfRetries="3")]}))
    story("# Lambda is not spoken here\nfunction clean blueprint pass-through\n")
    try:
        story("function clean blueprint nonsense")
    except urllib.error.HTTPError as caught:
        assert "function clean blueprint nonsense: " in json.load(caught)["message"]
    else:
        raise AssertionError("nonsense is played")
    source = 'exports.handler = async (event) => ({ records: [] });'
    for line in [f"function own source {json.dumps(source)}", f"set clean source {json.dumps(source)}"]:
        try:
            story(line)
        except urllib.error.HTTPError as caught:
            message = json.load(caught)["message"]
            assert "is written in JavaScript; only the page runs it; the endpoint runs nobody's code" in message, message
        else:
            raise AssertionError("the endpoint has no sandbox, and takes code")
    create("logs", ExtendedS3DestinationConfiguration=configuration)
    found = describe("logs")["Destinations"][0]["ExtendedS3DestinationDescription"]["ProcessingConfiguration"]
    equal({one["ParameterName"]: one["ParameterValue"] for one in found["Processors"][0]["Parameters"]},
          {"LambdaArn": FUNCTION + "clean", "NumberOfRetries": "3", "BufferSizeInMBs": "0.2",
           "BufferIntervalInSeconds": "60"})
    firehose.put_record(DeliveryStreamName="logs", Record={"Data": b"a line\n"})
    advance(200)
    (one,) = objects("logs", "ok/")
    equal(body("logs", one["Key"]), b"a line\n")


def every_destination_is_made_and_described():
    kinesis.create_stream(StreamName="source", ShardCount=1)
    advance(5)
    source = {"KinesisStreamARN": f"arn:aws:kinesis:us-east-1:{lab.ACCOUNT}:stream/source", "RoleARN": ROLE}
    create("reads", DeliveryStreamType="KinesisStreamAsSource", KinesisStreamSourceConfiguration=source,
           S3DestinationConfiguration=bucket("lake"))
    equal(describe("reads")["Source"]["KinesisStreamSourceDescription"]["KinesisStreamARN"],
          source["KinesisStreamARN"])
    refused(firehose.put_record, "InvalidArgumentException",
            "This operation is not permitted on KinesisStreamAsSource delivery stream type.",
            DeliveryStreamName="reads", Record={"Data": b"x"})
    domain = f"arn:aws:es:us-east-1:{lab.ACCOUNT}:domain/search"
    index = {"RoleARN": ROLE, "DomainARN": domain, "IndexName": "orders", "IndexRotationPeriod": "OneHour",
             "BufferingHints": hints(1, 60), "RetryOptions": {"DurationInSeconds": 0},
             "S3BackupMode": "AllDocuments", "S3Configuration": bucket("lake")}
    steps = {"Enabled": True, "Processors": [
        processor("RecordDeAggregation", SubRecordType="DELIMITED", Delimiter="Cg=="),
        processor("MetadataExtraction", MetadataExtractionQuery="{kind: .kind}", JsonParsingEngine="JQ-1.6"),
        processor("AppendDelimiterToRecord")]}
    columns = bucket("lake", DataFormatConversionConfiguration={
        "SchemaConfiguration": {"DatabaseName": "db", "TableName": "orders", "RoleARN": ROLE},
        "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
        "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}}})
    refused(firehose.create_delivery_stream, "InvalidArgumentException",
            DeliveryStreamName="to-columns", ExtendedS3DestinationConfiguration=columns)
    story('table db.orders columns "kind string, amount double"')
    for name, kind, configuration in [
        ("to-redshift", "Redshift", {
            "RoleARN": ROLE, "ClusterJDBCURL": "jdbc:redshift://dwh.c1.us-east-1.redshift.amazonaws.com:5439/dev",
            "CopyCommand": {"DataTableName": "orders", "CopyOptions": "json 'auto' gzip"}, "Username": "admin",
            "Password": "secret-1", "S3Configuration": bucket("lake", CompressionFormat="GZIP"),
            "S3BackupMode": "Enabled", "S3BackupConfiguration": bucket("backup")}),
        ("to-elasticsearch", "Elasticsearch", {**index, "TypeName": "order"}),
        ("to-opensearch", "Amazonopensearchservice", index),
        ("to-splunk", "Splunk", {
            "HECEndpoint": "https://hec.example.com:8088", "HECEndpointType": "Raw", "HECToken": "secret-1",
            "HECAcknowledgmentTimeoutInSeconds": 300, "BufferingHints": hints(1, 0),
            "S3Configuration": bucket("lake")}),
        ("to-http", "HttpEndpoint", {
            "EndpointConfiguration": {"Url": "https://api.example.com/in", "Name": "ours", "AccessKey": "secret-1"},
            "RequestConfiguration": {"ContentEncoding": "NONE"}, "RetryOptions": {"DurationInSeconds": 60},
            "S3BackupMode": "AllData", "S3Configuration": bucket("lake")}),
        ("by-kind", "ExtendedS3", bucket(
            "lake", Prefix="!{partitionKeyFromQuery:kind}/", ErrorOutputPrefix="bad/!{firehose:error-output-type}/",
            BufferingHints=hints(64, 60), ProcessingConfiguration=steps,
            DynamicPartitioningConfiguration={"Enabled": True}, CustomTimeZone="Asia/Tokyo", FileExtension=".json")),
        ("to-columns", "ExtendedS3", columns),
    ]:
        create(name, **{f"{kind}DestinationConfiguration": configuration})
        found = describe(name)["Destinations"][0][f"{kind}DestinationDescription"]
        assert "secret-1" not in str(found)
        for member, wanted in configuration.items():
            if member in found and not member.startswith("DataFormat") and member != "EndpointConfiguration":
                equal(found[member], wanted, f"{name} {member}")


def rows_are_read_from_parquet():
    """What the endpoint converts is a file that Apache Arrow reads: names, types, values, nulls."""
    story('table db.sales columns "id bigint, kind string, amount double, paid boolean, tags decimal(6,2), day date"')
    create("sales", ExtendedS3DestinationConfiguration=bucket(
        "sales", Prefix="rows/", ErrorOutputPrefix="bad/", BufferingHints=hints(64, 60),
        DataFormatConversionConfiguration={
            "Enabled": True,
            "SchemaConfiguration": {"DatabaseName": "db", "TableName": "sales", "RoleARN": ROLE},
            "InputFormatConfiguration": {"Deserializer": {"OpenXJsonSerDe": {}}},
            "OutputFormatConfiguration": {"Serializer": {"ParquetSerDe": {}}}}))
    rows = [{"id": 9_007_199_254_740_993 + i, "kind": f"k\u00e4se {i}" if i % 3 else None, "amount": i / 8,
             "paid": i % 2 == 0, "tags": f"{i}.25", "day": f"2019-08-{i + 1:02}"} for i in range(20)]
    sent = [json.dumps(row).encode() for row in rows]
    # Two rows in one record, and one that is no row.
    equal(firehose.put_record_batch(
        DeliveryStreamName="sales",
        Records=[{"Data": data} for data in [sent[0] + sent[1], *sent[2:], b'[{"id": 1}]']])["FailedPutCount"], 0)
    advance(61)
    (one,) = objects("sales", "rows/")
    assert one["Key"].endswith(".parquet"), one
    file = parquet.ParquetFile(io.BytesIO(body("sales", one["Key"])))
    table = file.read()
    equal([str(kind) for kind in table.schema.types],
          ["int64", "string", "double", "bool", "decimal128(6, 2)", "date32[day]"])
    wanted = [{**row, "tags": Decimal(row["tags"]), "day": datetime.date.fromisoformat(row["day"])} for row in rows]
    equal(table.to_pylist(), wanted)
    equal(file.metadata.row_group(0).column(0).compression, "SNAPPY")
    advance(61)
    (failed,) = objects("sales", "bad/")
    line = json.loads(body("sales", failed["Key"]))
    equal((line["rawData"], line["lastErrorCode"]), ("W3siaWQiOiAxfV0=", "DataFormatConversion.MalformedData"))


def a_destination_is_updated():
    version = describe("orders")["VersionId"]
    equal(version, "1")
    update = {"DeliveryStreamName": "orders", "DestinationId": DESTINATION}
    firehose.update_destination(
        CurrentDeliveryStreamVersionId=version, ExtendedS3DestinationUpdate={"BufferingHints": hints(2, 120)}, **update)
    found = describe("orders")
    extended = found["Destinations"][0]["ExtendedS3DestinationDescription"]
    equal((found["VersionId"], extended["Prefix"], extended["BufferingHints"]), ("2", "raw & more/", hints(2, 120)))
    refused(firehose.update_destination, "ConcurrentModificationException",
            "Cannot update firehose: orders since the current version id: 2 and specified version id: 1 do not match",
            CurrentDeliveryStreamVersionId="1", ExtendedS3DestinationUpdate={"Prefix": "x"}, **update)
    refused(firehose.update_destination, "InvalidArgumentException", CurrentDeliveryStreamVersionId="2",
            SplunkDestinationUpdate={"HECEndpointType": "Raw"}, **update)


def the_rest_of_the_control_plane():
    tags = [{"Key": "team", "Value": "blue"}, {"Key": "cost centre", "Value": "7"}]
    firehose.tag_delivery_stream(DeliveryStreamName="orders", Tags=tags)
    equal(without_metadata(firehose.list_tags_for_delivery_stream(DeliveryStreamName="orders")),
          {"Tags": tags[::-1], "HasMoreTags": False})
    firehose.untag_delivery_stream(DeliveryStreamName="orders", TagKeys=["team"])
    equal(firehose.list_tags_for_delivery_stream(DeliveryStreamName="orders")["Tags"], tags[1:])

    firehose.start_delivery_stream_encryption(
        DeliveryStreamName="orders", DeliveryStreamEncryptionConfigurationInput={
            "KeyType": "CUSTOMER_MANAGED_CMK", "KeyARN": f"arn:aws:kms:us-east-1:{lab.ACCOUNT}:key/1"})
    refused(firehose.stop_delivery_stream_encryption, "ResourceInUseException", DeliveryStreamName="orders")
    advance(5)
    equal(describe("orders")["DeliveryStreamEncryptionConfiguration"],
          {"KeyARN": f"arn:aws:kms:us-east-1:{lab.ACCOUNT}:key/1", "KeyType": "CUSTOMER_MANAGED_CMK",
           "Status": "ENABLED"})
    equal(firehose.put_record(DeliveryStreamName="orders", Record={"Data": b"x"})["Encrypted"], True)
    firehose.stop_delivery_stream_encryption(DeliveryStreamName="orders")
    refused(firehose.start_delivery_stream_encryption, "InvalidArgumentException", DeliveryStreamName="reads")

    page = firehose.list_delivery_streams(Limit=2)
    equal((page["DeliveryStreamNames"], page["HasMoreDeliveryStreams"]), (["busy", "by-kind"], True))
    rest = firehose.list_delivery_streams(ExclusiveStartDeliveryStreamName="by-kind", Limit=100)
    equal((rest["DeliveryStreamNames"][0], rest["HasMoreDeliveryStreams"]), ("gzip", False))
    equal(firehose.list_delivery_streams(DeliveryStreamType="KinesisStreamAsSource")["DeliveryStreamNames"], ["reads"])
    for _ in range(2):
        firehose.list_delivery_streams()
    refused(firehose.list_delivery_streams, "ThrottlingException", "Rate exceeded")

    firehose.delete_delivery_stream(DeliveryStreamName="orders", AllowForceDelete=True)
    equal(describe("orders")["DeliveryStreamStatus"], "DELETING")
    refused(firehose.put_record, "ResourceNotFoundException", DeliveryStreamName="orders", Record={"Data": b"x"})
    refused(firehose.create_delivery_stream, "ResourceInUseException",
            DeliveryStreamName="orders", S3DestinationConfiguration=bucket("lake"))
    advance(2)
    refused(firehose.describe_delivery_stream, "ResourceNotFoundException",
            f"Firehose orders under account {lab.ACCOUNT} not found.", DeliveryStreamName="orders")
    refused(firehose.create_delivery_stream, "ResourceInUseException",
            DeliveryStreamName="busy", S3DestinationConfiguration=bucket("lake"))


def main():
    a_record_is_found_in_the_bucket()
    pages_follow_each_other()
    objects_may_be_compressed()
    what_is_too_much_is_refused_entry_by_entry()
    a_function_transforms()
    every_destination_is_made_and_described()
    rows_are_read_from_parquet()
    a_destination_is_updated()
    the_rest_of_the_control_plane()
    operations = {name for name in lab.checked if "DeliveryStream" in name or name == "UpdateDestination"}
    equal(len(operations), 10, "all of the control plane was called")
    print(f"{sum(lab.checked.values())} replies of {len(lab.checked)} operations hold against botocore's model")


main()
