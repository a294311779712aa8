//! `aws s3api` and `aws s3 ls`: what is read, and what is shown.

use super::{check, fits};
use crate::api::cli::{complete, parse, render, render_refusal};
use crate::era::Era;
use crate::kernel::Time;
use crate::world::World;

#[test]
fn the_operations_of_buckets_read_and_print() {
    for line in [
        "aws s3 ls",
        "aws s3api create-bucket --bucket lake",
        "aws s3api list-buckets",
        "aws s3api list-objects-v2 --bucket lake",
        "aws s3api list-objects-v2 --bucket lake --prefix raw/ --delimiter / --start-after raw/a --max-keys 2",
        "aws s3api get-object --bucket lake --key 'a b' /dev/stdout",
        "aws s3api head-object --bucket lake --key a",
    ] {
        check(line, line);
    }
    for (line, expected) in [
        ("aws s3api head-object --key a", "11: the following arguments are required: --bucket"),
        ("aws s3api get-object --bucket lake --key a", "11: the following arguments are required: outfile"),
        (
            "aws s3api get-object --bucket lake --key a a.json",
            "44: there are no files here: write `/dev/stdout` to see the object in the terminal",
        ),
        (
            "aws s3api put-object --bucket lake --key a",
            "11: put-object is an operation of aws s3api, but Shardlab does not model it yet",
        ),
        (
            "aws s3api list-objects-v2 --bucket lake --max-items 3",
            "41: --max-items is an option of aws s3api list-objects-v2, but Shardlab does not model it yet",
        ),
        (
            "aws s3api list-objects-v2 --bucket lake --max-keys few",
            "52: argument --max-keys: a whole number is wanted, not `few`",
        ),
    ] {
        check(line, expected);
    }
    assert_eq!(complete("aws s3api list-ob"), ["list-objects-v2"]);
    assert_eq!(complete("aws s3api get-object "), ["/dev/stdout", "--bucket", "--key"]);
}

#[test]
fn the_older_words_of_buckets_read_and_print() {
    for line in [
        "aws s3 mb s3://lake",
        "aws s3 ls s3://lake",
        "aws s3 ls s3://lake/logs/2026 --recursive",
        "aws s3 cp s3://lake/logs/a-1 -",
    ] {
        check(line, line);
        assert_eq!(fits(&parse(line).unwrap(), Era::Y2018), Ok(()), "as old as Kinesis: {line}");
    }
}

fn shown(world: &mut World, line: &str) -> String {
    let command = parse(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    match world.apply(&command) {
        Ok(reply) => render(&command, &reply, world.era()),
        Err(refusal) => render_refusal(&command, &refusal),
    }
}

/// A bucket with one object of three bytes.
fn world() -> (World, String) {
    let mut world = World::new(Era::Today, 1);
    let create = "aws firehose create-delivery-stream --delivery-stream-name d --extended-s3-destination-configuration \
                  BucketARN=arn:aws:s3:::lake,Prefix=raw/,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";
    shown(&mut world, create);
    shown(&mut world, "aws firehose put-record --delivery-stream-name d --record Data=YWJj");
    world.advance(Time::seconds(61), u64::MAX);
    let key = world.buckets().iter().next().unwrap().1.objects().next().unwrap().key.clone();
    (world, key)
}

#[test]
fn a_bucket_is_looked_into_as_the_api_has_it() {
    let (mut world, key) = world();
    assert_eq!(shown(&mut world, "aws s3 ls"), "2026-11-21 14:00:00 lake");
    let made = shown(&mut world, "aws s3api create-bucket --bucket mine");
    assert_eq!(made, "{\n    \"Location\": \"/mine\"\n}");
    assert_eq!(shown(&mut world, "aws s3 ls"), "2026-11-21 14:00:00 lake\n2026-11-21 14:01:01 mine");
    // The MD5 of `abc` (RFC 1321).
    let md5 = r#""ETag": "\"900150983cd24fb0d6963f7d28e17f72\"""#;
    let listed = shown(&mut world, "aws s3api list-objects-v2 --bucket lake --prefix raw/");
    for part in [&format!("\"Key\": \"{key}\""), md5, "\"Size\": 3", "\"2026-11-21T14:01:00+00:00\""] {
        assert!(listed.contains(part), "{part} in {listed}");
    }
    let page = shown(&mut world, "aws s3api list-objects-v2 --bucket lake --delimiter / --max-keys 1");
    assert!(page.contains("\"IsTruncated\": false") && page.contains("\"Prefix\": \"raw/\""), "{page}");
    let head = shown(&mut world, &format!("aws s3api head-object --bucket lake --key {key}"));
    assert!(head.contains("\"ContentLength\": 3") && head.contains(md5), "{head}");
    let got = shown(&mut world, &format!("aws s3api get-object --bucket lake --key {key} /dev/stdout"));
    assert_eq!(got, format!("abc{head}"));
}

#[test]
fn what_is_not_there_is_refused_as_s3_does() {
    let (mut world, _) = world();
    for (line, expected) in [
        (
            "aws s3api head-object --bucket lake --key none",
            "An error occurred (404) when calling the HeadObject operation: Not Found",
        ),
        (
            "aws s3api get-object --bucket lake --key none /dev/stdout",
            "An error occurred (NoSuchKey) when calling the GetObject operation: The specified key does not exist.",
        ),
        (
            "aws s3api list-objects-v2 --bucket none",
            "An error occurred (NoSuchBucket) when calling the ListObjectsV2 operation: The specified bucket does not exist",
        ),
    ] {
        assert_eq!(shown(&mut world, line), expected);
    }
    let before = world.journal().end();
    assert!(shown(&mut world, "aws s3api create-bucket --bucket lake").contains("(BucketAlreadyOwnedByYou)"));
    assert_eq!(world.journal().end(), before);
}
