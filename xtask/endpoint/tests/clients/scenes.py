"""What "Copy the scene as" writes, tried by those for whom it is: python and boto3, bash, cfn-lint.

Each script runs as it is, in a process of its own state, against an endpoint of its own; AWS_ENDPOINT_URL is all that
tells it of one. What the endpoint then describes must be what the scene has.
"""

import json
import multiprocessing
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import urllib.request

import boto3

os.environ.update(
    AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any", AWS_DEFAULT_REGION="us-east-1", AWS_MAX_ATTEMPTS="8",
    AWS_EC2_METADATA_DISABLED="true")
# So that what is CREATING is ACTIVE when a script asks again.
SPEED = "600"


def started(era):
    endpoint = subprocess.Popen(
        [os.environ["ENDPOINT_BIN"], "--port", "0", "--speed", SPEED, "--era", era], stdout=subprocess.PIPE, text=True)
    return endpoint, endpoint.stdout.readline().strip()


def prepare(url, script):
    """What no call of AWS's can make, and the script says must be there."""
    lines = re.findall(r"^# Shardlab: (.*)$", script, re.M)
    own = [line for line in lines if re.match(r"function \S+ source ", line)]
    # Nobody's code runs at the endpoint: what it does is no matter here.
    lines = [re.sub(r"source .*", "answers ok", line) if line in own else line for line in lines]
    body = "\n".join(lines).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/_lab/story", body), timeout=120).read()


def described(wanted):
    """The same members of what boto3's describe calls say."""
    kinesis, firehose, s3, dynamodb = map(boto3.client, ("kinesis", "firehose", "s3", "dynamodb"))
    streams = []
    for wants in wanted["streams"]:
        summary = kinesis.describe_stream_summary(StreamName=wants["name"])["StreamDescriptionSummary"]
        consumers = kinesis.list_stream_consumers(StreamARN=summary["StreamARN"])["Consumers"]
        streams.append({
            "name": summary["StreamName"],
            "shards": summary["OpenShardCount"],
            "hours": summary["RetentionPeriodHours"],
            "on_demand": summary.get("StreamModeDetails", {}).get("StreamMode") == "ON_DEMAND",
            "key": summary.get("KeyId"),
            "metrics": sorted(summary["EnhancedMonitoring"][0]["ShardLevelMetrics"]),
            "consumers": sorted(it["ConsumerName"] for it in consumers),
        })
    deliveries = {
        name: firehose.describe_delivery_stream(DeliveryStreamName=name)["DeliveryStreamDescription"]["Destinations"]
        for name in wanted["deliveries"]}
    return {
        "streams": streams,
        "deliveries": deliveries,
        "buckets": sorted(it["Name"] for it in s3.list_buckets()["Buckets"]),
        "tables": sorted(dynamodb.list_tables()["TableNames"]),
    }


def ordered(wanted):
    for stream in wanted["streams"]:
        stream["metrics"].sort()
        stream["consumers"].sort()
    return {**wanted, "buckets": sorted(wanted["buckets"]), "tables": sorted(wanted["tables"])}


def tried(path):
    """What is wrong with one scene; empty if nothing is."""
    about = json.loads(path.with_suffix(".json").read_text())
    script = path.read_text()
    endpoint, url = started(about["era"])
    try:
        os.environ["AWS_ENDPOINT_URL"] = url
        prepare(url, script)
        exec(compile(script, str(path), "exec"), {"__name__": "__main__"})
        found, wanted = described(about["wanted"]), ordered(about["wanted"])
        faults = [f"{key}\n  found  {found[key]}\n  wanted {wanted[key]}" for key in wanted if found[key] != wanted[key]]
    except Exception as error:
        faults = [f"{type(error).__name__}: {error}"]
    finally:
        endpoint.kill()
        endpoint.wait()
    return [f"{path.name} ({about['name']}): {fault}" for fault in faults]


def main(folder):
    subprocess.run([os.environ["SCENES"], str(folder)], check=True, stdout=subprocess.DEVNULL)
    scripts = sorted(folder.glob("*.py"))
    assert len(scripts) > 50, scripts
    with multiprocessing.get_context("fork").Pool(6) as pool:
        faults = [fault for found in pool.imap_unordered(tried, scripts) for fault in found]
    for script in sorted(folder.glob("*.sh")):
        if subprocess.run(["bash", "-n", str(script)]).returncode:
            faults.append(f"bash cannot read {script.name}")
    lint = [str(pathlib.Path(sys.executable).with_name("cfn-lint")), "--regions", "us-east-1", "--"]
    said = subprocess.run(lint + sorted(map(str, folder.glob("*.yaml"))), capture_output=True, text=True)
    if said.returncode:
        faults.append(f"cfn-lint: {said.stdout}{said.stderr}")
    assert not faults, "\n".join(faults[:20]) + f"\n{len(faults)} in all"
    print(f"{len(scripts)} scenes: boto3 makes each anew, cfn-lint finds nothing in its template")


if len(sys.argv) > 1:
    main(pathlib.Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory() as folder:
        main(pathlib.Path(folder))
