//! Goals that a scene suggests to whoever makes a lab of it. Which of them a solution meets, and the start does not, is
//! for whoever plays them to say: see [`judged`].

use engine::kernel::Time;
use engine::names::Name;
use engine::story::{Goal, GoalState, Goals, Story};
use engine::view::{self, View};
use engine::world::World;

/// What a goal is good for in a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Use {
    /// The solution meets it and the start does not: it asks for something.
    Asks,
    /// Both meet it: it keeps a wrong turn from counting, or tells what to look at.
    Guards,
    /// The solution does not meet it.
    Fails,
}

/// What a goal is good for, by how it stands at the end without the solution and with it.
pub fn judged(start: &GoalState, solved: &GoalState) -> Use {
    let met = |state: &GoalState| matches!(state, GoalState::Met { .. });
    match (met(start), met(solved)) {
        (_, false) => Use::Fails,
        (false, true) => Use::Asks,
        (true, true) => Use::Guards,
    }
}

/// How the goals stand when a lab ends here: what should never happen has not.
pub fn at_the_end(goals: &Goals, now: Time) -> Goals {
    let mut goals = goals.clone();
    goals.finish(now);
    goals
}

/// Goals about what is in the scene, given how it ends without the solution and with it.
pub fn goals(start: &World, solved: &World) -> Vec<Goal> {
    let (before, after) = (view::view(start), view::view(solved));
    let lines = asks(&before, &after).into_iter().chain(guards(&before));
    lines.filter_map(|line| goal(&line).ok()).collect()
}

/// A goal as it stands in a story.
///
/// # Errors
/// What is wrong with the line, and where.
pub fn goal(line: &str) -> Result<Goal, String> {
    let story = Story::parse(line).map_err(|error| format!("column {}: {}", error.column, error.message))?;
    match story.goals() {
        [goal] => Ok(goal.clone()),
        _ => Err("it must be one goal: goal \"What is to be reached\" stream.orders.refused = 0".to_owned()),
    }
}

fn asks(before: &View, after: &View) -> Vec<String> {
    let mut lines = Vec::new();
    for stream in &after.streams {
        let (name, path) = (&stream.name, path("stream", &stream.name));
        lines.push(format!("goal \"{name} refuses records\" {path}.refused > 0"));
        lines.push(format!("goal \"{name} refuses nothing for 20 s\" hold 20s {path}.refused_per_s = 0"));
        let was = before.streams.iter().find(|it| it.name == *name);
        if was.is_none_or(|was| was.open_shards != stream.open_shards) {
            let n = stream.open_shards;
            lines.push(format!("goal \"{name} has {n} open shards\" {path}.open_shards = {n}"));
        }
        if was.is_none_or(|was| was.retention_h != stream.retention_h) {
            let h = stream.retention_h;
            lines.push(format!("goal \"{name} keeps records for {h} h\" {path}.retention_h = {h}"));
        }
        if let Some(key) = &stream.encryption {
            lines.push(format!("goal \"{name} is encrypted\" {path}.encryption = \"{key}\""));
        }
    }
    for reader in &after.readers {
        let (name, path, read) = (&reader.name, path("reader", &reader.name), reader.read);
        lines.push(format!(
            "goal \"{name} is less than 2 s behind for 20 s\" hold 20s {path}.behind_ms < 2000"
        ));
        let was = before.readers.iter().find(|it| it.name == *name).map_or(0, |it| it.read);
        if let Some(n) = between(was, read) {
            lines.push(format!("goal \"{name} has read {n} records\" {path}.read >= {n}"));
        }
    }
    for delivery in &after.deliveries {
        let (name, path) = (&delivery.name, path("firehose", &delivery.name));
        let was = before.deliveries.iter().find(|it| it.name == *name).map_or(0, |it| it.ok);
        if let Some(n) = between(was, delivery.ok) {
            lines.push(format!("goal \"{name} has {n} records from its transform\" {path}.ok >= {n}"));
        }
    }
    lines
}

fn guards(before: &View) -> Vec<String> {
    let mut lines =
        vec!["goal \"No record is lost\" never ledger.lost > 0 or ledger.firehose_lost > 0".to_owned()];
    for producer in before.producers.iter().filter(|it| it.rate > 0) {
        let (name, path, rate) = (&producer.name, path("producer", &producer.name), producer.rate);
        lines.push(format!(
            "goal \"{name} sends no less\" never {path}.rate < {rate} or {path}.stopped = true"
        ));
    }
    for reader in &before.readers {
        let (name, path) = (&reader.name, path("reader", &reader.name));
        lines.push(format!("goal \"{name} reads each key in order\" never {path}.out_of_order > 0"));
    }
    for delivery in &before.deliveries {
        let (name, path) = (&delivery.name, path("firehose", &delivery.name));
        lines.push(format!("goal \"No record of {name} fails\" never {path}.failed > 0"));
    }
    lines
}

