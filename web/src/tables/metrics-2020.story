title What had another name
era 2020
aws firehose create-delivery-stream --delivery-stream-name to-search --elasticsearch-destination-configuration '{"DomainARN":"arn:aws:es:us-east-1:123456789012:domain/logs","IndexName":"clicks","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60},"S3Configuration":{"BucketARN":"arn:aws:s3:::lake","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60}}}'
aws kinesis create-stream --stream-name s --shard-count 1
consumer board reads s  analytics window 60s
