"""boto3's own waiters, which sleep by the wall clock: virtual time runs 60 times as fast."""

import lab
from lab import refused

kinesis = lab.client("kinesis")

wait = {"Delay": 1, "MaxAttempts": 20}
kinesis.create_stream(StreamName="slow", ShardCount=1)
kinesis.get_waiter("stream_exists").wait(StreamName="slow", WaiterConfig=wait)
kinesis.delete_stream(StreamName="slow")
kinesis.get_waiter("stream_not_exists").wait(StreamName="slow", WaiterConfig=wait)
refused(kinesis.describe_stream, "ResourceNotFoundException", StreamName="slow")
