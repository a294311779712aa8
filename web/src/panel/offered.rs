//! Whatever the engine lets one set of an actor, a panel of that actor offers: each word of a story's settings is tried
//! at an actor of each kind, and what is taken must be in the source of its panel, or in the list of exceptions.

use engine::command::{Actor, Command, Setting};
use engine::kernel::Time;
use engine::story::{self, Story};
use engine::world::World;

/// What there is besides the actor itself.
const SCENE: &str = "aws kinesis create-stream --stream-name s --shard-count 1\n\
    aws kinesis create-stream --stream-name s2 --shard-count 1\nbucket lake\n\
    function code blueprint pass-through\nconsumer other reads s lambda\n";

/// A value of each setting, as a story writes it; bare words have none.
const SAMPLES: &[(&str, &[&str])] = &[
    ("to", &["s2"]),
    ("api", &["kpl", "put-record"]),
    ("rate", &["5/s"]),
    ("size", &["10B"]),
    ("keys", &["uniform 5"]),
    ("payload", &["filler"]),
    ("retries", &["2"]),
    ("backoff", &["2s"]),
    ("resend", &["all"]),
    ("timeout", &["2s"]),
    ("vpc-endpoint", &["yes"]),
    ("aggregation", &["off"]),
    ("buffered", &["200ms"]),
    ("aggregate-size", &["10000B"]),
    ("aggregate-count", &["5"]),
    ("collect-count", &["5"]),
    ("collect-size", &["1MiB"]),
    ("ttl", &["10s"]),
    ("rate-limit", &["100%"]),
    ("fail-if-throttled", &["yes"]),
    ("max-connections", &["5"]),
    ("by", &["flume", "spark"]),
    ("reads", &["s2"]),
    ("poll", &["2s"]),
    ("limit", &["5"]),
    ("from", &["latest"]),
    ("via", &["fan-out", "polling"]),
    ("parents", &["ignored", "first"]),
    ("deaggregates", &["yes", "no"]),
    ("kcl", &[""]),
    ("workers", &["2"]),
    ("table", &["leases"]),
    ("checkpoint", &["never"]),
    ("sink", &["by-id"]),
    ("work", &["2ms"]),
    ("failover", &["20s"]),
    ("decrypts", &["yes"]),
    ("connector", &[""]),
    ("transform", &["json"]),
    ("keep", &["60%"]),
    ("flush-records", &["5"]),
    ("flush-bytes", &["10kB"]),
    ("flush-age", &["5s"]),
    ("emit", &["bucket lake"]),
    ("through", &["lake"]),
    ("emit-items", &["2"]),
    ("emit-tries", &["2"]),
    ("emit-backoff", &["1s"]),
    ("analytics", &[""]),
    ("window", &["5s"]),
    ("count", &["key"]),
    ("above", &["5"]),
    ("row-time", &["arrival"]),
    ("rows-to", &["s2"]),
    ("lambda", &[""]),
    ("enabled", &["no"]),
    ("batch-size", &["5"]),
    ("batching-window", &["1s"]),
    ("parallelization-factor", &["2"]),
    ("bisect", &["yes"]),
    ("retry-attempts", &["2"]),
    ("record-age", &["60s"]),
    ("tumbling-window", &["5s"]),
    ("window-state", &["10B"]),
    ("filter-criteria", &["'{\"partitionKey\":[\"a\"]}'"]),
    ("on-failure", &["queue dead-letters"]),
    ("item-failures", &["yes"]),
    ("duration", &["5ms"]),
    ("function", &["other"]),
    ("concurrency", &["2"]),
    ("poison", &["every 5"]),
    ("blueprint", &["slow"]),
    ("answers", &["ok"]),
    ("source", &["\"exports.handler = async (event) => ({ records: [] });\""]),
    ("lines", &["csv"]),
    ("host", &["web-9"]),
    ("file", &["\"/var/log/other.log*\""]),
    ("existing", &["5"]),
    ("rotate", &["5s"]),
    ("initial", &["start-of-file"]),
    ("process", &["single-line"]),
    ("multiline", &["\"x\""]),
    ("partition", &["deterministic"]),
    ("buffer-age", &["5s"]),
    ("buffer-records", &["5"]),
    ("buffer-bytes", &["1MiB"]),
    ("group", &["\"/app\""]),
    ("log-streams", &["2"]),
    ("filter", &["\"ERROR\""]),
    ("distribution", &["random"]),
    ("devices", &["2"]),
    ("topic", &["\"a/b\""]),
    ("sql", &["\"SELECT * FROM 'a/b'\""]),
    ("key", &["\"k\""]),
    ("separator", &["comma"]),
    ("error-to", &["s2"]),
];

