title By time or by size
seed 2
aws firehose create-delivery-stream --delivery-stream-name to-lake --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=5,IntervalInSeconds=60}
producer sensors to firehose to-lake  rate 10/s  size 1kB  payload filler
say at 1s "10 kB a second: after 60 s the interval fires, with about 600 kB."
expect at 62s bucket.lake.objects = 1 and bucket.lake.object[0].fired_by = "interval"
at 2m set sensors rate 2000/s
say at 2m "2 MB a second: now 5 MiB are full in under three seconds."
expect at 130s bucket.lake.object[2].fired_by = "size"
expect at 130s ledger.balanced = true
