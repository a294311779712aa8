//! An answer is lost: the SDK and the agent put again what the stream has.

use engine::era::Era;
use engine::event::{Mishap, What};

use super::*;

/// Ten calls of ten records fall into the second in which something is lost.
fn shop(settings: &str, fault: &str) -> World {
    world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 timeout 2s {settings}\n\
         at 10s fault producer p {fault}\nat 20s set p rate 0/s",
        stream(2)
    ))
}

#[test]
fn e11_a_lost_answer_makes_twins() {
    let mut shop = shop("retries 3 backoff 1s", "losing-answers for 1s");
    let early = at(&mut shop, 11);
    assert_eq!(wire(&early, "p").unanswered, 100, "they wait for two seconds");
    assert_eq!(held(&shop).0, held(&shop).1, "no twin yet");
    let view = at(&mut shop, 40);
    let (all, different) = held(&shop);
    assert_eq!(all - different, 100);
    assert_eq!((producer(&view, "p").doubled, view.streams[0].doubled, view.ledger.doubled), (100, 100, 100));
    let wire = wire(&view, "p");
    assert_eq!((wire.lost_answers, wire.lost_requests, wire.timed_out, wire.unknown), (10, 0, 10, 0));
    assert_eq!((wire.unanswered, wire.loses), (0, None));
    assert_eq!(view.streams[0].taken, all, "made and twins are what was taken");
    assert_eq!(producer(&view, "p").given_up, 0);
}

#[test]
fn a_lost_request_makes_none_and_costs_none_with_a_retry() {
    for resend in ["failed", "all"] {
        let mut shop = shop(&format!("retries 3 backoff 1s resend {resend}"), "losing-requests for 1s");
        let view = at(&mut shop, 40);
        let (all, different) = held(&shop);
        assert_eq!(
            (all - different, producer(&view, "p").doubled, view.ledger.doubled),
            (0, 0, 0),
            "{resend}"
        );
        assert_eq!(wire(&view, "p").lost_requests, 10);
        let last = records(&shop).iter().map(|(_, _, batch, i)| number(batch, *i)).max().unwrap();
        assert_eq!(different, last + 1, "every number is there once");
    }
}

fn number(batch: &Batch, i: usize) -> u64 {
    batch.source.identities(batch.offset(i))[0].number
}

#[test]
fn each_retry_policy_at_a_lost_answer() {
    // (settings, twins, records left without knowing)
    let table = [
        ("retries 0", 0, 100),
        ("retries 1 backoff 1s resend failed", 100, 0),
        ("retries 1 backoff 1s resend all", 100, 0),
        ("api put-record retries 1 backoff 1s", 100, 0),
        ("api put-record retries 0", 0, 100),
        // The first retry falls into the loss too: three of each.
        ("retries 2 backoff 1s timeout 100ms", 100, 0),
    ];
    for (settings, twins, unknown) in table {
        let settings = settings.to_owned();
        let mut shop = if settings.contains("timeout") {
            world(&format!(
                "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 {settings}\n\
                 at 10s fault producer p losing-answers for 1s\nat 20s set p rate 0/s",
                stream(2)
            ))
        } else {
            shop(&settings, "losing-answers for 1s")
        };
        let view = at(&mut shop, 60);
        let (all, different) = held(&shop);
        assert_eq!((all - different, wire(&view, "p").unknown), (twins, unknown), "{settings}");
        assert_eq!(producer(&view, "p").doubled, twins, "{settings}");
    }
}

#[test]
fn when_the_retry_is_lost_too_there_are_three() {
    let mut shop = shop("retries 3 backoff 1s", "losing-answers for 5s");
    let view = at(&mut shop, 60);
    let (all, different) = held(&shop);
    assert!(all - different > 500, "{all} {different}");
    assert_eq!((producer(&view, "p").doubled, view.ledger.doubled), (all - different, all - different));
    assert!(wire(&view, "p").timed_out > 50);
}

#[test]
fn one_of_so_many_calls_is_lost() {
    let mut shop = shop("retries 1 backoff 1s", "losing-answers every 10 for 8s");
    let view = at(&mut shop, 12);
    assert_eq!((wire(&view, "p").loses, wire(&view, "p").every), (Some("answers"), 10));
    assert_eq!(view.faults[0].every, 10);
    let view = at(&mut shop, 40);
    let wire = wire(&view, "p");
    assert!((8..=9).contains(&wire.lost_answers), "{wire:?}");
    // A retry may be lost too, and it was the last.
    assert_eq!(producer(&view, "p").doubled + wire.unknown, wire.lost_answers * 10);
    assert_eq!((wire.loses, wire.every), (None, 0));
}

