"""What "Copy as boto3" writes of one call, tried by python: an example of each operation that the engine knows.

Each call has two endpoints of its own, prepared alike: at one python runs what was copied, at the other the lab plays the
line that was copied. Afterwards both must look alike.
"""

import json
import multiprocessing
import os
import subprocess
import time
import urllib.error
import urllib.request

import boto3
from botocore import xform_name

os.environ.update(
    AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any", AWS_DEFAULT_REGION="us-east-1", AWS_MAX_ATTEMPTS="1",
    AWS_EC2_METADATA_DISABLED="true")

STREAM = "arn:aws:kinesis:us-east-1:123456789012:stream/orders"
LAKE = "RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake"
PLAIN = f"""
bucket lake
aws kinesis create-stream --stream-name orders --shard-count 2
aws firehose create-delivery-stream --delivery-stream-name to-lake --extended-s3-destination-configuration {LAKE},BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}}
aws dynamodb create-table --table-name leases --attribute-definitions AttributeName=leaseKey,AttributeType=S --key-schema AttributeName=leaseKey,KeyType=HASH --billing-mode PAY_PER_REQUEST
+60
aws kinesis start-stream-encryption --stream-name orders --encryption-type KMS --key-id alias/orders
+60
""".strip().splitlines()
MORE = f"""
aws kinesis increase-stream-retention-period --stream-name orders --retention-period-hours 72
+60
aws kinesis add-tags-to-stream --stream-name orders --tags team=red
aws kinesis register-stream-consumer --stream-arn {STREAM} --consumer-name live
aws kinesis put-resource-policy --resource-arn {STREAM} --policy '{{"Version":"2012-10-17","Statement":[]}}'
aws kinesis enable-enhanced-monitoring --stream-name orders --shard-level-metrics IncomingBytes
aws kinesis put-records --stream-name orders --records Data=YQ==,PartitionKey=a Data=Yg==,PartitionKey=b
aws firehose tag-delivery-stream --delivery-stream-name to-lake --tags Key=team,Value=red
aws firehose start-delivery-stream-encryption --delivery-stream-name to-lake --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK
aws firehose put-record --delivery-stream-name to-lake --record Data=YQ==
aws lambda create-event-source-mapping --function-name count --event-source-arn {STREAM} --starting-position LATEST
+90
""".strip().splitlines()
# Each call is tried where much is there, and else where less is: what makes a thing needs its absence.
PLACES = {
    "all": PLAIN + MORE,
    "a key that waits for its deletion": [*PLAIN, "aws kms schedule-key-deletion --key-id alias/orders"],
    "a key that is disabled": [*PLAIN, "aws kms disable-key --key-id alias/orders"],
    "a stream without a consumer": PLAIN,
    "a stream without encryption": ["aws kinesis create-stream --stream-name orders --shard-count 2", "+60"],
    "nothing": [],
}

