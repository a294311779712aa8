//! The CloudWatch metrics that the engine counts: asked of a scene that has one of everything.

use std::collections::BTreeMap;

use engine::kernel::Time;
use engine::story::{self, Story};
use engine::view;

use super::{Row, Table, row};

/// One of everything that tells metrics, and what had another name before.
const SCENES: [&str; 2] = [include_str!("metrics.story"), include_str!("metrics-2020.story")];

pub(super) fn table() -> Table {
    Table {
        id: "metrics",
        title: "CloudWatch metrics",
        about: "Those that the charts know, under AWS’s names and in AWS’s units. By the minute they are what CloudWatch shows; those of a stream are there by the second too.",
        heads: &["metric", "of", "unit", "says"],
        rows: rows(),
    }
}

fn rows() -> Vec<Row> {
    // By whom and name: several have the same ones.
    let mut all: BTreeMap<(&str, String), (&str, &str)> = BTreeMap::new();
    for scene in SCENES {
        let mut world = story::start(&Story::parse(scene).expect("tested")).expect("tested");
        // AWS takes five new delivery streams a second; the others come later.
        world.advance(Time::millis(3_000), 100_000);
        for delivery in world.firehose().iter() {
            for it in view::metrics(&world, &delivery.name, 1).unwrap_or_default() {
                all.entry(("Firehose", it.name)).or_insert((it.unit, it.about));
            }
        }
        for teller in view::tellers(&world) {
            let of = of(&teller);
            for it in view::told(&world, &teller, 1) {
                all.entry((of, it.name)).or_insert((it.unit, it.about));
            }
        }
    }
    let (name, unit, about) = view::JQ_DURATION;
    all.insert(("Firehose", name.to_owned()), (unit, about));
    let row = |((of, name), (unit, about)): ((&str, String), (&str, &str))| {
        let mut row = row(&format!("metric-{of}"), &name, [of, unit, about].map(str::to_owned));
        row.id = super::anchor(&row.id);
        row
    };
    all.into_iter().map(row).collect()
}

pub(super) fn of(teller: &view::Teller) -> &'static str {
    match teller {
        view::Teller::Stream(_) => "Streams",
        view::Teller::Lambda(_) => "Lambda",
        view::Teller::Kpl(_) => "KPL",
        view::Teller::Kcl(_) => "KCL",
        view::Teller::Agent(_) => "Agent",
        view::Teller::Table(_) => "DynamoDB",
        view::Teller::Logs(_) => "CloudWatch Logs",
        view::Teller::Rule(_) => "IoT rule",
        view::Teller::Analytics(_) => "Analytics",
    }
}
