//! Lines that are refused at the last of several times, with what is said of that.

use super::*;

/// Streams `n0` to `n5` of two shards, `g` that is being deleted, and consumers `k0` to `k5` of `n0`.
pub fn many() -> World {
    let arn = "arn:aws:kinesis:us-east-1:123456789012:stream/n0";
    let mut text = TWO.to_owned();
    for i in 0..6 {
        text += &format!("at {}s aws kinesis create-stream --stream-name n{i} --shard-count 2\n", 10 + 2 * i);
    }
    for i in 0..6 {
        let at = 30 + 40 * i;
        text += &format!(
            "at {at}s aws kinesis register-stream-consumer --stream-arn {arn} --consumer-name k{i}\n"
        );
    }
    text += "at 30s aws kinesis create-stream --stream-name g --shard-count 1\n";
    let mut world = world(&text, 400_000);
    world.apply(&command("increase-stream-retention-period -S old --retention-period-hours 48")).unwrap();
    world.apply(&command("delete-stream -S g")).unwrap();
    world.advance(world.now() + engine::kernel::Span::SECOND, u64::MAX);
    world
}

/// Lines asked in turn until one is refused: how often, seconds between, the error, a part of what is said, the button.
pub type Row = (&'static [&'static str], usize, u64, &'static str, &'static str, &'static str);

pub const RATE: &str = "Try again after a wait";

