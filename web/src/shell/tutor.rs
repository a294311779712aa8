//! What a tutor says in a lab: whether the learner has just done what a wrong turn does.
//!
//! Calls are the same with the same arguments; of an actor's settings the last ones count, however many lines set
//! them. Of several wrong turns it names the one that was taken last. Absent: judging a turn that the lab does not name.

use std::collections::BTreeMap;

use engine::command::{Actor, Command, Kinesis, Setting};
use engine::history::{Action, History};
use engine::kernel::Time;
use engine::names::Name;
use engine::story::{Branch, Statement};

/// What a tutor says of the turn that was taken; nothing once the goals are met or a solution was done.
#[inline(never)]
pub(super) fn says(history: &History) -> Option<String> {
    if history.goals().all_met() {
        return None;
    }
    let story = history.story();
    let (done, solutions) = (Done::of(history.actions()), &story.solutions);
    let plans: Vec<(Plan, Time)> = solutions.iter().map(|it| (Plan::of(it), it.from)).collect();
    let splits = |shard: &Command| plans.iter().any(|(plan, _)| plan.calls.iter().any(|it| cuts(it, shard)));
    let taken = story.wrong_turns.iter().filter_map(|turn| {
        let plan = Plan::of(turn);
        // A turn of refusals alone leaves nothing by which it could be known.
        let last = done.last(&plan, splits)?;
        let at = history.actions()[last].at;
        let mut twins = plans.iter().filter(|(it, _)| *it == plan).peekable();
        let wrong = if twins.peek().is_some() {
            // The same commands are right at another time: wrong is only what is as late, or as early.
            twins.all(|(_, right)| if turn.from > *right { at >= turn.from } else { at <= turn.from })
        } else {
            !plans.iter().any(|(plan, _)| done.last(plan, |_| true).is_some())
        };
        // Of two that end with one action, the one that says more of what was done.
        wrong.then(|| ((last, plan.size()), turn))
    });
    taken.max_by_key(|(key, _)| *key).map(|(_, turn)| turn.says.clone())
}

type Settings<'a> = BTreeMap<&'a Name, BTreeMap<&'static str, &'a Setting>>;

/// The commands of a solution or a wrong turn, without what must be refused.
#[derive(PartialEq)]
struct Plan<'a> {
    calls: Vec<&'a Command>,
    settings: Settings<'a>,
}

impl<'a> Plan<'a> {
    #[inline(never)]
    fn of(branch: &'a Branch) -> Plan<'a> {
        let mut plan = Plan { calls: vec![], settings: BTreeMap::new() };
        for line in &branch.lines {
            match &line.what {
                Statement::Do(Command::Actor(Actor::Set { name, settings })) => {
                    note(&mut plan.settings, name, settings)
                }
                Statement::Do(command) => plan.calls.push(command),
                Statement::Refused(_)
                | Statement::Expect(_)
                | Statement::Predict(_)
                | Statement::Say(_)
                | Statement::Comment(_) => {}
            }
        }
        plan
    }

    #[inline(never)]
    fn size(&self) -> usize {
        self.calls.len() + self.settings.values().map(BTreeMap::len).sum::<usize>()
    }
}

#[inline(never)]
fn note<'a>(all: &mut Settings<'a>, name: &'a Name, settings: &'a [Setting]) {
    all.entry(name).or_default().extend(settings.iter().map(|setting| (setting.word(), setting)));
}

/// What the learner did; places are those of the log.
struct Done<'a> {
    calls: Vec<(&'a Command, usize)>,
    settings: Settings<'a>,
    /// Where an actor was set last.
    set: BTreeMap<&'a Name, usize>,
}

