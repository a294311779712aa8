//! The language of scenes for whoever wants to write one: each kind of line, with an example that is read in a test.

use super::{Row, Table, row};

pub(super) fn table() -> Table {
    Table {
        id: "story",
        title: "Lines of a story",
        about: "A scene, a lab, a saved file and a link are one text. In the terminal the lines below “Who acts” work too, beside `aws` commands. A line without a time is done at the beginning; `at 10s` before it does it then, `after 5s` five seconds after the line above.",
        heads: &["line", "does", "example"],
        rows: LINES.iter().map(line).collect(),
    }
}

fn line((word, does, example): &(&str, &str, &str)) -> Row {
    let example = example.lines().map(|line| format!("`{line}`")).collect::<Vec<_>>().join("\n");
    row("story", word, [(*does).to_owned(), example])
}

/// What it begins with, what it does, and an example.
pub(super) const LINES: &[(&str, &str, &str)] = &[
    ("title", "The scene’s name.", "title One key fills one shard"),
    ("era", "Whose limits rule: 2018, 2020 or today. If not said, today’s.", "era 2020"),
    ("seed", "What chance begins with. If not said, 1.", "seed 29434"),
    ("until", "How long it plays.", "until 2m"),
    (
        "aws",
        "A call as the AWS CLI takes it: kinesis, firehose, s3, s3api, dynamodb, kms.",
        "aws kinesis create-stream --stream-name orders --shard-count 2",
    ),
    (
        "producer",
        "Puts records into a stream or a delivery stream, with the SDK or with `api kpl`.",
        "producer fleet to orders  rate 1400/s  size 480B  keys \"iphone-16\" 80% uniform 500 20%",
    ),
    (
        "consumer",
        "Reads a stream: by polling, `via fan-out`, as a `kcl` application (`via fan-out` too), as a `connector`, as `analytics`.",
        "consumer billing reads orders  poll 1s  from trim-horizon",
    ),
    (
        "function",
        "A transform: a `blueprint`, what it `answers` for all records or (`but 3 dropped`) for single ones, or a `source` in JavaScript.",
        "function to-json  blueprint access-log-to-json",
    ),
    (
        "agent",
        "A Kinesis Agent that sends the lines of a file.",
        "agent web to orders  lines csv  rate 100/s  buffer-age 1s",
    ),
    ("logs", "A subscription of CloudWatch Logs.", "logs app to orders  rate 100/s  lines app-log"),
    (
        "iot",
        "An IoT rule.",
        "iot plant to orders  rate 1500/s  devices 1000  sql \"SELECT * FROM '#'\"  key \"plant\"",
    ),
    ("bucket", "Makes a bucket.", "bucket lake"),
    (
        "table",
        "Columns for a format conversion.",
        "table analytics.clicks  columns \"ts bigint, page string\"",
    ),
    ("set", "Changes settings of any of them while it runs.", "at 10s set fleet rate 200/s"),
    ("stop", "Takes one of them away.", "at 30s stop fleet"),
    (
        "crash",
        "Ends an agent, a consumer, or a worker of a KCL application, without a word.",
        "at 20s crash billing",
    ),
    ("rotate", "The agent’s file is rotated.", "at 20s rotate web"),
    (
        "fault",
        "A place goes wrong, `for` a time or until it is healed.",
        "at 1m fault bucket lake unreachable for 10m",
    ),
    ("heal", "A fault ends; what crashed is started again.", "at 5m heal bucket lake"),
    ("load", "COPYs what a manifest names.", "at 1h load manifest lake/errors/manifests/x into dwh clicks"),
    (
        "reindex",
        "Indexes documents that had failed.",
        "at 1h reindex lake/AmazonOpenSearchService_failed/ into logs clicks",
    ),
    (
        "reingest",
        "Puts records again that had failed.",
        "at 1h reingest lake/processing-failed/ into to-lake",
    ),
    ("allow", "A role may do it.", "allow shop kinesis:PutRecords on orders"),
    ("deny", "A role may not, whatever else is said.", "deny shop kinesis:*"),
    ("revoke", "Takes a line of a policy back.", "at 5s revoke firehose to-lake s3:PutObject"),
    (
        "repeat",
        "A command or a refusal so many times at its instant.",
        "at 12s repeat 5 aws kinesis describe-stream-summary --stream-name orders",
    ),
    (
        "refused",
        "The command must be refused with this error.",
        "at 12s refused ResourceInUseException aws kinesis create-stream --stream-name orders --shard-count 2",
    ),
    ("say", "What is told at an instant.", "say at 10s \"Now watch shard 001.\""),
    ("expect", "What must be so at an instant, or at the end.", "expect at 10s stream.orders.refused > 0"),
    (
        "goal",
        "What a lab asks for: once, `at` or `within` a time, `hold` for a time, or `never`.",
        "goal \"Nothing is refused for a minute\" hold 60s stream.orders.refused_per_s = 0",
    ),
    (
        "predict",
        "What a learner commits to before it is judged.",
        "at 10s predict \"How many are refused?\" judged at 11s\n  option \"none\" when stream.orders.refused_per_s = 0\n  option \"some\" when stream.orders.refused_per_s > 0",
    ),
    ("solution", "What solves it.", "solution at 10s:\n  set fleet rate 200/s"),
    (
        "wrong",
        "A turn that does not, and what a tutor says of it.",
        "wrong at 10s \"One key can only ever use one shard.\":\n  aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key midpoint",
    ),
];