pub const ROWS: &[Row] = &[
    (&["describe-stream -S s"], 11, 0, "LimitExceeded", RATE, ""),
    (&["describe-stream-summary -S s"], 21, 0, "LimitExceeded", RATE, ""),
    (&["list-streams"], 6, 0, "LimitExceeded", RATE, ""),
    (&["list-shards -S s"], 1_001, 0, "LimitExceeded", RATE, ""),
    (&["list-tags-for-stream -S s"], 6, 0, "LimitExceeded", RATE, ""),
    (&["describe-limits"], 2, 0, "LimitExceeded", RATE, ""),
    (&["describe-stream-consumer --stream-arn ARN/s --consumer-name c"], 21, 0, "LimitExceeded", RATE, ""),
    (&["list-stream-consumers --stream-arn ARN/s"], 6, 0, "LimitExceeded", RATE, ""),
    (&["add-tags-to-stream -S s --tags a=b"], 6, 0, "LimitExceeded", RATE, ""),
    (&["remove-tags-from-stream -S s --tag-keys a"], 6, 0, "LimitExceeded", RATE, ""),
    (&["delete-stream -S old"], 6, 0, "LimitExceeded", RATE, ""),
    (&["increase-stream-retention-period -S s --retention-period-hours 25"], 6, 0, "LimitExceeded", RATE, ""),
    (
        &["decrease-stream-retention-period -S old --retention-period-hours 48"],
        6,
        0,
        "LimitExceeded",
        RATE,
        "",
    ),
    (&["enable-enhanced-monitoring -S s --shard-level-metrics ALL"], 6, 0, "LimitExceeded", RATE, ""),
    (&["disable-enhanced-monitoring -S s --shard-level-metrics ALL"], 6, 0, "LimitExceeded", RATE, ""),
    (
        &["split-shard -S n{i} --shard-to-split 0 --new-starting-hash-key midpoint"],
        6,
        0,
        "LimitExceeded",
        RATE,
        "",
    ),
    (
        &["merge-shards -S n{i} --shard-to-merge 0 --adjacent-shard-to-merge 1"],
        6,
        0,
        "LimitExceeded",
        RATE,
        "",
    ),
    (
        &["register-stream-consumer --stream-arn ARN/s --consumer-name r{i}"],
        6,
        0,
        "LimitExceeded",
        "The limit:",
        "",
    ),
    (
        &["deregister-stream-consumer --stream-arn ARN/n0 --consumer-name k{i}"],
        6,
        0,
        "LimitExceeded",
        RATE,
        "",
    ),
    (
        &["start-stream-encryption -S s --encryption-type KMS --key-id alias/k{i}"],
        26,
        60,
        "LimitExceeded",
        "the oldest of them is 24 hours old",
        "",
    ),
    (
        &[
            "update-stream-mode --stream-arn ARN/s --stream-mode-details StreamMode=ON_DEMAND",
            "update-stream-mode --stream-arn ARN/s --stream-mode-details StreamMode=PROVISIONED",
        ],
        3,
        60,
        "LimitExceeded",
        "the oldest of them is 24 hours old",
        "",
    ),
    (
        &["get-shard-iterator -S s --shard-id 0 --shard-iterator-type LATEST"],
        6,
        0,
        "ProvisionedThroughputExceeded",
        "a loop asks for one only once",
        "",
    ),
    (
        &["put-record -S s --partition-key k --data eA=="],
        1_001,
        0,
        "ProvisionedThroughputExceeded",
        "spread the keys",
        "",
    ),
    (
        &[
            "subscribe-to-shard --consumer-arn ARN/n0/consumer/k0:1 --shard-id 0 --starting-position Type=LATEST",
        ],
        1,
        0,
        "ResourceNotFound",
        "ends in the second of its registration",
        "",
    ),
    (&["create-stream -S new"], 1, 0, "ResourceInUse", "A name belongs to one stream", ""),
    (&["add-tags-to-stream -S g --tags a=b"], 1, 0, "ResourceInUse", "Now it is DELETING", ""),
    (&["remove-tags-from-stream -S x --tag-keys a"], 1, 0, "ResourceNotFound", "Streams that are there", ""),
    (&["describe-stream -S x"], 1, 0, "ResourceNotFound", "Streams that are there", ""),
    (
        &["increase-stream-retention-period -S x --retention-period-hours 48"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["decrease-stream-retention-period -S x --retention-period-hours 24"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["decrease-stream-retention-period -S g --retention-period-hours 24"],
        1,
        0,
        "ResourceInUse",
        "Now it is DELETING",
        "",
    ),
    (
        &["increase-stream-retention-period -S s --retention-period-hours 9000"],
        1,
        0,
        "InvalidArgument",
        "let Firehose write the records to S3",
        "Ask for 8,760 hours",
    ),
    (
        &["enable-enhanced-monitoring -S x --shard-level-metrics ALL"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["disable-enhanced-monitoring -S x --shard-level-metrics ALL"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["disable-enhanced-monitoring -S g --shard-level-metrics ALL"],
        1,
        0,
        "ResourceInUse",
        "Now it is DELETING",
        "",
    ),
    (&["list-stream-consumers --stream-arn ARN/x"], 1, 0, "ResourceNotFound", "Streams that are there", ""),
    (
        &["register-stream-consumer --stream-arn ARN/x --consumer-name c"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["merge-shards -S g --shard-to-merge 0 --adjacent-shard-to-merge 1"],
        1,
        0,
        "ResourceInUse",
        "Now it is DELETING",
        "",
    ),
    (
        &["start-stream-encryption -S x --encryption-type KMS --key-id alias/aws/kinesis"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["stop-stream-encryption -S g --encryption-type KMS --key-id alias/aws/kinesis"],
        1,
        0,
        "ResourceInUse",
        "Now it is DELETING",
        "",
    ),
    (
        &["update-shard-count -S x --target-shard-count 2 --scaling-type UNIFORM_SCALING"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["update-stream-mode --stream-arn ARN/x --stream-mode-details StreamMode=ON_DEMAND"],
        1,
        0,
        "ResourceNotFound",
        "Streams that are there",
        "",
    ),
    (
        &["update-max-record-size --stream-arn ARN/g --max-record-size-in-ki-b 2048"],
        1,
        0,
        "ResourceInUse",
        "Now it is DELETING",
        "",
    ),
    (
        &["update-max-record-size --stream-arn ARN/s --max-record-size-in-ki-b 99999"],
        1,
        0,
        "Validation",
        "Put large objects into S3",
        "Ask for 10,240 KiB",
    ),
    (
        &["put-resource-policy --resource-arn ARN/x --policy {}"],
        1,
        0,
        "ResourceNotFound",
        "letter by letter",
        "",
    ),
    (&["delete-resource-policy --resource-arn ARN/s"], 1, 0, "ResourceNotFound", "letter by letter", ""),
];
