//! Everyone who writes and everyone who reads, as the engine shows them at a moment that strains their cards: each is
//! the only actor of a story of its own, taken from there into the made-up views.

use std::sync::LazyLock;

use engine::kernel::Time;
use engine::names::Name;
use engine::story::{self, Story};
use engine::view::{ProducerView, ReaderView, TableView, View};

/// Lines of a story with one sender `p`, and the second at which it is looked at.
const SENDERS: [(&str, u64); 9] = [
    ("agent p to s rate 10/s\nat 5s crash p", 9),
    ("producer p to s api kpl rate 900/s size 100B keys uniform 50", 9),
    ("logs p to s rate 300/s filter \"ERROR\" log-streams 3", 40),
    ("iot p to s rate 2000/s devices 90 key \"${device}\"", 40),
    ("producer p to s by kafka-connect rate 1500/s size 900B keys uniform 50", 9),
    ("producer p to s rate 9/s keys uniform 9\nat 5s deny p kinesis:PutRecords", 9),
    ("agent p to s rate 3000/s lines csv buffer-records 20 initial start-of-file", 30),
    ("producer p to s api kpl rate 4000/s size 400B aggregation off", 30),
    ("producer p to s by nifi rate 1/s size 90B keys uniform 9\nat 5s stop p", 9),
];

/// Lines of a story with one reader `app`, and the second at which it is looked at.
const READERS: [(&str, u64); 15] = [
    ("consumer app reads s kcl workers 2 from trim-horizon\nat 40s crash app worker 1", 41),
    (
        "consumer app reads s lambda poison every 7 from trim-horizon batching-window 20s parallelization-factor 10",
        50,
    ),
    ("consumer app reads s connector emit bucket lake flush-records 1000000 from trim-horizon", 40),
    ("consumer app reads s analytics window 5s above 3 count key", 30),
    ("consumer app reads s via fan-out", 20),
    ("consumer app reads s by spark", 20),
    ("consumer app reads s kcl workers 3", 60),
    ("consumer app reads s lambda poison every 7 retry-attempts 0 from trim-horizon", 90),
    (
        "consumer app reads s connector emit bucket lake flush-records 10 from trim-horizon\nfault bucket lake refusing",
        60,
    ),
    ("consumer app reads s connector emit table orders-by-id flush-records 100 from trim-horizon", 60),
    ("consumer app reads s analytics window 600s above never", 30),
    ("consumer app reads s lambda via fan-out batch-size 10000 batching-window 300s", 50),
    ("consumer app reads s by flume\nat 10s stop app", 20),
    ("consumer app reads s poll 1s\nat 5s deny app kinesis:GetRecords", 9),
    (
        "consumer app reads s kcl workers 2 checkpoint never from trim-horizon\nat 60s crash app worker 1\nat 61s stop app",
        80,
    ),
];

static SENT: LazyLock<Vec<ProducerView>> =
    LazyLock::new(|| SENDERS.map(|(lines, at)| played(lines, at).producers.remove(0)).into());
/// Each with the table of its leases, which no other has.
static READ: LazyLock<Vec<ReaderView>> =
    LazyLock::new(|| READ_AND_TABLES.iter().map(|(reader, _)| reader.clone()).collect());
static READ_AND_TABLES: LazyLock<Vec<(ReaderView, Option<TableView>)>> = LazyLock::new(|| {
    const P: &str = "producer p to s rate 900/s size 100B keys uniform 50\n";
    let one = |(i, (lines, at)): (usize, (&str, u64))| {
        let mut view = played(&format!("{P}{lines}"), at);
        let (mut reader, mut table) = (view.readers.remove(0), view.tables.pop());
        if let (Some(kcl), Some(table)) = (&mut reader.kcl, &mut table) {
            table.name = Name::parse(&format!("app-{i}")).expect("a name");
            kcl.table = table.name.clone();
        }
        (reader, table)
    };
    READERS.into_iter().enumerate().map(one).collect()
});

