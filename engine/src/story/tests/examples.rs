//! Stories like those that authors write: they read, print, play and hold.

use super::round_trip;
use crate::story::{run, run_with};

fn check(text: &str) {
    let story = round_trip::check(text);
    let transcript = run(&story);
    assert!(transcript.ok(), "{transcript}");
    let labs_begin_unsolved = story.goals().is_empty() || !transcript.goals_met();
    assert!(labs_begin_unsolved, "{transcript}");
    for solution in &story.solutions {
        let solved = run_with(&story, solution);
        assert!(solved.ok() && solved.goals_met(), "{solved}");
    }
    for wrong in &story.wrong_turns {
        let tried = run_with(&story, wrong);
        assert!(tried.ok() && !tried.goals_met(), "{tried}");
    }
}

#[test]
fn one_key_fills_one_shard() {
    check(
        "title One key fills one shard
seed 29434
aws kinesis create-stream --stream-name orders --shard-count 2
at 3s producer fleet to orders  api put-records  rate 1400/s  size 500B  keys \"iphone-15\" 80% uniform 500 20%
consumer billing reads orders  poll 1s
expect at 10s stream.orders.refused > 0
goal \"Nothing is refused for a minute\" hold 60s stream.orders.refused_per_s = 0 and stream.orders.taken_per_s > 1000
goal \"No record is lost\" never ledger.lost > 0
solution at 10s:
  set fleet keys \"iphone-15\" 80% salted 8 uniform 500 20%
wrong at 10s \"You split the hot shard, but one key can only ever use one of the halves.\":
  aws kinesis split-shard --stream-name orders --shard-to-split 0 --new-starting-hash-key midpoint
",
    );
}

#[test]
fn five_consumers_share_five_calls() {
    check(
        "title Five consumers share five calls
aws kinesis create-stream --stream-name clicks --shard-count 1
at 3s producer web to clicks  rate 800/s  size 1kB
consumer c1..c5 reads clicks  poll 200ms
expect at 60s sum reader[*].calls_per_s <= 5
expect at 60s max reader[*].bytes_per_s <= 2MiB
expect at 60s count reader[where refused_calls > 0] > 0
",
    );
}

#[test]
fn a_split_is_asked_for_in_the_middle() {
    check(
        "title A shard is split
aws kinesis create-stream --stream-name s --shard-count 1
at 3s producer p to s  rate 200/s  keys uniform 20
at 10s aws kinesis split-shard --stream-name s --shard-to-split shardId-000000000000 --new-starting-hash-key midpoint
expect at 11s stream.s.status = \"UPDATING\" and stream.s.open_shards = 1
expect at 60s stream.s.open_shards = 2 and shard.s.000.open = false
expect at 60s count shard.s[where open = true] = 2 and shard.s.002.start = \"170141183460469231731687303715884105728\"
",
    );
}

#[test]
fn by_time_or_by_size() {
    check(
        "title By time or by size
aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=5,IntervalInSeconds=60}
producer slow to firehose d  rate 10/s  size 1kB
expect at 62s bucket.lake.objects = 1 and bucket.lake.object[0].fired_by = \"interval\"
at 2m set slow rate 5000/s
expect at 130s bucket.lake.object[2].fired_by = \"size\"
",
    );
}

#[test]
fn what_the_transform_cannot_do_lies_under_processing_failed() {
    check(
        "title What the transform cannot do
era 2020
function clean  blueprint access-log-to-json
aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration 'BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60},ProcessingConfiguration={Enabled=true,Processors=[{Type=Lambda,Parameters=[{ParameterName=LambdaArn,ParameterValue=arn:aws:lambda:us-east-1:123456789012:function:clean}]}]}'
producer web to firehose d  rate 100/s  size 300B  payload access-log healthchecks 10% broken 5%
expect at 4m count bucket.lake.folder[\"processing-failed\"].record[where errorCode contains \"Lambda\"] > 0
expect at 4m function.clean.dropped > 0 and ledger.lost = 0 and ledger.balanced = true
",
    );
}