/// A kind of actor: the first line of `probe`, as far as its settings, and the sources of its panel.
struct Kind {
    name: &'static str,
    line: &'static str,
    panel: &'static [&'static str],
}

const ROLE: &str = include_str!("permissions.rs");
const LINE: &str = include_str!("line.rs");
const SINK: &str = include_str!("sink.rs");
const READER: &str = include_str!("reader_settings.rs");
const PRODUCER: &[&str] = &[
    include_str!("producer.rs"),
    include_str!("payload.rs"),
    include_str!("spread.rs"),
    include_str!("kpl.rs"),
    LINE,
    ROLE,
];

const KINDS: &[Kind] = &[
    Kind { name: "producer", line: "producer probe to s", panel: PRODUCER },
    Kind { name: "KPL", line: "producer probe to s api kpl", panel: PRODUCER },
    Kind {
        name: "agent",
        line: "agent probe to s",
        panel: &[
            include_str!("feeds.rs"),
            include_str!("feeds/agent.rs"),
            include_str!("producer.rs"),
            LINE,
            ROLE,
        ],
    },
    Kind {
        name: "logs",
        line: "logs probe to s",
        panel: &[include_str!("feeds.rs"), include_str!("feeds/logs.rs"), include_str!("producer.rs"), ROLE],
    },
    Kind {
        name: "iot",
        line: "iot probe to s",
        panel: &[include_str!("feeds.rs"), include_str!("feeds/iot.rs"), include_str!("producer.rs"), ROLE],
    },
    Kind { name: "polling consumer", line: "consumer probe reads s", panel: &[READER, SINK, ROLE] },
    Kind {
        name: "fan-out consumer",
        line: "consumer probe reads s via fan-out",
        panel: &[READER, SINK, ROLE],
    },
    Kind { name: "KCL", line: "consumer probe reads s kcl", panel: &[include_str!("kcl.rs"), SINK, ROLE] },
    Kind {
        name: "connector",
        line: "consumer probe reads s connector emit bucket lake",
        panel: &[include_str!("connector.rs"), include_str!("kcl.rs"), SINK, ROLE],
    },
    Kind {
        name: "Lambda",
        line: "consumer probe reads s lambda",
        panel: &[
            include_str!("mapping.rs"),
            include_str!("mapping/settings.rs"),
            include_str!("mapping/windows.rs"),
            ROLE,
        ],
    },
    Kind {
        name: "Analytics",
        line: "consumer probe reads s analytics",
        panel: &[include_str!("analytics.rs"), "begins anew: Setting::From(", ROLE],
    },
    Kind {
        name: "function",
        line: "function probe blueprint pass-through",
        panel: &[include_str!("function.rs"), include_str!("verdicts.rs"), include_str!("../update/own.rs")],
    },
];

/// What a panel offers in another way than by its name in the engine: the words of a story, or a move on the stage.
const OTHERWISE: &[(&str, &str, &str)] = &[
    ("producer", "to", "StageAction::MoveProducer"),
    ("KPL", "to", "StageAction::MoveProducer"),
    ("agent", "to", "StageAction::MoveProducer"),
    ("logs", "to", "StageAction::MoveProducer"),
    ("iot", "to", "StageAction::MoveProducer"),
    ("agent", "rotate", "hand.words(\"rotate\""),
    ("agent", "host", "host {} file {file} existing 0"),
    ("agent", "file", "host {} file {file} existing 0"),
    ("connector", "keep", "set {} keep"),
    ("connector", "through", "set {} through"),
    ("agent", "existing", "host {} file {file} existing 0"),
];

