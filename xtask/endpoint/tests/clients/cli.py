"""The AWS CLI's own code, run in this process, beside the terminal of the page: the same lines at the same instants
of two worlds of one seed must print the same bytes. Time stands still but for our own jumps.

The page follows version 2 of the CLI; the one that pip installs is version 1. Where the two differ by design, this
file does what version 2 does by default: data is given in base64, times are printed in ISO 8601.
"""

import base64
import io
import os
import shlex
import subprocess
import sys
import tempfile
from contextlib import redirect_stderr, redirect_stdout

import lab

LINES = """
aws kinesis list-streams
aws kinesis create-stream --stream-name orders --shard-count 2
aws kinesis create-stream --stream-name orders --shard-count 2
aws kinesis describe-stream --stream-name orders
+3
aws kinesis describe-stream --stream-name orders
aws kinesis describe-stream-summary --stream-name orders
aws kinesis list-streams
aws kinesis put-record --stream-name orders --partition-key user-42 --data aGVsbG8=
aws kinesis put-record --stream-name orders --partition-key k --explicit-hash-key 0 --data aGk=
aws kinesis put-record --stream-name nowhere --partition-key k --data aGk=
aws kinesis put-records --stream-name orders --records Data=YQ==,PartitionKey=a Data=Yg==,PartitionKey=b
+1
aws kinesis get-shard-iterator --stream-name orders --shard-id shardId-000000000000 --shard-iterator-type TRIM_HORIZON
aws kinesis get-records --shard-iterator $ShardIterator
aws kinesis get-records --shard-iterator $NextShardIterator --limit 5
aws kinesis get-records --shard-iterator nonsense
+301
aws kinesis get-records --shard-iterator $NextShardIterator
aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000000 --new-starting-hash-key 1000
aws kinesis describe-stream-summary --stream-name orders
+31
aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000000 --new-starting-hash-key 1000
aws kinesis list-shards --stream-name orders
aws kinesis list-shards --stream-name orders --shard-filter Type=AT_LATEST
aws kinesis merge-shards --stream-name orders --shard-to-merge shardId-000000000003 --adjacent-shard-to-merge shardId-000000000002
aws kinesis merge-shards --stream-name orders --shard-to-merge shardId-000000000002 --adjacent-shard-to-merge shardId-000000000003
+31
aws kinesis increase-stream-retention-period --stream-name orders --retention-period-hours 48
aws kinesis increase-stream-retention-period --stream-name orders --retention-period-hours 24
aws kinesis add-tags-to-stream --stream-name orders --tags team=blue,cost=7
aws kinesis list-tags-for-stream --stream-name orders
aws kinesis list-tags-for-stream --stream-name orders --limit 1
aws kinesis remove-tags-from-stream --stream-name orders --tag-keys cost
aws kinesis enable-enhanced-monitoring --stream-name orders --shard-level-metrics IncomingBytes OutgoingBytes
aws kinesis disable-enhanced-monitoring --stream-name orders --shard-level-metrics ALL
aws kinesis start-stream-encryption --stream-name orders --encryption-type KMS --key-id alias/aws/kinesis
+31
aws kinesis describe-stream-summary --stream-name orders
aws kinesis stop-stream-encryption --stream-name orders --encryption-type KMS --key-id alias/aws/kinesis
+31
aws kinesis describe-limits
aws kinesis update-shard-count --stream-name orders --target-shard-count 4 --scaling-type UNIFORM_SCALING
+600
aws kinesis list-shards --stream-name orders
aws kinesis register-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --consumer-name billing
+5
aws kinesis describe-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --consumer-name billing
aws kinesis list-stream-consumers --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders
aws kinesis deregister-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --consumer-name billing
+5
aws kinesis describe-stream-consumer --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --consumer-name billing
aws kinesis update-max-record-size --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --max-record-size-in-ki-b 2048
+31
aws kinesis update-max-record-size --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --max-record-size-in-ki-b 99999
aws kinesis put-resource-policy --resource-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --policy '{"Version":"2012-10-17","Statement":[]}'
aws kinesis get-resource-policy --resource-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders
aws kinesis delete-resource-policy --resource-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders
aws kinesis update-stream-mode --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --stream-mode-details StreamMode=ON_DEMAND
+31
aws kinesis describe-stream-summary --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders
aws kinesis split-shard --stream-name orders --shard-to-split shardId-000000000005 --new-starting-hash-key 1000
aws firehose create-delivery-stream --delivery-stream-name lake --extended-s3-destination-configuration RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,Prefix=raw/
+60
aws firehose describe-delivery-stream --delivery-stream-name lake
aws firehose list-delivery-streams
aws firehose put-record --delivery-stream-name lake --record Data=aGk=
aws firehose put-record-batch --delivery-stream-name lake --records Data=YQ== Data=Yg==
+1
aws firehose update-destination --delivery-stream-name lake --current-delivery-stream-version-id 1 --destination-id destinationId-000000000001 --extended-s3-destination-update CompressionFormat=GZIP,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}
aws firehose describe-delivery-stream --delivery-stream-name lake
aws firehose update-destination --delivery-stream-name lake --current-delivery-stream-version-id 1 --destination-id destinationId-000000000001 --extended-s3-destination-update Prefix=x/
aws firehose create-delivery-stream --delivery-stream-name search --amazonopensearchservice-destination-configuration '{"RoleARN":"arn:aws:iam::123456789012:role/firehose","DomainARN":"arn:aws:es:us-east-1:123456789012:domain/logs","IndexName":"clicks","S3Configuration":{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::lake"}}' --tags Key=team,Value=blue
aws firehose describe-delivery-stream --delivery-stream-name search
aws firehose create-delivery-stream --delivery-stream-name splunk --splunk-destination-configuration '{"HECEndpoint":"https://hec.example.com:8088","HECEndpointType":"Event","S3BackupMode":"AllEvents","S3Configuration":{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::lake"}}'
aws firehose describe-delivery-stream --delivery-stream-name splunk
aws firehose create-delivery-stream --delivery-stream-name dwh --redshift-destination-configuration '{"RoleARN":"arn:aws:iam::123456789012:role/firehose","ClusterJDBCURL":"jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev","CopyCommand":{"DataTableName":"clicks","CopyOptions":"gzip"},"RetryOptions":{"DurationInSeconds":60},"S3Configuration":{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::lake","CompressionFormat":"GZIP"}}'
aws firehose describe-delivery-stream --delivery-stream-name dwh
+1
aws firehose create-delivery-stream --delivery-stream-name web --http-endpoint-destination-configuration '{"EndpointConfiguration":{"Url":"https://api.example.com/x"},"S3Configuration":{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::lake"}}'
aws firehose describe-delivery-stream --delivery-stream-name web
+1
aws firehose tag-delivery-stream --delivery-stream-name search --tags Key=cost,Value=7 Key=empty
aws firehose list-tags-for-delivery-stream --delivery-stream-name search
aws firehose list-tags-for-delivery-stream --delivery-stream-name search --limit 1
aws firehose untag-delivery-stream --delivery-stream-name search --tag-keys cost empty
aws firehose start-delivery-stream-encryption --delivery-stream-name search --delivery-stream-encryption-configuration-input KeyType=AWS_OWNED_CMK
aws firehose describe-delivery-stream --delivery-stream-name search
+5
aws firehose stop-delivery-stream-encryption --delivery-stream-name search
aws firehose list-delivery-streams --limit 2
aws firehose list-delivery-streams --delivery-stream-type DirectPut
aws firehose delete-delivery-stream --delivery-stream-name web
aws firehose describe-delivery-stream --delivery-stream-name web
aws firehose create-delivery-stream --delivery-stream-name nothing
+1
aws firehose create-delivery-stream --delivery-stream-name rich --extended-s3-destination-configuration '{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::lake","Prefix":"!{partitionKeyFromQuery:k}/","ErrorOutputPrefix":"bad/","CompressionFormat":"ZIP","FileExtension":".zip","CustomTimeZone":"Asia/Tokyo","BufferingHints":{"SizeInMBs":64,"IntervalInSeconds":60},"DynamicPartitioningConfiguration":{"Enabled":true},"S3BackupMode":"Enabled","S3BackupConfiguration":{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::copy"},"ProcessingConfiguration":{"Enabled":true,"Processors":[{"Type":"RecordDeAggregation","Parameters":[{"ParameterName":"SubRecordType","ParameterValue":"JSON"}]},{"Type":"MetadataExtraction","Parameters":[{"ParameterName":"MetadataExtractionQuery","ParameterValue":"{k: .k}"},{"ParameterName":"JsonParsingEngine","ParameterValue":"JQ-1.6"}]},{"Type":"AppendDelimiterToRecord","Parameters":[]}]}}'
aws firehose describe-delivery-stream --delivery-stream-name rich
aws firehose create-delivery-stream --delivery-stream-name columns --extended-s3-destination-configuration '{"RoleARN":"arn:aws:iam::123456789012:role/firehose","BucketARN":"arn:aws:s3:::lake","DataFormatConversionConfiguration":{"Enabled":true,"SchemaConfiguration":{"RoleARN":"arn:aws:iam::123456789012:role/firehose","DatabaseName":"db","TableName":"t"},"InputFormatConfiguration":{"Deserializer":{"OpenXJsonSerDe":{}}},"OutputFormatConfiguration":{"Serializer":{"OrcSerDe":{}}}}}'
aws firehose describe-delivery-stream --delivery-stream-name columns
aws s3 ls
aws s3api list-buckets
aws s3api create-bucket --bucket mine
aws s3api create-bucket --bucket mine
+2
aws s3 ls
aws s3api list-buckets
aws s3api list-objects-v2 --bucket mine
aws s3api list-objects-v2 --bucket nowhere
+300
aws s3api list-objects-v2 --bucket lake
aws s3api list-objects-v2 --bucket lake --prefix raw/ --delimiter /
aws s3api list-objects-v2 --bucket lake --max-keys 1
aws s3api list-objects-v2 --bucket lake --prefix no --start-after x --max-keys 5
aws s3 ls s3://lake --recursive
aws s3api head-object --bucket lake --key $Key
aws s3api head-object --bucket lake --key none
aws kinesis put-record --stream-name "or ders" --partition-key k --data aGk=
aws kinesis create-stream --stream-name s --shard-count 100000
aws lambda list-event-source-mappings
aws lambda create-event-source-mapping --function-name count --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --starting-position TRIM_HORIZON --batch-size 10 --bisect-batch-on-function-error --destination-config '{"OnFailure":{"Destination":"arn:aws:sqs:us-east-1:123456789012:dead"}}'
aws lambda create-event-source-mapping --function-name count --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders --starting-position LATEST
aws lambda create-event-source-mapping --function-name count --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/none --starting-position LATEST
aws lambda create-event-source-mapping --function-name count --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders
aws lambda create-event-source-mapping --function-name count --starting-position LATEST
+10
aws lambda get-event-source-mapping --uuid $UUID
aws lambda update-event-source-mapping --uuid $UUID --maximum-retry-attempts 2 --maximum-record-age-in-seconds 60 --function-response-types ReportBatchItemFailures --no-enabled
aws lambda update-event-source-mapping --uuid $UUID --batch-size 20000
aws lambda update-event-source-mapping --uuid $UUID --tumbling-window-in-seconds 30 --filter-criteria '{"Filters":[{"Pattern":"{\\"data\\":{\\"a\\":[{\\"numeric\\":[\\">\\",5]}]}}"}]}' --destination-config '{"OnFailure":{"Destination":"arn:aws:s3:::lost"}}'
aws lambda update-event-source-mapping --uuid $UUID --filter-criteria '{"Filters":[]}' --tumbling-window-in-seconds 901
aws lambda update-event-source-mapping --uuid $UUID --maximum-record-age-in-seconds 59
aws lambda list-event-source-mappings --function-name count
aws lambda list-event-source-mappings --event-source-arn arn:aws:kinesis:us-east-1:123456789012:stream/orders
aws lambda list-event-source-mappings --function-name none
aws lambda list-functions
aws lambda get-function-configuration --function-name count
aws lambda get-function-configuration --function-name none
aws lambda delete-event-source-mapping --uuid $UUID
aws lambda get-event-source-mapping --uuid $UUID
aws dynamodb create-table --table-name leases --attribute-definitions AttributeName=leaseKey,AttributeType=S --key-schema AttributeName=leaseKey,KeyType=HASH --billing-mode PAY_PER_REQUEST
aws dynamodb get-item --table-name leases --key '{"leaseKey":{"S":"shardId-000000000000"}}'
+30
aws dynamodb list-tables
aws dynamodb scan --table-name leases
aws dynamodb get-item --table-name leases --key '{"leaseKey":{"S":"shardId-000000000000"}}' --consistent-read
aws kinesis delete-stream --stream-name orders
+5
aws kinesis describe-stream --stream-name orders
aws kinesis list-streams
""".strip().splitlines()