#[test]
fn what_was_throttled_and_not_answered_is_a_twin_only_where_it_was_taken() {
    let mut rush = world(&format!(
        "{}at 5s producer p to s rate 1500/s size 200B keys uniform 400 retries 6 backoff 1s resend failed timeout 1s\n\
         at 6s fault producer p losing-answers for 2s\nat 12s set p rate 0/s\nconsumer c reads s sink by-id",
        stream(1)
    ));
    let view = at(&mut rush, 120);
    let (all, different) = held(&rush);
    assert!(view.streams[0].refused > 0 && all > different);
    assert_eq!(view.ledger.doubled, all - different);
    assert_eq!(producer(&view, "p").doubled, all - different);
    assert_eq!(sink(&view, "c").written, different);
}

#[test]
fn the_default_time_out_is_the_sdks_and_has_bounds() {
    for (era, seconds) in [(Era::Y2018, 50), (Era::Y2020, 50), (Era::Today, 30)] {
        let text =
            format!("era {}\n{}producer p to s retries 1\nproducer k to s api kpl", era.name(), stream(1));
        let mut world = world(&text);
        let view = at(&mut world, 1);
        assert_eq!(wire(&view, "p").timeout_us, seconds * 1_000_000);
        assert_eq!(wire(&view, "k").timeout_us, 6_000_000, "RequestTimeout of the KPL");
        for (who, value, taken) in [
            ("p", "99ms", false),
            ("p", "100ms", true),
            ("p", "600s", true),
            ("p", "601s", false),
            ("k", "99ms", false),
            ("k", "100ms", true),
            ("k", "600s", true),
            ("k", "601s", false),
        ] {
            let set = story::command(&format!("set {who} timeout {value}")).unwrap();
            assert_eq!(world.apply(&set).is_ok(), taken, "{who} {value}");
        }
    }
}

#[test]
fn firehose_delivers_both() {
    let mut shop = world(
        "seed 7\nbucket lake\naws firehose create-delivery-stream --delivery-stream-name d \
         --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n\
         at 70s producer p to firehose d rate 100/s size 200B timeout 1s retries 1 backoff 1s\n\
         at 80s fault producer p losing-answers for 1s\nat 90s set p rate 0/s",
    );
    let view = at(&mut shop, 300);
    let doubled = producer(&view, "p").doubled;
    assert_eq!(doubled, 100);
    assert_eq!(view.ledger.delivered, view.ledger.firehose_put);
    assert_eq!(view.ledger.firehose_put, producer(&view, "p").sent);
}

#[test]
fn an_agent_sends_the_buffer_once_more_and_stands_still_meanwhile() {
    let mut host = world(&format!(
        "{}at 5s agent a to s rate 50/s lines filler size 99B initial start-of-file buffer-age 1s timeout 4s\n\
         at 10s fault producer a losing-answers for 3s\nat 30s set a rate 0/s",
        stream(1)
    ));
    let view = at(&mut host, 13);
    assert!(wire(&view, "a").unanswered > 0, "it waits");
    let view = at(&mut host, 80);
    let (all, different) = held(&host);
    let agent = producer(&view, "a").agent.clone().unwrap();
    assert_eq!(different, agent.written, "no line is lost");
    assert!(all > different);
    assert_eq!((producer(&view, "a").doubled, view.ledger.doubled), (all - different, all - different));
    assert_eq!(agent.lines_sent, agent.written, "it knows of one of each");
    assert_eq!((wire(&view, "a").lost_answers, wire(&view, "a").timed_out), (1, 1), "one call at a time");
    assert_eq!(wire(&view, "a").timeout_us, 4_000_000);
}

#[test]
fn an_agent_that_is_killed_while_it_waits_sends_again_what_the_stream_has() {
    let mut host = world(&format!(
        "{}at 5s agent a to s rate 50/s lines filler size 99B initial start-of-file buffer-age 1s timeout 20s\n\
         at 10s fault producer a losing-answers for 3s\nat 14s crash a\nat 16s heal a\nat 30s set a rate 0/s",
        stream(1)
    ));
    let view = at(&mut host, 80);
    let (all, different) = held(&host);
    let agent = producer(&view, "a").agent.clone().unwrap();
    assert_eq!(different, agent.written);
    assert!(all > different);
    assert_eq!(view.ledger.doubled, all - different);
    assert!(wire(&view, "a").unknown > 0);
}

#[test]
fn only_a_process_of_ones_own_has_a_line() {
    let mut world =
        world(&format!("{}producer p to s\nlogs l to s\nconsumer c reads s\nbucket lake", stream(1)));
    at(&mut world, 10);
    for (line, says) in [
        ("fault producer l losing-answers", "l is a managed service"),
        ("fault producer c losing-answers", "there is no producer c"),
        ("fault producer x losing-answers", "there is no producer x"),
        ("fault producer p silent", "a producer cannot be silent: it can be losing-answers, losing-requests"),
        ("fault bucket lake losing-answers", "a bucket cannot be losing-answers"),
        ("fault bucket lake refusing every 3", "`every` counts calls that are lost"),
        ("heal producer p", "nothing is wrong at producer p"),
        ("set l timeout 2s", "has no setting `timeout`"),
        ("set c timeout 2s", "has no setting `timeout`"),
    ] {
        let told = refused(&mut world, line);
        assert!(told.contains(says), "{line}: {told}");
    }
    line(&mut world, "fault producer p losing-answers");
    line(&mut world, "heal producer p");
    let view = at(&mut world, 11);
    assert_eq!(wire(&view, "p").loses, None, "healed at once");
}