/// What no panel offers, and why.
const NOT_OFFERED: &[(&str, &str, &str)] = &[
    ("", "by", "a tool is what it is: the stage's dialog adds one"),
    ("", "kcl", "what a consumer is made of is said when it is added"),
    ("", "connector", "what a consumer is made of is said when it is added"),
    ("", "analytics", "what a consumer is made of is said when it is added"),
    ("", "lambda", "what a consumer is made of is said when it is added"),
    ("polling consumer", "via", "from polling to fan-out is another consumer, which the stream's panel adds"),
    ("fan-out consumer", "via", "from fan-out to polling is another consumer, which the stream's panel adds"),
    (
        "Lambda",
        "via",
        "an event source mapping is made for a stream or for a consumer: another is another mapping",
    ),
    ("Analytics", "via", "it can only poll"),
    ("KCL", "parents", "it always reads parents first"),
    ("connector", "parents", "it always reads parents first"),
    ("KCL", "table", "said once: a table of leases is where the application keeps its places"),
    ("connector", "table", "said once: a table of leases is where the application keeps its places"),
    ("KCL", "from", "said once: from then on the lease table says where a shard is gone on with"),
    ("connector", "from", "said once: from then on the lease table says where a shard is gone on with"),
    ("Lambda", "from", "StartingPosition is said once: a mapping cannot be told to begin anew"),
    ("Lambda", "function", "said once: another function is another mapping"),
];

fn start(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    let mut world = story::start(&story).expect("it starts");
    world.advance(Time::seconds(10), u64::MAX);
    world
}

/// The setting that a line says last, if the line reads and the engine takes it.
fn taken(world: &World, line: &str, word: &str) -> Option<Setting> {
    let command = story::command(line).ok()?;
    world.clone().apply(&command).ok()?;
    let Command::Actor(
        Actor::Set { settings, .. }
        | Actor::Producer { settings, .. }
        | Actor::Consumer { settings, .. }
        | Actor::Function { settings, .. }
        | Actor::Feed { settings, .. },
    ) = command
    else {
        return None;
    };
    settings.into_iter().rev().find(|setting| setting.word() == word)
}

/// How the engine's own name of it begins: `Setting::Poll`, `FeedSetting::Rotate`.
fn constructor(setting: &Setting) -> String {
    let all = format!("{setting:?}");
    let mut parts = all.split(|c: char| !c.is_ascii_alphanumeric());
    let outer = parts.next().unwrap_or_default();
    match outer {
        "Feed" | "Mapping" | "Connector" | "Analytics" | "Kpl" | "Security" => {
            format!("{outer}Setting::{}", parts.next().unwrap_or_default())
        }
        _ => format!("Setting::{outer}"),
    }
}

/// Whether a text has a name, and not only the beginning of a longer one.
fn has(text: &str, name: &str) -> bool {
    text.match_indices(name).any(|(at, _)| {
        let (before, behind) = (text[..at].chars().next_back(), text[at + name.len()..].chars().next());
        !before.is_some_and(char::is_alphanumeric) && !behind.is_some_and(char::is_alphanumeric)
    })
}

#[test]
fn whatever_may_be_set_of_an_actor_its_panel_offers() {
    let words = story::setting_words();
    let known: Vec<&str> = SAMPLES.iter().map(|(word, _)| *word).collect();
    for word in &words {
        assert!(known.contains(word), "there is a new setting `{word}`: give it a value here");
    }
    assert_eq!(known.len(), words.len(), "{known:?}");
    let (mut missing, mut offered, mut excepted) = (Vec::new(), 0, Vec::new());
    for Kind { name, line, panel } in KINDS {
        let without = start(SCENE);
        let with = start(&format!("{SCENE}{line}\n"));
        for (word, values) in SAMPLES {
            let at_work =
                values.iter().find_map(|value| taken(&with, &format!("set probe {word} {value}"), word));
            let at_first =
                || values.iter().find_map(|value| taken(&without, &format!("{line} {word} {value}"), word));
            let Some(setting) = at_work.or_else(at_first) else { continue };
            let own = constructor(&setting);
            let otherwise = OTHERWISE.iter().find(|(kind, of, _)| kind == name && of == word);
            let shown = panel.iter().any(|text| match otherwise {
                Some((.., how)) => text.contains(how),
                None => has(text, &own),
            });
            let exception =
                NOT_OFFERED.iter().find(|(kind, of, _)| (kind.is_empty() || kind == name) && of == word);
            match (shown, exception) {
                (true, _) => offered += 1,
                (false, Some(it)) => excepted.push(*it),
                (false, None) => missing.push(format!("{name}: `{word}` ({own})")),
            }
        }
    }
    let idle: Vec<_> = NOT_OFFERED.iter().filter(|it| !excepted.contains(it)).collect();
    assert!(
        missing.is_empty() && idle.is_empty(),
        "no panel offers\n{}\nno exceptions any more: {idle:?}",
        missing.join("\n")
    );
    assert!(offered > 120, "{offered} settings of all kinds together");
}
