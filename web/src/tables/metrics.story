title One of everything that tells metrics
aws kinesis create-stream --stream-name s --shard-count 1
function f  answers ok
consumer by-lambda reads s  lambda
consumer app reads s  kcl  table app
agent web to s  lines syslog  rate 1/s
logs group to s  rate 1/s
iot plant to s  rate 1/s
consumer board reads s  analytics window 60s
producer packed to s  api kpl  rate 1/s  size 200B  keys random  payload filler
aws firehose create-delivery-stream --delivery-stream-name from-stream --delivery-stream-type KinesisStreamAsSource --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,S3BackupMode=Enabled,S3BackupConfiguration={BucketARN=arn:aws:s3:::spare},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:f}]}]}
aws firehose create-delivery-stream --delivery-stream-name by-partition --extended-s3-destination-configuration '{"BucketARN":"arn:aws:s3:::lake","Prefix":"data/!{partitionKeyFromLambda:k}/","BufferingHints":{"SizeInMBs":64,"IntervalInSeconds":60},"ErrorOutputPrefix":"error/","DynamicPartitioningConfiguration":{"Enabled":true},"ProcessingConfiguration":{"Enabled":true,"Processors":[{"Type":"Lambda","Parameters":[{"ParameterName":"LambdaArn","ParameterValue":"arn:aws:lambda:us-east-1:123456789012:function:f"}]}]}}'
aws firehose create-delivery-stream --delivery-stream-name to-dwh --redshift-destination-configuration '{"ClusterJDBCURL":"jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev","CopyCommand":{"DataTableName":"clicks"},"Username":"loader","Password":"secret","S3Configuration":{"BucketARN":"arn:aws:s3:::lake","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60}}}'
aws firehose create-delivery-stream --delivery-stream-name to-splunk --splunk-destination-configuration '{"HECEndpoint":"https://hec.example.com:8088","HECEndpointType":"Event","HECToken":"secret","S3Configuration":{"BucketARN":"arn:aws:s3:::lake","BufferingHints":{"SizeInMBs":1,"IntervalInSeconds":60}}}'
at 2s aws firehose create-delivery-stream --delivery-stream-name partner --http-endpoint-destination-configuration EndpointConfiguration={Url=https://api.example.com/in},BufferingHints={SizeInMBs=1,IntervalInSeconds=60},S3Configuration={BucketARN=arn:aws:s3:::spare,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}}
at 2s aws firehose create-delivery-stream --delivery-stream-name to-search --amazonopensearchservice-destination-configuration DomainARN=arn:aws:es:us-east-1:123456789012:domain/logs,IndexName=clicks,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},RetryOptions={DurationInSeconds=0},S3Configuration={BucketARN=arn:aws:s3:::spare,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}}