/// A round number that one count reaches and the other does not, whatever the seed does to them; none where they are
/// too near.
fn between(without: u64, with: u64) -> Option<u64> {
    let middle = without + with.saturating_sub(without) / 2;
    let mut scale = 1;
    while middle / scale >= 100 {
        scale *= 10;
    }
    let round = middle / scale * scale;
    (round > without && with > without + without / 20).then_some(round)
}

/// `stream.orders`; a name with points stands in brackets.
fn path(root: &str, name: &Name) -> String {
    if name.as_str().contains('.') { format!("{root}[\"{name}\"]") } else { format!("{root}.{name}") }
}

#[cfg(test)]
mod tests {
    use engine::story::{self, Story};

    use super::*;

    #[test]
    fn each_proposal_is_a_goal_and_the_hot_shard_is_asked_for() {
        let text = "seed 29434\naws kinesis create-stream --stream-name a.b --shard-count 2\n\
            producer fleet to a.b rate 1400/s size 480B keys \"iphone-16\" 80% uniform 500 20%\n\
            consumer billing reads a.b poll 1s\nbucket lake\n\
            aws firehose create-delivery-stream --delivery-stream-name d --s3-destination-configuration BucketARN=arn:aws:s3:::lake,RoleARN=arn:aws:iam::123456789012:role/f\n\
            producer web to firehose d rate 1/s\nuntil 400s\nsolution at 10s:\n\
            \x20 set fleet keys \"iphone-16\" 80% salted 8 uniform 500 20%\n\
            \x20 aws kinesis increase-stream-retention-period --stream-name a.b --retention-period-hours 48\n";
        let story = Story::parse(text).unwrap();
        let end = |branch: Option<&story::Branch>| {
            let mut world = match branch {
                Some(branch) => story::start_with(&story, branch).unwrap(),
                None => story::start(&story).unwrap(),
            };
            world.advance(Time::seconds(400), u64::MAX);
            world
        };
        let proposed = goals(&end(None), &end(Some(&story.solutions[0])));
        let texts: Vec<&str> = proposed.iter().map(|goal| goal.text.as_str()).collect();
        for text in [
            "a.b refuses nothing for 20 s",
            "a.b keeps records for 48 h",
            "fleet sends no less",
            "billing has read 500000 records",
        ] {
            assert!(texts.contains(&text), "{text}: {texts:?}");
        }
        // One that is no goal would be left out.
        assert_eq!(proposed.len(), 10, "{texts:?}");
        let lab = story.clone().with_goals(proposed);
        let states = |branch| {
            let played = story::run_lent(&lab, branch, &engine::tools::Tools::none());
            played.goals
        };
        let (start, solved) = (states(None), states(Some(&lab.solutions[0])));
        let of = |text: &str| {
            let at = lab.goals().iter().position(|goal| goal.text == text).unwrap();
            judged(&start[at].1, &solved[at].1)
        };
        assert_eq!(of("a.b refuses nothing for 20 s"), Use::Asks);
        assert_eq!(of("a.b keeps records for 48 h"), Use::Asks);
        assert_eq!(of("a.b refuses records"), Use::Guards);
        assert_eq!(of("fleet sends no less"), Use::Guards);
    }

    #[test]
    fn a_number_lies_between_both_or_there_is_none() {
        for (without, with, n) in [
            (0, 0, None),
            (0, 1, None),
            (0, 9, Some(4)),
            (100, 104, None),
            (60_000, 90_000, Some(75_000)),
            (5, 5_000, Some(2_500)),
            (9, 3, None),
        ] {
            assert_eq!(between(without, with), n, "{without} and {with}");
        }
    }

    #[test]
    fn a_line_of_ones_own_is_read_or_its_place_is_told() {
        assert_eq!(goal("goal \"x\" stream.s.refused = 0").unwrap().text, "x");
        assert!(goal("goal x").unwrap_err().contains("column"), "{:?}", goal("goal x"));
        assert!(goal("seed 4").unwrap_err().contains("one goal"));
    }
}
