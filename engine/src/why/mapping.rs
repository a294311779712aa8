//! "Why does this function stand still?": a batch that fails holds up its shard, or the function is throttled.

use super::{Fix, Why};
use crate::actors::{Lane, LaneStage, Mapping, Outcome};
use crate::command::{Actor, Command, FailureDestination, MappingSetting, Place, Poison, Setting, Trouble};
use crate::era::Era;
use crate::event::InvocationError;
use crate::kernel::units::{grouped, print_span};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::world::World;

/// Records behind an end of retries go there.
const QUEUE: &str = "dead-letters";
const RETRIES: u64 = 2;

/// Why a lane of an event source mapping is held up now, or why records were given up; `None` if neither is so.
pub fn held_up(world: &World, reader: &Name) -> Option<Why> {
    let mapping = world.actors().mappings().find(|it| &it.name == reader)?;
    let lanes = mapping.places.iter().flat_map(|(shard, place)| place.lanes.iter().map(|it| (*shard, it)));
    let since = |(_, lane): &(ShardId, &Lane)| lane.front().and_then(|piece| piece.blocked_since);
    match lanes.filter(|lane| since(lane).is_some()).min_by_key(since) {
        Some((shard, lane)) => Some(blocked(world, mapping, shard, lane)),
        None => given_up(mapping),
    }
}

fn blocked(world: &World, mapping: &Mapping, shard: ShardId, lane: &Lane) -> Why {
    let (name, now) = (&mapping.name, world.now());
    let piece = lane.front().cloned().unwrap_or_default();
    let trouble = world.stores().faults.at(&Place::Function(name.clone()));
    let last = mapping.places.get(&shard).and_then(|place| place.last);
    let waiting = lane.waiting + lane.pieces.iter().map(crate::actors::Piece::len).sum::<u64>();
    let throttled = piece.throttles > 0;
    let mut sentences = vec![if throttled {
        format!(
            "The function has no concurrency left: {} records of shard {} were throttled {} times and never reached it.",
            grouped(piece.len()),
            shard.short(),
            grouped(piece.throttles)
        )
    } else {
        format!(
            "A batch of {} records of shard {} failed {} times: {}.",
            grouped(piece.len()),
            shard.short(),
            grouped(piece.attempts.max(1)),
            last.map_or("function error", Outcome::word)
        )
    }];
    sentences.extend(cause(mapping, (trouble, last), throttled, world.era()));
    let part = if mapping.config.factor > 1 { "the keys of its lane" } else { "the shard" };
    let held = piece.blocked_since.map_or_else(Default::default, |since| now.since(since));
    sentences.push(format!(
        "Lambda keeps {part} in order, so {} records wait behind it, for {} by now. Other shards go on.",
        grouped(waiting),
        print_span(crate::kernel::Span::seconds(held.as_seconds()))
    ));
    let ends = if let LaneStage::Waits { until, .. } = lane.stage {
        format!("It comes again in {} ms", grouped(until.since(now).as_millis()))
    } else {
        "It is tried at this moment".to_owned()
    };
    sentences.push(match (mapping.config.retry_attempts, throttled) {
        (_, true) => format!("{ends}. Throttled tries do not count as retries."),
        (Some(retries), false) => format!("{ends}; after {} retries it is given up.", grouped(retries)),
        (None, false) => {
            format!("{ends}, without end: MaximumRetryAttempts is -1, so it stands until the records expire.")
        }
    });
    Why {
        title: format!("{name}, shard {}", shard.short()),
        sentences,
        fixes: fixes(mapping, trouble, throttled, world.era()),
    }
}

fn cause(
    mapping: &Mapping,
    (trouble, last): (Option<Trouble>, Option<Outcome>),
    throttled: bool,
    era: Era,
) -> Option<String> {
    let config = &mapping.config;
    if let Some(trouble) = trouble {
        return Some(format!("A fault is upon the function: {}.", trouble.word()));
    }
    if throttled {
        return Some(match config.concurrency {
            Some(most) => {
                format!("Its reserved concurrency is {most}, and each lane of each shard needs one.")
            }
            None => format!("The account has {} concurrent executions.", config.may_run(era)),
        });
    }
    match (last, &config.poison) {
        (Some(Outcome::Failed(InvocationError::TimedOut)), _) => Some(format!(
            "It takes {} and {} for each record, and its Timeout is {}.",
            print_span(config.duration),
            print_span(config.work),
            print_span(config.timeout)
        )),
        (Some(Outcome::Failed(InvocationError::TooLarge)), _) => Some(format!(
            "An event has at most {} bytes, with the data in base64.",
            grouped(limits::LAMBDA_PAYLOAD.at(era))
        )),
        (_, Poison::Key(key)) => {
            Some(format!("It fails at each record with the key `{key}`: a poison record."))
        }
        (_, Poison::Every(n)) => Some(format!("It fails at each {n}th record of a shard: poison records.")),
        (_, Poison::None) => None,
    }
}

