//! Who may do what, and what lies encrypted: stories with their numbers.

#[path = "../common/said.rs"]
mod said;
mod actors;
mod client_side;
mod consumers;
mod delivery;
mod keys;
mod records;
mod reasons;
mod words;

use engine::command::Principal;
use engine::event::What;
use engine::kernel::Time;
use engine::names::Name;
use engine::refusal::ErrorName;
use engine::story::{self, Story};
use engine::view::{self, PermissionView, ReaderView, RoleView, View};
use engine::world::World;

fn name(text: &str) -> Name {
    Name::parse(text).expect("a name")
}

fn actor(text: &str) -> Principal {
    Principal::Actor(name(text))
}

fn start(text: &str) -> World {
    let story = Story::parse(text).unwrap_or_else(|error| panic!("{error}"));
    story::start(&story).expect("it starts")
}

fn line(world: &mut World, line: &str) {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).unwrap_or_else(|refusal| panic!("{line}: {refusal}"));
}

fn refused(world: &mut World, line: &str) -> String {
    let command = story::command(line).unwrap_or_else(|error| panic!("{line}: {error}"));
    world.apply(&command).expect_err(line).to_string()
}

/// The view at a second of the story; the accounts must balance.
fn at(world: &mut World, seconds: u64) -> View {
    world.advance(Time::seconds(seconds), u64::MAX);
    let view = view::view(world);
    assert!(view.ledger.balanced, "at {seconds} s: {:?}", view.ledger);
    view
}

fn role<'a>(view: &'a View, who: &str) -> &'a RoleView {
    view.roles.iter().find(|it| it.name.as_str() == who).expect("the role")
}

fn permission<'a>(view: &'a View, who: &str, action: &str) -> &'a PermissionView {
    let found = role(view, who).permissions.iter().find(|it| it.action.word() == action);
    found.unwrap_or_else(|| panic!("{who} never asked for {action}: {:?}", role(view, who).permissions))
}

fn reader<'a>(view: &'a View, who: &str) -> &'a ReaderView {
    view.readers.iter().find(|it| it.name.as_str() == who).expect("the reader")
}

fn sent(view: &View, who: &str) -> u64 {
    view.producers.iter().find(|it| it.name.as_str() == who).expect("the producer").sent
}

/// The records of calls of a producer that failed as a whole, by error, and the last text.
fn failed(world: &World, who: &str, error: ErrorName) -> (u64, String) {
    let mut sum = (0, String::new());
    for event in world.journal().from(0) {
        if let What::PutFailed { by, records, error: of, message, .. } = &event.what
            && by.as_str() == who
            && *of == error
        {
            sum = (sum.0 + records, message.clone());
        }
    }
    sum
}

/// How often a reader's calls were refused with an error.
fn reads_refused(world: &World, who: &str, error: ErrorName) -> usize {
    let is_it = |what: &What| matches!(what, What::ReadRefused { reader, error: of, .. } if reader.as_str() == who && *of == error);
    world.journal().from(0).filter(|event| is_it(&event.what)).count()
}

/// A stream `orders` of two shards, `shop` that puts 100 records a second, and who reads them.
fn shop(more: &str) -> World {
    start(&format!(
        "seed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
         producer shop to orders rate 100/s size 100B keys uniform 1000 api put-records\n{more}"
    ))
}

const ENCRYPT: &str =
    "aws kinesis start-stream-encryption --stream-name orders --encryption-type KMS --key-id alias/orders";