class Terminal:
    """Our own terminal: lines in, and what it prints, each answer ended by a NUL."""

    def __init__(self, start):
        self.process = subprocess.Popen(
            [os.environ["TERMINAL"], str(start)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def say(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        answer = ""
        while (char := self.process.stdout.read(1)) != "\0":
            assert char, f"the terminal ended at: {line}\n{answer}"
            answer += char
        return answer

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=10) == 0


def cli(folder):
    os.environ.update(
        AWS_ACCESS_KEY_ID="any", AWS_SECRET_ACCESS_KEY="any", AWS_DEFAULT_REGION="us-east-1", TZ="UTC",
        AWS_MAX_ATTEMPTS="1", AWS_CONFIG_FILE=config_file(folder), AWS_PAGER="")
    from awscli.clidriver import create_clidriver
    driver = create_clidriver()

    def run(words):
        out, err = io.StringIO(), io.StringIO()
        # The CLI writes through sys.stdout's buffer now and then.
        with redirect_stdout(out), redirect_stderr(err):
            status = driver.main(["--endpoint-url", lab.ENDPOINT, *words])
        printed = out.getvalue() if status == 0 else out.getvalue() + err.getvalue()
        # Of the client's own making, and with one attempt no news.
        return printed.replace(" (reached max retries: 0)", "")

    return run


def config_file(folder):
    path = os.path.join(folder, "config")
    with open(path, "w", encoding="utf-8") as file:
        file.write("[default]\ncli_timestamp_format = iso8601\noutput = json\n")
    return path


def version_1(words):
    """Version 1 takes data as it is, version 2 in base64. Of put-record-batch it takes each word as the data itself
    (argprocess.py, _uses_old_list_case)."""
    changed, after_data = [], False
    head_of = "" if "put-record-batch" in words else "Data="
    for word in words:
        if after_data:
            word = base64.b64decode(word).decode()
        elif word.startswith("Data="):
            head, comma, tail = word[len("Data="):].partition(",")
            word = head_of + base64.b64decode(head).decode() + comma + tail
        after_data = word == "--data"
        changed.append(word)
    return changed


def remember(names, printed):
    for line in printed.splitlines():
        for name in ("ShardIterator", "NextShardIterator", "Key", "UUID"):
            if line.strip().startswith(f'"{name}": "'):
                names[name] = line.split('"')[3]


def main():
    with tempfile.TemporaryDirectory(prefix="shardlab-cli-") as folder:
        compare(cli(folder))


def compare(run):
    terminal = Terminal(lab.state()["time"]["us"])
    names, same, differ = {}, 0, []
    for line in LINES:
        if line.startswith("+"):
            lab.advance(int(line[1:]))
            terminal.say(line)
            continue
        for name, value in names.items():
            line = line.replace("$" + name, value)
        theirs = run(version_1(shlex.split(line)[1:]))
        ours = terminal.say(line)
        remember(names, theirs)
        if theirs.strip() == ours.strip():
            same += 1
        else:
            differ.append(f"{line}\n--- the AWS CLI\n{theirs.strip()}\n--- our terminal\n{ours.strip()}\n")
    terminal.close()
    assert not differ, f"{len(differ)} of {same + len(differ)} lines print something else:\n\n" + "\n".join(differ)
    print(f"{same} lines print the same bytes in the AWS CLI and in our terminal")


if __name__ == "__main__":
    sys.exit(main())
