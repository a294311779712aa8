//! "Why does this function stand still?": a batch that fails holds up its shard, or the function is throttled.

use super::security::of_destination;
use super::{FIXES_MOST, Fix, Why};
use crate::actors::{Lane, LaneStage, Mapping, Outcome, Piece};
use crate::command::{Actor, Command, FailureDestination, MappingSetting, Place, Poison, Setting, Trouble};
use crate::era::Era;
use crate::event::{DiscardCondition, InvocationError, MappingEvent, What};
use crate::kernel::Span;
use crate::kernel::units::{grouped, print_span};
use crate::limits;
use crate::names::{Name, ShardId};
use crate::world::World;

/// Records behind an end of retries go there.
const QUEUE: &str = "dead-letters";
const RETRIES: u64 = 2;
const TELL: &str = "Tell a queue";

/// Why a lane of an event source mapping is held up now, or why records were given up; `None` if neither is so.
pub fn held_up(world: &World, reader: &Name) -> Option<Why> {
    let mapping = world.actors().mappings().find(|it| &it.name == reader)?;
    let lanes = mapping.places.iter().flat_map(|(shard, place)| place.lanes.iter().map(|it| (*shard, it)));
    let since = |(_, lane): &(ShardId, &Lane)| lane.front().and_then(|piece| piece.blocked_since);
    match lanes.filter(|lane| since(lane).is_some()).min_by_key(since) {
        Some((shard, lane)) => Some(blocked(world, mapping, shard, lane)),
        None => given_up(world, mapping),
    }
}

fn blocked(world: &World, mapping: &Mapping, shard: ShardId, lane: &Lane) -> Why {
    let (name, now) = (&mapping.name, world.now());
    let piece = lane.front().cloned().unwrap_or_default();
    let trouble = world.stores().faults.at(&Place::Function(mapping.function().clone()));
    let last = mapping.places.get(&shard).and_then(|place| place.last);
    let waiting = lane.waiting + lane.pieces.iter().map(Piece::len).sum::<u64>();
    let throttled = piece.throttles > 0;
    let mut sentences = vec![if throttled {
        format!(
            "The function has no concurrency left: {} of shard {} came {} and never reached it.",
            count(piece.len(), "record"),
            shard.short(),
            count(piece.throttles, "time")
        )
    } else {
        format!(
            "A batch of {} of shard {} failed {}: {}.",
            count(piece.len(), "record"),
            shard.short(),
            count(piece.attempts.max(1), "time"),
            last.map_or("function error", Outcome::word)
        )
    }];
    sentences.extend(cause(mapping, (trouble, last), throttled, world.era()));
    let others = world.actors().others_at_work(name);
    if throttled && others > 0 {
        sentences.push(format!(
            "{} of {} by other mappings are at work: all of a function's share its executions.",
            count(others, "invocation"),
            mapping.function()
        ));
    }
    let part = if mapping.config.factor > 1 { "the keys of its lane" } else { "the shard" };
    let held = piece.blocked_since.map_or_else(Default::default, |since| now.since(since));
    sentences.push(format!(
        "Lambda keeps {part} in order, so {} wait behind it, for {} by now. Other shards go on.",
        count(waiting, "record"),
        print_span(Span::seconds(held.as_seconds()))
    ));
    let ends = if let LaneStage::Waits { until, .. } = lane.stage {
        format!("It comes again in {} ms", grouped(until.since(now).as_millis()))
    } else {
        "It is tried at this moment".to_owned()
    };
    sentences.push(match (mapping.config.retry_attempts, throttled) {
        (_, true) => format!("{ends}. Throttled tries do not count as retries."),
        (Some(retries), false) => format!("{ends}; after {} it is given up.", retried(retries)),
        (None, false) => {
            format!("{ends}, without end: MaximumRetryAttempts is -1, so it stands until the records expire.")
        }
    });
    let mut fixes = fixes(mapping, trouble, (throttled, piece.len()), world.era());
    if trouble.is_none() {
        fixes.splice(0..0, own_fix(world, mapping, (shard, &piece), last));
    }
    fixes.truncate(FIXES_MOST);
    Why { title: format!("{name}, shard {}", shard.short()), sentences, fixes }
}

fn count(n: u64, what: &str) -> String {
    if n == 1 { format!("1 {what}") } else { format!("{} {what}s", grouped(n)) }
}

fn retried(n: u64) -> String {
    if n == 1 { "1 retry".to_owned() } else { format!("{} retries", grouped(n)) }
}