/// The lease tables of all of them.
pub fn tables() -> Vec<TableView> {
    READ_AND_TABLES.iter().filter_map(|(_, table)| table.clone()).collect()
}

fn played(lines: &str, second: u64) -> View {
    let text = format!("seed 7\naws kinesis create-stream --stream-name s --shard-count 2\n{lines}\n");
    let story = Story::parse(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    let mut world = story::start(&story).unwrap_or_else(|error| panic!("{error:?}: {text}"));
    world.advance(Time::seconds(second), u64::MAX);
    engine::view::view(&world)
}

/// The `i`-th sender, with the name and the stream of `plain`.
pub fn sender(i: usize, plain: ProducerView) -> ProducerView {
    let mut it = SENT[i % SENT.len()].clone();
    it.name = plain.name;
    it.to = plain.to;
    it
}

/// The `i`-th reader, with the name, the stream and the shards of `plain`.
pub fn reader(i: usize, plain: ReaderView) -> ReaderView {
    let mut it = READ[i % READ.len()].clone();
    let started = !it.shards.is_empty();
    it.name = plain.name;
    it.stream = plain.stream;
    if started {
        it.shards = plain.shards;
    }
    it
}

/// How many kinds of each there are.
pub const KINDS: usize = if SENDERS.len() > READERS.len() { SENDERS.len() } else { READERS.len() };

/// What a card shows of each of them alone, so that the sample cannot lose one without a word.
#[test]
fn every_actor_is_in_the_sample_and_strains_its_card() {
    let has = |what: &str, some: bool| assert!(some, "{what} is not in the sample");
    has("an agent that is down", SENT.iter().any(|it| it.agent.as_ref().is_some_and(|it| !it.running)));
    has(
        "an agent that reads on",
        SENT.iter().any(|it| it.agent.as_ref().is_some_and(|it| it.unread > 1_000)),
    );
    has("a KPL that packs", SENT.iter().any(|it| it.kpl.as_ref().is_some_and(|it| it.aggregation)));
    has("a KPL that does not", SENT.iter().any(|it| it.kpl.as_ref().is_some_and(|it| !it.aggregation)));
    has("a log subscription", SENT.iter().any(|it| it.logs.as_ref().is_some_and(|it| it.events > 10_000)));
    has("an IoT rule", SENT.iter().any(|it| it.iot.as_ref().is_some_and(|it| it.published > 10_000)));
    has("a tool that writes", SENT.iter().any(|it| it.tool.is_some()));
    has("a sender without a right", SENT.iter().any(|it| it.not_allowed.is_some()));
    let kcl =
        |test: fn(&engine::view::KclView) -> bool| READ.iter().any(|it| it.kcl.as_ref().is_some_and(test));
    has("a crashed worker", kcl(|it| it.workers.iter().any(|worker| !worker.running)));
    has("an idle worker", kcl(|it| it.idle_workers > 0));
    has("a fan-out reader", READ.iter().any(|it| it.kind == "fan-out"));
    let lambda = |test: fn(&engine::view::MappingView) -> bool| {
        READ.iter().any(|it| it.lambda.as_ref().is_some_and(|it| test(it)))
    };
    has("a function held up", lambda(|it| it.lanes.iter().any(|lane| lane.blocked_ms.is_some())));
    has("a function that gave up", lambda(|it| it.discarded > 0));
    let connector = |test: fn(&engine::view::ConnectorView) -> bool| {
        READ.iter().any(|it| it.connector.as_ref().is_some_and(test))
    };
    has("a full pipeline", connector(|it| it.buffered > 10_000));
    has(
        "an emitter that fails",
        connector(|it| it.given_up > 0 || it.pipes.iter().any(|pipe| pipe.failed > 0)),
    );
    let window =
        |alert: bool| READ.iter().any(|it| it.analytics.as_ref().is_some_and(|it| it.alert == alert));
    has("an alert", window(true));
    has("a window without an alert", window(false));
    has("a tool that reads", READ.iter().any(|it| it.tool.is_some()));
    has("a reader without a right", READ.iter().any(|it| it.not_allowed.is_some()));
}
