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
# What a mapping has anew each time it is made.
ANEW = {"UUID", "EventSourceMappingArn", "State", "StateTransitionReason", "LastModified", "LastProcessingResult"}
# The AWS CLI of the same venv.
AWS = pathlib.Path(sys.executable).parent
# Scripts for bash that the AWS CLI runs: as many as have each operation, and no fewer than this.
LEAST = 6


def with_aws():
    return {**os.environ, "PATH": f"{AWS}{os.pathsep}{os.environ['PATH']}"}


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
    services = ("kinesis", "firehose", "s3", "dynamodb", "lambda")
    kinesis, firehose, s3, dynamodb, functions = map(boto3.client, services)
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
        "mappings": [
            {name: value for name, value in it.items() if name not in ANEW}
            for it in functions.list_event_source_mappings()["EventSourceMappings"]],
    }


def ordered(wanted):
    for stream in wanted["streams"]:
        stream["metrics"].sort()
        stream["consumers"].sort()
    def sort(all):
        return sorted(all, key=lambda it: json.dumps(it, sort_keys=True, default=str))

    return {**wanted, **{key: sort(wanted[key]) for key in ("buckets", "tables", "mappings")}}


def tried(path):
    """What is wrong with the script of one scene, in Python or for bash; empty if nothing is."""
    about = json.loads(path.with_suffix(".json").read_text())
    script = path.read_text()
    endpoint, url = started(about["era"])
    try:
        os.environ["AWS_ENDPOINT_URL"] = url
        prepare(url, script)
        if path.suffix == ".sh":
            done = subprocess.run(["bash", str(path)], env=with_aws(), capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, f"bash ends with {done.returncode}: {done.stderr}"
        else:
            exec(compile(script, str(path), "exec"), {"__name__": "__main__"})
        found, wanted = ordered(described(about["wanted"])), ordered(about["wanted"])
        faults = [f"{key}\n  found  {found[key]}\n  wanted {wanted[key]}" for key in wanted if found[key] != wanted[key]]
    except Exception as error:
        faults = [f"{type(error).__name__}: {error}"]
    finally:
        endpoint.kill()
        endpoint.wait()
    return [f"{path.name} ({about['name']}): {fault}" for fault in faults]


def operations(script):
    return set(re.findall(r"^(?:active )?aws (\S+ \S+)", script.read_text(), re.M))


def chosen(scripts):
    """The first script that has most of what those before have not, until nothing is left: the CLI takes a second to begin."""
    left, taken = set().union(*map(operations, scripts)), []
    assert len(left) >= 12, left
    while left or len(taken) < LEAST:
        rest = [script for script in scripts if script not in taken]
        taken.append(max(rest, key=lambda script: (len(operations(script) & left), len(operations(script)))))
        left -= operations(taken[-1])
    return taken


def main(folder):
    subprocess.run([os.environ["SCENES"], str(folder)], check=True, stdout=subprocess.DEVNULL)
    scripts = sorted(folder.glob("*.py"))
    assert len(scripts) > 50, scripts
    for_bash = chosen(sorted(folder.glob("*.sh")))
    with multiprocessing.get_context("fork").Pool(6) as pool:
        faults = [fault for found in pool.imap_unordered(tried, for_bash + scripts) for fault in found]
    for script in sorted(folder.glob("*.sh")):
        if subprocess.run(["bash", "-n", str(script)]).returncode:
            faults.append(f"bash cannot read {script.name}")
    lint = [str(AWS / "cfn-lint"), "--regions", "us-east-1", "--"]
    said = subprocess.run(lint + sorted(map(str, folder.glob("*.yaml"))), capture_output=True, text=True)
    if said.returncode:
        faults.append(f"cfn-lint: {said.stdout}{said.stderr}")
    assert not faults, "\n".join(faults[:20]) + f"\n{len(faults)} in all"
    print(f"{len(scripts)} scenes: boto3 makes each anew, the AWS CLI {len(for_bash)} with all calls there are, "
          "cfn-lint finds nothing in a template")


if len(sys.argv) > 1:
    main(pathlib.Path(sys.argv[1]))
else:
    with tempfile.TemporaryDirectory() as folder:
        main(pathlib.Path(folder))