/// What helps against this cause alone.
fn own_fix(
    world: &World,
    mapping: &Mapping,
    (shard, piece): (ShardId, &Piece),
    last: Option<Outcome>,
) -> Option<Fix> {
    let (name, config, era) = (&mapping.name, &mapping.config, world.era());
    if piece.throttles > 0 {
        // Each lane wants one execution at once.
        let each = config.may_run(era) / (mapping.places.len() as u64).max(1);
        return (config.concurrency.is_none() && config.factor > each.max(1)).then(|| Fix {
            label: format!("ParallelizationFactor {}", each.max(1)),
            commands: set(name, vec![MappingSetting::Factor(each.max(1))]),
            note: "As many lanes as can run at once. Or ask AWS for more concurrent executions: that quota can grow."
                .to_owned(),
        });
    }
    if last != Some(Outcome::Failed(InvocationError::TimedOut)) {
        return None;
    }
    let held = world.streams().stream(&mapping.reader.stream).ok()?.shard(shard)?;
    let each = |run: &std::ops::Range<u64>| {
        if mapping.reader.deaggregates { held.user_records(run.clone()) } else { run.end - run.start }
    };
    let needs = config.duration + config.work * piece.records.iter().map(each).sum::<u64>();
    let seconds = needs.as_micros().div_ceil(1_000_000) * 2;
    let most = limits::LAMBDA_TIMEOUT_MAX.at(era);
    (needs <= Span::seconds(most)).then(|| Fix {
        label: format!("Give it {} s", grouped(seconds.min(most))),
        commands: vec![Command::Actor(Actor::Set {
            name: mapping.function().clone(),
            settings: vec![Setting::Timeout(Span::seconds(seconds.min(most)))],
        })],
        note: format!(
            "Its Timeout: this batch takes {}. Smaller batches would do as well.",
            print_span(needs)
        ),
    })
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
            None => format!("The account has {} concurrent executions.", grouped(config.may_run(era))),
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

fn fixes(
    mapping: &Mapping,
    trouble: Option<Trouble>,
    (throttled, records): (bool, u64),
    era: Era,
) -> Vec<Fix> {
    let (name, function, config) = (&mapping.name, mapping.function(), &mapping.config);
    let mut fixes = Vec::new();
    if trouble.is_some() {
        fixes.push(Fix {
            label: "Heal the function".to_owned(),
            commands: vec![Command::Actor(Actor::Heal { place: Place::Function(function.clone()) })],
            note: "What waited is processed at its next try.".to_owned(),
        });
    }
    if throttled {
        if config.concurrency.is_some() {
            fixes.push(Fix {
                label: "Reserve nothing".to_owned(),
                commands: set(function, vec![MappingSetting::Concurrency(None)]),
                note: "It may use what the account has left. Or reserve as many as there are lanes."
                    .to_owned(),
            });
        }
        return fixes;
    }
    if config.poison != Poison::None {
        fixes.push(Fix {
            label: "Mend the function".to_owned(),
            commands: set(function, vec![MappingSetting::Poison(Poison::None)]),
            note: "A new version of the code, which catches the error. All of the batch comes once more."
                .to_owned(),
        });
    }
    if era == Era::Y2018 {
        return fixes;
    }
    // One record has no halves.
    if !config.bisect && records > 1 {
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
            label: TELL.to_owned(),
            commands: set(name, vec![MappingSetting::OnFailure(Some(FailureDestination::Queue(queue)))]),
            note:
                "It is told where the records are, not what they hold: read them while the stream keeps them."
                    .to_owned(),
        });
    }
    fixes
}

/// Records that were given up, by the end of retries and by their age.
fn discarded(world: &World, mapping: &Mapping) -> [u64; 2] {
    let mut sums = [0; 2];
    for event in world.journal().from(0) {
        let What::Mapping(MappingEvent::Discarded { reader, records, condition, .. }) = &event.what else {
            continue;
        };
        if reader == &mapping.name {
            sums[usize::from(*condition == DiscardCondition::RecordAgeExceeded)] += records;
        }
    }
    sums
}

fn given_up(world: &World, mapping: &Mapping) -> Option<Why> {
    let (tally, config) = (mapping.tally, &mapping.config);
    if tally.discarded + tally.expired == 0 {
        return None;
    }
    let to = config.on_failure.as_ref();
    let denied = to.and_then(|to| of_destination(world, &mapping.name, to));
    let mut sentences = Vec::new();
    let mut retries_ended = false;
    if tally.discarded > 0 {
        let [by_retries, by_age] = discarded(world, mapping);
        retries_ended = by_retries > 0;
        let as_set = || "as it was set then".to_owned();
        if retries_ended {
            let ends =
                config.retry_attempts.map_or_else(as_set, |retries| format!("after {}", retried(retries)));
            sentences.push(format!("{} given up {ends}.", were(by_retries)));
        }
        if by_age > 0 {
            let older = |age| format!("when they were older than {}", print_span(age));
            sentences.push(format!(
                "{} given up {}.",
                were(by_age),
                config.record_age.map_or_else(as_set, older)
            ));
        }
        if tally.untold > 0 {
            sentences.push(format!(
                "{} could not be sent, so nobody was told of their records.",
                count(tally.untold, "message")
            ));
        }
        sentences.extend(denied.as_ref().map(|(says, _)| says.clone()));
        sentences.push(match &config.on_failure {
            Some(_) if denied.is_some() => "The shard went on without them.".to_owned(),
            Some(FailureDestination::Bucket(bucket)) => {
                format!("Objects in {bucket} have them, with what led to it; the shard went on without them.")
            }
            Some(to) => {
                format!("Messages in {} say where they are; the shard went on without them.", to.name())
            }
            None => "No destination on failure is set, so nobody was told which.".to_owned(),
        });
        if !config.bisect && retries_ended {
            sentences.push(
                "A batch is given up as a whole: its good records too, for it was not halved.".to_owned(),
            );
        }
    }
    if tally.expired > 0 {
        sentences.push(format!(
            "{} reached the end of retention before the function had processed them.",
            count(tally.expired, "record")
        ));
    }
    // What would have kept them, had it been set before.
    let mut fixes = fixes(mapping, None, (false, 2), world.era());
    if !retries_ended {
        fixes.retain(|fix| fix.label == TELL);
    }
    fixes.splice(0..0, denied.map(|(_, fix)| fix));
    fixes.truncate(FIXES_MOST);
    Some(Why { title: mapping.name.to_string(), sentences, fixes })
}

fn were(n: u64) -> String {
    format!("{} {}", count(n, "record"), if n == 1 { "was" } else { "were" })
}