fn set(name: &Name, settings: Vec<MappingSetting>) -> Vec<Command> {
    let settings = settings.into_iter().map(Setting::Mapping).collect();
    vec![Command::Actor(Actor::Set { name: name.clone(), settings })]
}

fn fixes(mapping: &Mapping, trouble: Option<Trouble>, throttled: bool, era: Era) -> Vec<Fix> {
    let (name, config) = (&mapping.name, &mapping.config);
    let mut fixes = Vec::new();
    if trouble.is_some() {
        fixes.push(Fix {
            label: "Heal the function".to_owned(),
            commands: vec![Command::Actor(Actor::Heal { place: Place::Function(name.clone()) })],
            note: "What waited is processed at its next try.".to_owned(),
        });
    }
    if throttled {
        if config.concurrency.is_some() {
            fixes.push(Fix {
                label: "Reserve nothing".to_owned(),
                commands: set(name, vec![MappingSetting::Concurrency(None)]),
                note: "It may use what the account has left. Or reserve as many as there are lanes."
                    .to_owned(),
            });
        }
        return fixes;
    }
    if config.poison != Poison::None {
        fixes.push(Fix {
            label: "Mend the function".to_owned(),
            commands: set(name, vec![MappingSetting::Poison(Poison::None)]),
            note: "A new version of the code, which catches the error. All of the batch comes once more."
                .to_owned(),
        });
    }
    if era == Era::Y2018 {
        return fixes;
    }
    if !config.bisect {
        fixes.push(Fix {
            label: "Halve failed batches".to_owned(),
            commands: set(name, vec![MappingSetting::Bisect(true)]),
            note: "It finds the one record. Without an end of retries that one still holds up the shard."
                .to_owned(),
        });
    }
    if config.retry_attempts.is_none() {
        fixes.push(Fix {
            label: format!("Give up after {RETRIES} retries"),
            commands: set(name, vec![MappingSetting::RetryAttempts(Some(RETRIES))]),
            note: "Without halving, all of the batch is given up.".to_owned(),
        });
    }
    if let (None, Ok(queue)) = (&config.on_failure, Name::parse(QUEUE)) {
        fixes.push(Fix {
            label: "Tell a queue".to_owned(),
            commands: set(name, vec![MappingSetting::OnFailure(Some(FailureDestination::Queue(queue)))]),
            note:
                "It is told where the records are, not what they hold: read them while the stream keeps them."
                    .to_owned(),
        });
    }
    fixes
}

fn given_up(mapping: &Mapping) -> Option<Why> {
    let tally = mapping.tally;
    if tally.discarded + tally.expired == 0 {
        return None;
    }
    let mut sentences = Vec::new();
    if tally.discarded > 0 {
        let ends = match (mapping.config.retry_attempts, mapping.config.record_age) {
            (Some(retries), _) => format!("after {} retries", grouped(retries)),
            (None, Some(age)) => format!("when they were older than {}", print_span(age)),
            (None, None) => "as it was set then".to_owned(),
        };
        sentences.push(format!("{} records were given up {ends}.", grouped(tally.discarded)));
        sentences.push(match &mapping.config.on_failure {
            Some(FailureDestination::Bucket(bucket)) => {
                format!("Objects in {bucket} have them, with what led to it; the shard went on without them.")
            }
            Some(to) => {
                format!("Messages in {} say where they are; the shard went on without them.", to.name())
            }
            None => "No destination on failure is set, so nobody was told which.".to_owned(),
        });
        if !mapping.config.bisect && mapping.tally.errors > 0 {
            sentences.push(
                "A batch is given up as a whole: its good records too, for it was not halved.".to_owned(),
            );
        }
    }
    if tally.expired > 0 {
        sentences.push(format!(
            "{} records reached the end of retention before the function had processed them.",
            grouped(tally.expired)
        ));
    }
    Some(Why { title: mapping.name.to_string(), sentences, fixes: Vec::new() })
}
