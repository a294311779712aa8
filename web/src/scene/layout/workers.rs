//! What a card says of a group of KCL workers: who works, and what is wrong.

use engine::view::KclView;

use super::numbers::{count, short, time};

/// From the longest wording to the shortest.
pub fn notes(kcl: &KclView, every: u64) -> [String; 3] {
    let leases: usize = kcl.workers.iter().map(|it| it.leases.len()).sum();
    let running = kcl.workers.iter().filter(|it| it.running).count();
    let workers = match (running, kcl.workers.len()) {
        (1, 1) => "1 worker".to_owned(),
        (running, all) if running == all => format!("{all} workers"),
        (running, all) => format!("{running} of {all} workers"),
    };
    let held = if leases == 1 { "1 lease".to_owned() } else { format!("{leases} leases") };
    [
        format!("KCL · {workers}, {held} in {} · reads every {}", kcl.table, time(every * 1_000)),
        format!("KCL · {workers}, {held} in {}", kcl.table),
        format!("KCL · {workers}, {held}"),
    ]
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