#[test]
fn the_journal_tells_what_the_producer_does_not_know() {
    let mut shop = shop("retries 1 backoff 1s", "losing-answers for 1s");
    at(&mut shop, 40);
    let told: Vec<&Mishap> = shop
        .journal()
        .from(0)
        .filter_map(|event| if let What::Mishap(it) = &event.what { Some(it) } else { None })
        .collect();
    let lost = Mishap::AnswerLost {
        by: name("p"),
        to: engine::command::Target::Stream(name("s")),
        records: 10,
        taken: 10,
    };
    assert_eq!(told.iter().filter(|it| ***it == lost).count(), 10);
    let waited = Mishap::TimedOut { by: name("p"), records: 10, waited_ms: 2_000, again: true };
    assert_eq!(told.iter().filter(|it| ***it == waited).count(), 10);
    let sentences: Vec<String> = shop.journal().from(0).map(view::sentence).collect();
    assert!(sentences.iter().any(|it| it == "p ← s: an answer is lost; of 10 records the service has 10"));
    assert!(
        sentences.iter().any(|it| it == "p has waited 2s for an answer about 10 records: it puts them again")
    );
}

#[test]
fn it_is_saved_and_comes_back() {
    use engine::history::History;
    let text = format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 timeout 2s retries 3 backoff 1s\n\
         consumer c reads s checkpoint every 10s sink by-id",
        stream(2)
    );
    let mut history = History::new(&Story::parse(&text).unwrap()).unwrap();
    let go = |history: &mut History, to: Time| {
        history.seek(to);
        while history.advance(to, 50) == engine::world::Progress::BudgetSpent {}
    };
    go(&mut history, Time::seconds(10));
    for line in
        ["fault producer p losing-answers every 3 for 5s", "set c sink files 30 checkpoint every 50 records"]
    {
        history.act(&story::command(line).unwrap()).unwrap();
    }
    go(&mut history, Time::seconds(25));
    history.act(&story::command("crash c").unwrap()).unwrap();
    go(&mut history, Time::seconds(30));
    history.act(&story::command("heal c").unwrap()).unwrap();
    go(&mut history, Time::seconds(40));
    let (mut again, now) = History::load(&history.save()).unwrap();
    go(&mut again, now);
    assert_eq!(again.world().digest(), history.world().digest());
    assert_eq!(view::view(again.world()), view::view(history.world()));
    assert!(view::view(again.world()).ledger.doubled > 0);
}

#[test]
fn why_tells_what_the_producer_cannot_know_and_what_helps() {
    let mut shop = world(&format!(
        "{}at 5s producer p to s rate 100/s size 200B keys uniform 50 timeout 2s retries 3 backoff 1s resend all\n\
         at 10s fault producer p losing-answers for 1s\nat 20s set p rate 0/s\nconsumer c reads s",
        stream(2)
    ));
    at(&mut shop, 9);
    assert_eq!(engine::why::put_twice(&shop, &name("p")), None, "nothing to tell yet");
    let view = at(&mut shop, 40);
    let why = engine::why::put_twice(&shop, &name("p")).unwrap();
    assert_eq!(why.title, "Twins of p");
    assert!(why.sentences[0].contains("10 records was not answered: the service had taken 10"), "{why:?}");
    assert!(why.sentences.iter().any(|it| it.contains("After 2s without an answer")));
    let labels: Vec<&str> = why.fixes.iter().map(|fix| fix.label.as_str()).collect();
    assert_eq!(labels, ["Put failed entries again only", "Let c write by id"]);
    for fix in &why.fixes {
        fix.commands.iter().for_each(|command| drop(shop.apply(command).unwrap()));
    }
    line(&mut shop, "set c from trim-horizon");
    let after = at(&mut shop, 60);
    assert_eq!(sink(&after, "c").written, view.streams[0].taken - view.ledger.doubled);
    let why = engine::why::read_twice(&shop, &name("c")).unwrap();
    assert!(why.sentences.iter().any(|it| it == "It was told to begin anew."), "{why:?}");
    line(&mut shop, "crash c");
    line(&mut shop, "heal c");
    at(&mut shop, 70);
    let why = engine::why::read_twice(&shop, &name("c")).unwrap();
    assert!(why.sentences.iter().any(|it| it.contains("without a bookmark")), "{why:?}");
    assert_eq!(why.fixes.len(), 1, "it writes by id already");
}
