title One key fills one shard
seed 29434
aws kinesis create-stream --stream-name orders --shard-count 2
function to-json blueprint access-log-to-json
aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:to-json}]}]}
producer iphone-fleet to orders  rate 1400/s  size 480B  keys "iphone-16" 80% uniform 500 20%  payload access-log healthchecks 3% broken 1%
producer clickstream to orders  rate 180/s  size 500B  keys uniform 2000  payload access-log healthchecks 3% broken 1%
producer web-01 to orders  rate 60/s  size 400B  keys random  payload access-log healthchecks 3% broken 1%
consumer billing reads orders  poll 1s