impl<'a> Done<'a> {
    #[inline(never)]
    fn of(actions: &'a [Action]) -> Done<'a> {
        let mut done = Done { calls: vec![], settings: BTreeMap::new(), set: BTreeMap::new() };
        for (place, Action { command, .. }) in actions.iter().enumerate() {
            if let Command::Actor(Actor::Set { name, settings }) = command {
                note(&mut done.settings, name, settings);
                done.set.insert(name, place);
            } else {
                done.calls.push((command, place));
            }
        }
        done
    }

    /// The place at which all of a plan was done; `None` if something of it is missing, or nothing is in it. Where the
    /// place of a cut is not `exact`, any cut of that shard will do.
    #[inline(never)]
    fn last(&self, plan: &Plan, exact: impl Fn(&Command) -> bool) -> Option<usize> {
        let call = |wanted: &&Command| {
            let same = |did: &Command| did == *wanted || (!exact(wanted) && cuts(did, wanted));
            self.calls.iter().rev().find(|(did, _)| same(did)).map(|(_, place)| *place)
        };
        let setting = |(name, wanted): (&&Name, &BTreeMap<&'static str, &Setting>)| {
            let own = self.settings.get(*name)?;
            let same =
                own.len() == wanted.len() && own.values().zip(wanted.values()).all(|(a, b)| alike(a, b));
            same.then(|| self.set[*name])
        };
        let calls = plan.calls.iter().map(call);
        let all: Option<Vec<usize>> = calls.chain(plan.settings.iter().map(setting)).collect();
        all?.into_iter().max()
    }
}

/// Less than what was asked is the same mistake whatever its number: a lower rate, a smaller record.
#[inline(never)]
fn alike(done: &Setting, wanted: &Setting) -> bool {
    let less = match (done, wanted) {
        (Setting::Rate(done), Setting::Rate(wanted)) | (Setting::Size(done), Setting::Size(wanted)) => {
            done <= wanted
        }
        (..) => false,
    };
    less || done == wanted
}

/// Whether two commands split the same shard, at whatever place.
#[inline(never)]
fn cuts(a: &Command, b: &Command) -> bool {
    match (a, b) {
        (
            Command::Kinesis(Kinesis::SplitShard { stream: a, shard: x, .. }),
            Command::Kinesis(Kinesis::SplitShard { stream: b, shard: y, .. }),
        ) => a == b && x == y,
        (
            Command::Kinesis(_)
            | Command::Firehose(_)
            | Command::Dynamodb(_)
            | Command::Kms(_)
            | Command::Lambda(_)
            | Command::S3(_)
            | Command::Actor(_)
            | Command::Answer(_),
            _,
        ) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the tutor of a lab says after lines at seconds of the scene.
    fn told(lab: &str, lines: &[(u64, &str)]) -> Option<String> {
        let lab = crate::content::lab(lab).expect("a lab");
        let mut history = History::new(&lab.story).expect("it plays");
        for (at, line) in lines {
            history.advance(Time::seconds(*at), u64::MAX);
            let command = engine::story::command(line).expect("a command");
            history.act(&command).expect("it is done");
        }
        says(&history)
    }

    fn names(lab: &str, lines: &[(u64, &str)], word: &str) {
        let says = told(lab, lines);
        assert!(says.as_ref().is_some_and(|says| says.contains(word)), "{lab} {lines:?}: {says:?}");
    }

    #[test]
    fn a_call_is_wrong_by_its_arguments() {
        let to = |n| {
            format!(
                "aws kinesis update-shard-count --stream-name clicks --target-shard-count {n} --scaling-type UNIFORM_SCALING"
            )
        };
        assert_eq!(told("scale-with-one-call", &[(10, &to(8))]), None);
        assert_eq!(told("scale-with-one-call", &[(10, &to(7))]), None);
        names("scale-with-one-call", &[(10, &to(6))], "six shards");
        let split = |n| {
            format!(
                "aws kinesis split-shard --stream-name clicks --shard-to-split {n} --new-starting-hash-key midpoint"
            )
        };
        names("scale-with-one-call", &[(10, &split(0))], "One half");
        let all: Vec<String> = (0..4).map(split).collect();
        let all: Vec<(u64, &str)> =
            all.iter().zip([10, 41, 72, 103]).map(|(line, at)| (at, line.as_str())).collect();
        assert_eq!(told("scale-with-one-call", &all), None);

        let merge = |a, b| {
            format!(
                "aws kinesis merge-shards --stream-name rides --shard-to-merge {a} --adjacent-shard-to-merge {b}"
            )
        };
        assert_eq!(told("merge-the-cold", &[(15, &merge(3, 4))]), None);
        names("merge-the-cold", &[(15, &merge(1, 2))], "two hot");
        names("merge-the-cold", &[(15, &merge(0, 1))], "neighbour of 000 is hot");
        names("merge-the-cold", &[(15, &merge(2, 3))], "neighbour of 003 is hot");
    }

    #[test]
    fn the_same_call_is_right_in_time_and_wrong_too_late() {
        let demand = "aws kinesis update-stream-mode --stream-arn arn:aws:kinesis:us-east-1:123456789012:stream/plays --stream-mode-details StreamMode=ON_DEMAND";
        let to = |n| {
            format!(
                "aws kinesis update-shard-count --stream-name plays --target-shard-count {n} --scaling-type UNIFORM_SCALING"
            )
        };
        assert_eq!(told("on-demand-surge", &[(120, demand)]), None);
        names("on-demand-surge", &[(780, demand)], "not mean at once");
        assert_eq!(told("on-demand-surge", &[(1_020, &to(8))]), None);
        names("on-demand-surge", &[(1_090, &to(8))], "at the beginning of the film");
        names("on-demand-surge", &[(180, &to(5))], "5.2 MB");
        assert_eq!(told("on-demand-surge", &[(180, &to(5)), (1_020, &to(8))]), None);
    }

    #[test]
    fn settings_count_together_however_many_clicks_made_them() {
        let (poll, limit) = ("set reports poll 500ms", "set reports limit 60");
        let lab = "ten-megabytes-five-seconds";
        names(lab, &[(25, poll)], "10 MiB");
        assert_eq!(told(lab, &[(25, poll), (25, limit)]), None);
        assert_eq!(told(lab, &[(25, limit), (25, poll)]), None);
        names(lab, &[(25, poll), (25, limit), (25, "set reports from latest")], "skipped");
        let tally = "set tally parents first";
        let split =
            "aws kinesis split-shard --stream-name trips --shard-to-split 0 --new-starting-hash-key midpoint";
        names("split-and-finish-the-parent", &[(15, tally)], "1,000 of 1,300");
        assert_eq!(told("split-and-finish-the-parent", &[(15, tally), (15, split)]), None);
    }

    #[test]
    fn of_two_wrong_turns_the_latest_is_named() {
        let six = "aws kinesis update-shard-count --stream-name clicks --target-shard-count 6 --scaling-type UNIFORM_SCALING";
        let less = "set sale rate 200/s";
        let lab = "scale-with-one-call";
        names(lab, &[(10, six), (10, less)], "smaller");
        names(lab, &[(10, less), (10, six)], "six shards");
        names(lab, &[(10, six), (10, less), (12, "set sale rate 280/s")], "six shards");
        let stops: Vec<String> = (1..5).map(|n| format!("stop d{n}")).collect();
        let mut dark: Vec<(u64, &str)> = stops.iter().map(|line| (10, line.as_str())).collect();
        dark.push((10, "set alarm poll 200ms"));
        names("hear-it-in-time", &dark, "dark dashboards");
        dark.rotate_right(1);
        names("hear-it-in-time", &dark, "dark dashboards");
    }

    #[test]
    fn less_is_the_same_mistake_whatever_its_number() {
        for (lab, line, word) in [
            ("cool-a-hot-shard", "set iphone-fleet rate 1200/s", "heard"),
            ("one-call-for-many", "set tills size 1kB", "balance"),
            ("one-call-for-many", "set tills size 1399B", "balance"),
            ("merge-the-cold", "set in-rome rate 80/s", "silenced"),
        ] {
            names(lab, &[(10, line)], word);
        }
        assert_eq!(told("one-call-for-many", &[(10, "set tills size 1500B")]), None);
    }

    #[test]
    fn where_no_solution_splits_any_cut_of_the_shard_is_the_turn() {
        let cut = |at| {
            format!(
                "aws kinesis split-shard --stream-name orders --shard-to-split 1 --new-starting-hash-key {at}"
            )
        };
        names("cool-a-hot-shard", &[(10, &cut("midpoint"))], "one key");
        names("cool-a-hot-shard", &[(10, &cut("200000000000000000000000000000000000000"))], "one key");
    }
}
