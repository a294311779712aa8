//! The first scene's question: what would help a full shard? Pure: a state, the commands of each answer, and the
//! card's text made from the view.
//!
//! Each answer is tried in place. Splitting does not divide one key, and the card says so with the engine's
//! numbers as they come.

use engine::command::{Actor, Command, Kinesis, Setting, SplitAt, Target};
use engine::kernel::units::grouped;
use engine::kernel::{Span, Time};
use engine::names::{Name, ShardId};
use engine::view::{ProducerView, ShardView, StreamView, View};

use crate::prose;
use crate::spread;

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Hook {
    /// Not this scene, or the learner has gone on.
    #[default]
    Off,
    /// Running until something is refused.
    Waiting,
    Asked {
        stream: Name,
        shard: ShardId,
    },
    Tried {
        stream: Name,
        shard: ShardId,
        attempt: Attempt,
        since: Time,
        /// Refused a second before, as far as that was measured.
        before: Option<u64>,
        /// While a split is waited for at a higher speed: the learner's own, which comes back with its result.
        own_speed: Option<u32>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    Split,
    Spread,
    Slower,
}

/// The buttons of the card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    Try(Attempt),
    Why,
    /// The scene as it was at the question, so that each answer can be tried alone.
    Again,
    /// The card goes, the scene stays.
    Play,
}

