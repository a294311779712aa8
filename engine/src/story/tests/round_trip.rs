//! What is printed reads back as the same story: over generated stories, with a seed that can be given again.

use crate::kernel::chance::Draw;
use crate::kernel::{Chance, Span, units};
use crate::story::Story;

/// Set this to repeat what a failure printed.
const SEED: u64 = 20_261_121;

pub(super) fn check(text: &str) -> Story {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}\n{text}"));
    let printed = story.to_string();
    let again = Story::parse(&printed).unwrap_or_else(|error| panic!("{error}\n{printed}"));
    assert_eq!(again, story, "{text}\nprints as\n{printed}");
    assert_eq!(again.to_string(), printed, "printing is stable");
    story
}

struct Maker(Draw);

impl Maker {
    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[usize::try_from(self.0.below(of.len() as u64)).unwrap()]
    }

    fn number(&mut self, below: u64) -> u64 {
        self.0.below(below)
    }

    fn name(&mut self) -> &'static str {
        self.one(&["orders", "a.b", "x-1", "under_score", "Z9", "-dash"])
    }

    fn text(&mut self) -> String {
        let text = self.one(&["plain", "don't", "say \"hi\"", "back\\slash", "é ü # no comment", "", "a: b"]);
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    }

    fn span(&mut self) -> String {
        let unit = self.one(&["ms", "s", "m", "h", "d"]);
        format!("{}{unit}", self.number(1_000) * 100)
    }

    fn keys(&mut self) -> String {
        let share = units::print_share(self.number(999_999) + 1);
        let rest = units::print_share(1_000_000 - units::share(&share).unwrap());
        match self.number(5) {
            0 => "random".to_owned(),
            1 => format!("uniform {}", self.number(99) + 1),
            2 => format!("\"k {}\"", self.number(9)),
            3 => format!("\"hot\" {share} salted {} random {rest}", self.number(9) + 1),
            _ => format!("\"hot\" {share} uniform 7 {rest}"),
        }
    }

    fn settings(&mut self) -> String {
        let mut text = String::new();
        if self.number(2) == 0 {
            text += &format!(" rate {}/s", self.number(5_000));
        }
        if self.number(2) == 0 {
            text += &format!(" size {}{}", self.number(3_000), self.one(&["B", "kB", "KiB", "MB", "MiB"]));
        }
        if self.number(2) == 0 {
            text += &format!(" keys {}", self.keys());
        }
        if self.number(2) == 0 {
            text += &format!(" api {}", self.one(&["put-record", "put-records", "kpl"]));
        }
        if self.number(4) == 0 {
            text += &format!(
                " aggregation {} buffered {} ttl {} aggregate-size {}KiB",
                self.one(&["on", "off"]),
                self.span(),
                self.span(),
                self.number(900) + 1
            );
        }
        if self.number(4) == 0 {
            text += &format!(
                " rate-limit {}% fail-if-throttled {} collect-count {} collect-size {}MiB aggregate-count {}",
                self.number(400),
                self.one(&["yes", "no"]),
                self.number(500) + 1,
                self.number(5) + 1,
                self.number(5_000) + 1
            );
        }
        if self.number(2) == 0 {
            text += &format!(
                " payload {}",
                self.one(&[
                    "filler",
                    "access-log",
                    "access-log healthchecks 3% broken 0.5%",
                    "orders",
                    "clicks broken 1% gzip newline",
                    "devices newline",
                    "template '{\"id\":{n},\"by\":\"{a|b}\"}' newline",
                    "template \"it's {1..6}\"",
                ])
            );
        }
        text
    }

    fn command(&mut self) -> String {
        let (a, b) = (self.name(), self.name());
        match self.number(14) {
            0 => format!("producer {a} to {b}{}", self.settings()),
            1 => format!("producer {a} to firehose {b}{}", self.settings()),
            2 => format!(
                "consumer {a} reads {b} poll {} limit {} from {}",
                self.span(),
                self.one(&["none", "1", "99", "10000"]),
                self.one(&[
                    "latest",
                    "trim-horizon",
                    "at-timestamp 0s",
                    "at-timestamp 90s",
                    "at-timestamp 250ms"
                ])
            ),
            3 => format!(
                "consumer c1..c{} reads {b} deaggregates {}",
                self.number(4) + 1,
                self.one(&["yes", "no"])
            ),
            4 => format!("function {a} blueprint {}", self.one(&["pass-through", "access-log-to-json"])),
            5 => format!("set {a} to firehose {b} poll 1s{}", self.settings()),
            6 => format!("stop {a}"),
            7 => format!("bucket {a}"),
            8 => format!("aws kinesis create-stream --stream-name={a} --shard-count {}", self.number(9) + 1),
            10 => format!(
                "consumer {a} reads {b} connector transform {} keep {} flush-records {} flush-bytes {}KiB flush-age {} emit {} {b} emit-items {} emit-tries {} emit-backoff {}",
                self.one(&["json", "bytes"]),
                self.one(&["all", "60%", "0.5%", "contains \"a \\\"b\\\"\"", "contains \"é\""]),
                self.number(5_000),
                self.number(500) + 1,
                self.one(&["never", "60s", "1500ms"]),
                self.one(&["bucket", "domain", "cluster", "table"]),
                self.number(9),
                self.number(9),
                self.span()
            ),
            11 => format!(
                "consumer {a} reads {b} analytics window {}{} count {} above {} row-time {} rows-to {}",
                self.span(),
                self.one(&["", " sliding", " tumbling"]),
                self.one(&["all", "key"]),
                self.one(&["never", "0", "1000"]),
                self.one(&["read", "arrival"]),
                self.one(&["nowhere", "out", "firehose d"])
            ),
            12 => {
                let tool = self.one(&["spark", "log4j", "flume", "kafka-connect", "nifi"]);
                self.one(&["producer {a} to {b} by ", "consumer {a} reads {b} by "])
                    .replace("{a}", a)
                    .replace("{b}", b)
                    + tool
            }
            9 => format!(
                "aws kinesis put-records --stream-name={a} --records Data=aGk=,PartitionKey=\"'{}'\",ExplicitHashKey=7",
                self.one(&["k", "a b", "x,y", "p}q", "é"])
            ),
            _ => format!(
                "aws firehose create-delivery-stream --delivery-stream-name={a} --extended-s3-destination-configuration \
                 'BucketARN=arn:aws:s3:::lake,Prefix=\"{}\",BufferingHints={{SizeInMBs=1,IntervalInSeconds=60}}'",
                self.one(&["", "logs/", "a b", "x,y", "{p}"])
            ),
        }
    }

    fn value(&mut self) -> String {
        match self.number(5) {
            0 => self.number(100_000).to_string(),
            1 => format!("-{}.{}", self.number(9), self.one(&["5", "25", "000001", "10"])),
            2 => self.span(),
            3 => format!("{}KiB", self.number(9)),
            _ => self.one(&["80%", "1400/s", "0.5%"]).to_owned(),
        }
    }

    fn condition(&mut self) -> String {
        let mut parts = Vec::new();
        for _ in 0..=self.number(3) {
            let op = self.one(&["=", "!=", "<", "<=", ">", ">="]);
            parts.push(match self.number(4) {
                0 => format!("stream[\"{}\"].refused {op} {}", self.name(), self.value()),
                1 => format!("shard.orders.001.held{op}{}", self.value()),
                2 => format!(
                    "{} reader[*].lag {op} {}",
                    self.one(&["count", "sum", "max", "min"]),
                    self.value()
                ),
                _ => format!(
                    "count bucket.lake.folder[\"processing-failed\"].record[where a.b {} {}] {op} {}",
                    self.one(&["=", "contains"]),
                    self.text(),
                    self.value()
                ),
            });
        }
        let joiners: Vec<_> = parts.iter().map(|_| self.one(&[" and ", " or "])).collect();
        parts.iter().zip(joiners).map(|(part, joiner)| format!("{part}{joiner}")).collect::<String>()
            + "ledger.balanced = true"
    }

    fn played(&mut self) -> String {
        match self.number(10) {
            7 => format!("{}repeat {} {}", self.one(&["", "at 1s "]), self.number(9_999) + 1, self.command()),
            8 => format!("after {} refused NoSuchKey {}", self.span(), self.command()),
            9 => format!(
                "{}refused ValidationException {} {}",
                self.one(&["", "at 7s repeat 2 "]),
                self.text(),
                self.one(&["stop p", "aws kinesis create-stream --stream-name 'é'  --shard-count 1 # no"])
            ),
            0 => format!("expect {}", self.condition()),
            1 => format!("expect at {} {}", self.span(), self.condition()),
            2 => format!("say {}", self.text()),
            3 => format!("at {} {}", self.span(), self.command()),
            4 => format!("after {} {}", self.span(), self.command()),
            5 => format!("after {} expect {}", self.span(), self.condition()),
            _ => self.command(),
        }
    }

    fn story(&mut self) -> String {
        let mut lines = vec![
            format!("title {}", self.one(&["Don't panic", "Ü & co", ""])),
            format!("era {}", self.one(&["2018", "2020", "today"])),
            format!("seed {}", self.number(u64::MAX)),
        ];
        for _ in 0..self.number(8) {
            lines.push(match self.number(5) {
                0 => format!(
                    "goal {} {} {}",
                    self.text(),
                    self.one(&["", "never", "hold 1m", "within 10s", "at 300ms"]),
                    self.condition()
                ),
                1 => format!(
                    "{}predict {} judged at {}\n  option {} when {}\n\toption \"b\" when {}",
                    self.one(&["", "at 1s ", "after 2s "]),
                    self.text(),
                    self.span(),
                    self.text(),
                    self.condition(),
                    self.condition()
                ),
                2 => format!("# {}", self.one(&["plain", "# twice", "don't"])),
                _ => self.played(),
            });
        }
        for _ in 0..self.number(3) {
            let at = self.one(&["", " at 10s"]);
            lines.push(if self.number(2) == 0 {
                format!("solution{at}:")
            } else {
                format!("wrong{at} {}:", self.text())
            });
            for _ in 0..self.number(3) {
                lines.push(format!("  {}", self.played()));
            }
        }
        lines.join("\n")
    }
}

#[test]
fn a_printed_story_reads_back() {
    for number in 0..2_000 {
        let text = Maker(Chance::new(SEED, "stories").at(number)).story();
        // Shown only if it fails.
        println!("seed {SEED}, story {number}:\n{text}\n");
        check(&text);
    }
}

#[test]
fn a_range_of_names_after_a_time_starts_together() {
    let story = check("at 1s stop p\nafter 2s consumer c1..c3 reads s");
    let times: Vec<_> = story.lines.iter().map(|line| line.at.unwrap().as_seconds()).collect();
    assert_eq!(times, [1, 3, 3, 3]);
    assert_eq!(Span::seconds(3).as_seconds(), 3);
}

#[test]
fn where_a_line_stands_is_no_part_of_the_story() {
    assert_eq!(check("stop p"), check("\n\n  \nstop p  # gone"));
    assert_ne!(check("stop p"), check("stop q"));
}