# The hour after the next.
HOUR = (int(time.time()) // 3600 + 2) * 3_600_000


class Endpoint:
    def __init__(self, lines):
        self.process = subprocess.Popen(
            [os.environ["ENDPOINT_BIN"], "--port", "0", "--speed", "0", "--era", "today"], stdout=subprocess.PIPE, text=True)
        self.url = self.process.stdout.readline().strip()
        # Two that are started one after the other stand at one instant.
        begins = self.http("/_lab/state")["time"]["epoch_ms"]
        self.http("/_lab/advance", json.dumps({"seconds": (HOUR - begins) / 1000}))
        for line in lines:
            if line.startswith("+"):
                self.http("/_lab/advance", json.dumps({"seconds": int(line[1:])}))
            else:
                self.http("/_lab/story", line)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    def http(self, path, text=None):
        data = None if text is None else text.encode()
        try:
            with urllib.request.urlopen(urllib.request.Request(self.url + path, data), timeout=60) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()) from None

    def client(self, service):
        return boto3.client(service, endpoint_url=self.url)

    def named(self, text):
        """The text, with what only this endpoint knows in the place of what an example says."""
        if "5a1bb2d8-6a9f-4c5e-8d5b-1f0c3e9a7b42" in text:
            found = self.client("lambda").list_event_source_mappings()["EventSourceMappings"]
            text = text.replace("5a1bb2d8-6a9f-4c5e-8d5b-1f0c3e9a7b42", found[0]["UUID"] if found else "none")
        if ":1795269605" in text:
            found = self.client("kinesis").list_stream_consumers(StreamARN=STREAM)["Consumers"]
            text = text.replace(f"{STREAM}/consumer/live:1795269605", found[0]["ConsumerARN"])
        if "AAAA" in text:
            iterator = self.client("kinesis").get_shard_iterator(
                StreamName="orders", ShardId="shardId-000000000001", ShardIteratorType="TRIM_HORIZON")
            text = text.replace("AAAA", iterator["ShardIterator"])
        if "logs/1" in text:
            found = self.client("s3").list_objects_v2(Bucket="lake")
            text = text.replace("logs/1", found["Contents"][0]["Key"])
        return text

    def looks(self):
        """Its state, a second after what was done."""
        self.http("/_lab/advance", json.dumps({"seconds": 1}))
        return self.http("/_lab/state")


def differs(one, other, path=""):
    """Where two values differ first."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return next((found for key in one if (found := differs(one[key], other[key], f"{path}.{key}"))), None)
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = zip(one, other, strict=True)
        return next((found for n, pair in enumerate(pairs) if (found := differs(*pair, f"{path}[{n}]"))), None)
    return None if one == other else f"{path}: {str(one)[:300]} and {str(other)[:300]}"


def asked(code, url):
    """Runs it, and tells which operations it asked for."""
    os.environ["AWS_ENDPOINT_URL"] = url
    boto3.setup_default_session()
    names = []
    boto3.DEFAULT_SESSION.events.register("before-call", lambda model, **_: names.append(model.name))
    exec(compile(code, "copied", "exec"), {"__name__": "__main__"})
    return names


def tried(call):
    """Where the call could be made and whether it changed anything; or what is wrong with it."""
    refusals = []
    for place, lines in PLACES.items():
        with Endpoint(lines) as theirs, Endpoint(lines) as ours:
            try:
                ours.http("/_lab/story", ours.named(call["line"]))
            except (AssertionError, KeyError, IndexError, boto3.exceptions.botocore.exceptions.ClientError) as why:
                refusals.append(f"{place}: {why}")
                continue
            try:
                names = asked(theirs.named(call["boto3"]), theirs.url)
            except Exception as error:
                return call, None, f"where there is {place}: {type(error).__name__}: {error}\n{call['boto3']}"
            word = xform_name(names[-1]).replace("_", "-")
            if word != call["operation"].split()[1] and not call["operation"].startswith("s3 "):
                return call, None, f"it asked for {names}"
            after = ours.looks()
            found = differs(theirs.looks(), after)
            if found:
                return call, None, f"where there is {place}, what python did and what the line does differ: {found}"
            with Endpoint(lines) as untouched:
                return call, differs(untouched.looks(), after), None
    return call, None, "no place lets it be done\n   " + "\n   ".join(refusals)


def main():
    calls = json.loads(subprocess.run([os.environ["CALLS"]], check=True, capture_output=True, text=True).stdout)
    assert len(calls) >= 60, len(calls)
    with multiprocessing.get_context("fork").Pool(4) as pool:
        found = pool.map(tried, calls, chunksize=1)
    faults = [f"{call['operation']}: {fault}" for call, _, fault in found if fault]
    assert not faults, "\n".join(faults) + f"\n{len(faults)} in all"
    changed = sum(change is not None for _, change, _ in found)
    assert changed >= 25, changed
    print(f"{len(calls)} copied calls do in python what their lines do; {changed} of them change what is there")


main()
