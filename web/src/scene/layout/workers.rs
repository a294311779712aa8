//! What a card says of a group of KCL workers: who works, and what is wrong.

use std::collections::BTreeSet;

use engine::view::KclView;

use super::numbers::{count, short, time};

/// From the longest wording to the shortest.
pub fn notes(kcl: &KclView, every: u64) -> [String; 3] {
    let leases = held(kcl);
    let running = kcl.workers.iter().filter(|it| it.running).count();
    let workers = match (running, kcl.workers.len()) {
        (1, 1) => "1 worker".to_owned(),
        (running, all) if running == all => format!("{all} workers"),
        (running, all) => format!("{running} of {all} workers"),
    };
    let held = if leases == 1 { "1 lease".to_owned() } else { format!("{leases} leases") };
    [
        match every {
            // It does not poll.
            0 => format!("KCL · {workers}, {held} in {} · enhanced fan-out", kcl.table),
            _ => format!("KCL · {workers}, {held} in {} · reads every {}", kcl.table, time(every * 1_000)),
        },
        format!("KCL · {workers}, {held} in {}", kcl.table),
        format!("KCL · {workers}, {held}"),
    ]
}

/// Leases with which a running worker works. One that it has lost is another's; and while a worker does not know yet
/// that it has lost one, two believe to have it: it is one row of the table all the same.
fn held(kcl: &KclView) -> usize {
    let running = kcl.workers.iter().filter(|it| it.running);
    let leases = running.flat_map(|it| &it.leases).filter(|it| it.stage != "lost");
    leases.map(|it| it.shard).collect::<BTreeSet<_>>().len()
}

/// What a badge warns of: a number and its words.
pub fn warning(kcl: &KclView) -> Option<String> {
    let crashed = kcl.workers.iter().filter(|it| !it.running).count() as u64;
    if crashed > 0 {
        return Some(format!("{} crashed", count(crashed)));
    }
    if kcl.workers.iter().flat_map(|it| &it.leases).any(|it| it.stage == "lost") {
        return Some("lease lost".to_owned());
    }
    if kcl.idle_workers > 0 {
        return Some(format!("{} idle", count(kcl.idle_workers)));
    }
    None
}

/// What was processed once more, for the line below.
pub fn twins(kcl: &KclView) -> Option<String> {
    (kcl.doubled > 0).then(|| format!("{} twice", short(kcl.doubled)))
}

#[cfg(test)]
mod tests {
    use engine::names::ShardId;
    use engine::view::{HoldView, ReaderView, View, WorkerView};

    use super::*;

    /// Shards, each with what is done with it.
    type Holds = &'static [(u32, &'static str)];
    /// Whether it runs, and its leases.
    type Told = (bool, Holds);

    fn kcl(workers: &[Told]) -> KclView {
        let story = engine::story::Story::parse(
            "aws kinesis create-stream --stream-name s --shard-count 1\nconsumer app reads s kcl",
        );
        let world = engine::story::start(&story.expect("a story")).expect("it starts");
        let view: View = engine::view::view(&world);
        let group = |it: &ReaderView| it.kcl.clone();
        let mut kcl = view.readers.iter().find_map(group).expect("a group");
        let hold = |(shard, stage): &(u32, &'static str)| HoldView {
            shard: ShardId(*shard),
            stage,
            parent: None,
            left: 0,
            renewed_ms: 0,
        };
        let worker = |(number, (running, leases)): (u32, &Told)| WorkerView {
            number,
            owner: format!("w{number}"),
            running: *running,
            leases: leases.iter().map(hold).collect(),
        };
        kcl.workers = (1..).zip(workers).map(worker).collect();
        kcl
    }

    #[test]
    fn a_lease_is_counted_once_and_not_where_it_was_lost() {
        let table: [(&[Told], &str); 6] = [
            (&[(true, &[(0, "reads"), (1, "waits for parent")])], "KCL · 1 worker, 2 leases"),
            (&[(true, &[(0, "reads"), (1, "lost")])], "KCL · 1 worker, 1 lease"),
            (&[(true, &[(0, "reads"), (1, "reads")]), (true, &[(1, "begins")])], "KCL · 2 workers, 2 leases"),
            (&[(true, &[(0, "lost"), (1, "reads")]), (true, &[(0, "reads")])], "KCL · 2 workers, 2 leases"),
            (&[(false, &[]), (true, &[(0, "reads")])], "KCL · 1 of 2 workers, 1 lease"),
            (&[(true, &[(0, "lost")])], "KCL · 1 worker, 0 leases"),
        ];
        for (workers, says) in table {
            assert_eq!(notes(&kcl(workers), 1_000)[2], says, "{workers:?}");
        }
    }
}
