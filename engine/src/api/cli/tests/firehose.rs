//! Lines of `aws firehose`.

use super::*;

#[test]
fn every_operation_reads_and_prints() {
    for line in [
        "aws firehose create-delivery-stream --delivery-stream-name d --delivery-stream-type KinesisStreamAsSource \
         --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s,\
         RoleARN=arn:aws:iam::123456789012:role/firehose --extended-s3-destination-configuration \
         'RoleARN=arn:aws:iam::123456789012:role/firehose,BucketARN=arn:aws:s3:::lake,Prefix=\"a b,c/\",\
         BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,\
         Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,\
         ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:clean}]}]}'",
        "aws firehose describe-delivery-stream --delivery-stream-name d",
        "aws firehose list-delivery-streams",
        "aws firehose put-record --delivery-stream-name d --record Data=aGk=",
        "aws firehose put-record-batch --delivery-stream-name d --records Data=aGk= Data=aGk=",
    ] {
        check(line, line);
        assert_eq!(fits(&parse(line).unwrap(), Era::Y2018), Ok(()), "as old as Kinesis: {line}");
    }
}

#[test]
fn shorthand_and_json_are_one_command() {
    let json = r#"aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration '{"BucketARN":"arn:aws:s3:::lake","BufferingHints":{"SizeInMBs":5,"IntervalInSeconds":60}}'"#;
    let short = "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
                 BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=5,IntervalInSeconds=60}";
    assert_eq!(told(json), told(short));
}

#[test]
fn a_processor_that_is_not_known_is_told() {
    let (line, expected) = (
        "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
         BucketARN=arn:aws:s3:::l,ProcessingConfiguration={Enabled=true,Processors=[{Type=Decompression}]}",
        "102: Parameter validation failed: a processor of Type Decompression is not known here: write Lambda, \
         RecordDeAggregation, MetadataExtraction or AppendDelimiterToRecord",
    );
    check(line, expected);
}