impl Choice {
    pub fn label(self) -> &'static str {
        match self {
            Choice::Try(Attempt::Split) => "Split the shard",
            Choice::Try(Attempt::Spread) => "Spread the key",
            Choice::Try(Attempt::Slower) => "Send slower",
            Choice::Why => "Why?",
            Choice::Again => "Try another answer",
            Choice::Play => "Just let me play",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// What happened, in bold.
    pub headline: String,
    pub text: String,
    /// [`Choice::Play`] is always among them: nobody has to answer.
    pub buttons: Vec<Choice>,
    /// An answer was tried: the card reports.
    pub after: bool,
}

/// A spread key gets this many suffixes.
const SALTS: u64 = 8;
/// Rates cover one second; after this they show what an answer did.
const SETTLES: Span = Span::millis(1_500);

/// The shard to ask about at the first refusal: the one that refuses most.
pub fn ask(view: &View) -> Hook {
    let shards =
        view.streams.iter().flat_map(|stream| stream.shards.iter().map(move |shard| (stream, shard)));
    match shards.filter(|(_, shard)| shard.refused > 0).max_by_key(|(_, shard)| shard.refused) {
        Some((stream, shard)) => Hook::Asked { stream: stream.name.clone(), shard: shard.id },
        None => Hook::Waiting,
    }
}

/// What an answer asks of the engine; `None` if the scene has changed so that it means nothing any more.
pub fn commands(attempt: Attempt, view: &View, stream: &Name) -> Option<Vec<Command>> {
    let shard = fullest(of(view, stream)?)?;
    let loud = loudest(view, stream)?;
    let set = |setting| Command::Actor(Actor::Set { name: loud.name.clone(), settings: vec![setting] });
    let command = match attempt {
        Attempt::Split => {
            let at = SplitAt::Midpoint;
            Command::Kinesis(Kinesis::SplitShard { stream: stream.clone(), shard: shard.id, at })
        }
        Attempt::Spread => {
            loud.hot_key.as_ref()?;
            set(Setting::Keys(spread::parse(&loud.keys).ok()?.salted(SALTS)))
        }
        Attempt::Slower => set(Setting::Rate(slower(loud, shard))),
    };
    Some(vec![command])
}

/// A rate with which the shard would not be full: a tenth of head room, in round hundreds.
fn slower(loud: &ProducerView, shard: &ShardView) -> u64 {
    let fits = loud.rate * shard.limit_records_per_s * 9 / 10 / shard.offered_per_s.max(1);
    (fits / 100 * 100).clamp(1, loud.rate.max(1))
}

/// The open shard that refuses now.
pub fn full(view: &View, stream: &Name) -> Option<ShardId> {
    fullest(of(view, stream)?).filter(|shard| shard.refused > 0).map(|shard| shard.id)
}

/// The refusals a second before a split are known while it is under way.
pub fn watch(hook: &mut Hook, view: &View) {
    if let Hook::Tried { stream, attempt: Attempt::Split, before, .. } = hook
        && let Some(stream) = of(view, stream)
        && stream.status == "UPDATING"
    {
        *before = (*before).max(Some(stream.refused_per_s));
    }
}

/// Whether the card has said what came of an answer.
pub fn reported(hook: &Hook, view: &View) -> bool {
    let only_play = |card: &Card| card.buttons == [Choice::Play];
    card(hook, view).is_some_and(|card| card.after && !only_play(&card))
}

/// The card as it stands now.
pub fn card(hook: &Hook, view: &View) -> Option<Card> {
    match hook {
        Hook::Off | Hook::Waiting => None,
        Hook::Asked { stream, shard } => {
            // A closed shard takes nothing: another one is full in its place.
            let open = |it: &StreamView| it.shards.iter().any(|it| it.id == *shard && it.open);
            let asked = Some(*shard).filter(|_| of(view, stream).is_some_and(open));
            let shard = asked.or_else(|| full(view, stream)).unwrap_or(*shard);
            Some(question(view, stream, shard))
        }
        Hook::Tried { stream, attempt, since, before, shard: _, own_speed: _ } => {
            let now = of(view, stream)?;
            let early = view.now < *since + SETTLES;
            Some(match attempt {
                Attempt::Split => after_split(view, now, early, *before),
                Attempt::Spread => after_spread(view, now, early, *before),
                Attempt::Slower => after_slower(view, now, early, *before),
            })
        }
    }
}

fn question(view: &View, stream: &Name, shard: ShardId) -> Card {
    let key =
        loudest(view, stream).and_then(|loud| loud.hot_key.as_ref().map(|(key, share)| (loud, key, share)));
    let because = match key {
        Some((loud, key, share)) => {
            format!("{} of {}’s records carry the key {key}.", prose::share(*share), loud.name)
        }
        None => String::new(),
    };
    Card {
        headline: format!(
            "{} is full, because one key sends most of the traffic.",
            the_shard(view, stream, shard)
        ),
        text: format!("{because} What would help?").trim().to_owned(),
        buttons: vec![
            Choice::Try(Attempt::Split),
            Choice::Try(Attempt::Spread),
            Choice::Try(Attempt::Slower),
            Choice::Why,
            Choice::Play,
        ],
        after: false,
    }
}

fn after_split(view: &View, stream: &StreamView, early: bool, before: Option<u64>) -> Card {
    let refused = stream.refused_per_s;
    if let Some(left) = stream.settles_in_us.filter(|_| stream.status == "UPDATING") {
        return Card {
            headline: "Splitting.".to_owned(),
            text: format!(
                "{} is UPDATING for {} more; until then the parent takes the records and refuses {}.",
                stream.name,
                prose::span_ms(left / 1_000),
                prose::per_s(refused)
            ),
            buttons: vec![Choice::Play],
            after: true,
        };
    }
    if refused > 0 {
        let to = fullest(stream).map_or(String::new(), |shard| format!(" on {}", prose::shard(shard.id)));
        let key = loudest(view, &stream.name).and_then(|loud| loud.hot_key.as_ref());
        let key = key.map_or("the key".to_owned(), |(key, _)| key.clone());
        return Card {
            headline: format!("Still {} refused: one key has one hash.", prose::per_s(refused)),
            text: format!(
                "{}All records with {key} still land{to}. A split divides a range, never a key.",
                before.map_or(String::new(), |before| format!(
                    "Before the split it was {}. ",
                    prose::per_s(before)
                ))
            ),
            buttons: vec![
                Choice::Try(Attempt::Spread),
                Choice::Try(Attempt::Slower),
                Choice::Why,
                Choice::Play,
            ],
            after: true,
        };
    }
    if let Some(shard) = overdrawn(stream).filter(|_| !early) {
        return Card {
            headline: "Quiet, but not for long.".to_owned(),
            text: format!(
                "{} is offered {} records/s, and it may take {}. It is new, so it still has a second’s worth in reserve.",
                the_shard(view, &stream.name, shard.id),
                grouped(shard.offered_per_s),
                grouped(shard.limit_records_per_s)
            ),
            buttons: vec![Choice::Play],
            after: true,
        };
    }
    solved(early, before, format!("{} has {} open shards.", stream.name, stream.open_shards))
}

fn after_spread(view: &View, stream: &StreamView, early: bool, before: Option<u64>) -> Card {
    if stream.refused_per_s > 0 && !early {
        return still(stream, before, "The suffixed keys have other hashes, and some shard is still full.");
    }
    let share = fullest(stream).map_or(String::new(), |shard| {
        format!(
            "The fullest shard now takes {} of {} records a second. ",
            grouped(shard.records_per_s),
            grouped(shard.limit_records_per_s)
        )
    });
    let keys = loudest(view, &stream.name).map_or(String::new(), |loud| format!(" ({})", loud.keys));
    solved(
        early,
        before,
        format!(
            "Each suffix gives the key another hash{keys}. {share}The price: no order across the suffixes."
        ),
    )
}

fn after_slower(view: &View, stream: &StreamView, early: bool, before: Option<u64>) -> Card {
    if stream.refused_per_s > 0 && !early {
        return still(stream, before, "It is still more than the shard may take.");
    }
    let rate = loudest(view, &stream.name)
        .map_or(String::new(), |loud| format!("{} now sends {} records/s. ", loud.name, grouped(loud.rate)));
    solved(early, before, format!("{rate}The price: its records wait, or are not sent at all."))
}

fn still(stream: &StreamView, before: Option<u64>, because: &str) -> Card {
    Card {
        headline: format!("Still {} refused{}.", prose::per_s(stream.refused_per_s), was(before)),
        text: because.to_owned(),
        buttons: vec![
            Choice::Try(Attempt::Split),
            Choice::Try(Attempt::Spread),
            Choice::Try(Attempt::Slower),
            Choice::Why,
            Choice::Play,
        ],
        after: true,
    }
}

fn solved(early: bool, before: Option<u64>, text: String) -> Card {
    if early {
        return Card {
            headline: "Let us see.".to_owned(),
            text: "The rates cover one second; in a moment they show what this did.".to_owned(),
            buttons: vec![Choice::Play],
            after: true,
        };
    }
    Card {
        headline: format!("Nothing is refused any more{}.", was(before)),
        text,
        buttons: vec![Choice::Again, Choice::Play],
        after: true,
    }
}

fn was(before: Option<u64>) -> String {
    before.map_or(String::new(), |before| format!("; before it was {}", prose::per_s(before)))
}

/// `Shard …001`; where there are several streams, with the name of its own.
fn the_shard(view: &View, stream: &Name, shard: ShardId) -> String {
    let shard = prose::the_shard(shard);
    if view.streams.len() > 1 { format!("{shard} of {stream}") } else { shard }
}

fn of<'a>(view: &'a View, stream: &Name) -> Option<&'a StreamView> {
    view.streams.iter().find(|candidate| candidate.name == *stream)
}

/// The open shard to which most is offered.
fn fullest(stream: &StreamView) -> Option<&ShardView> {
    stream.shards.iter().filter(|shard| shard.open).max_by_key(|shard| shard.offered_per_s)
}

/// An open shard that is offered more than it may take, though its bucket is not empty yet.
fn overdrawn(stream: &StreamView) -> Option<&ShardView> {
    fullest(stream).filter(|shard| {
        shard.offered_per_s > shard.limit_records_per_s || shard.offered_bytes_per_s > shard.limit_bytes_per_s
    })
}

/// The producer of the stream whose records are refused most, or else the one that sends most.
fn loudest<'a>(view: &'a View, stream: &Name) -> Option<&'a ProducerView> {
    let here = |producer: &&ProducerView| match &producer.to {
        Target::Stream(name) => name == stream,
        Target::Firehose(_) | Target::Function(_) => false,
    };
    view.producers.iter().filter(here).max_by_key(|producer| (producer.refused, producer.rate))
}
