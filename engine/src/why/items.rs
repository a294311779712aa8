//! "Why were items not put?": a table with less write capacity than an emitter puts into it.

use super::{Fix, Why};
use crate::command::{Actor, Command, ConnectorSetting, Dynamodb, Setting, TableCapacity};
use crate::era::Era;
use crate::event::{Event, TableEvent, What};
use crate::kernel::units::grouped;
use crate::limits;
use crate::view;
use crate::world::World;

/// Whole seconds that are looked back on for what comes.
const LOOK_BACK: usize = 60;

/// Why items of an emitter came back when they did so at this event; `None` of another event.
pub(super) fn unprocessed(world: &World, event: &Event) -> Option<Why> {
    let What::Table(TableEvent::Throttled { table: name, by, operation: "BatchWriteItem", calls, .. }) =
        &event.what
    else {
        return None;
    };
    let table = view::tables_of(world).into_iter().find(|table| table.name == *name)?;
    let group = world.actors().groups().find(|group| group.app.name == *by)?;
    let pipeline = group.app.pipeline.as_ref()?;
    let era = world.era();
    let each = table.newest.iter().map(|item| item.units).max().unwrap_or(1);
    let seconds = view::series(world, &group.app.reader.stream, LOOK_BACK);
    let comes = seconds.iter().map(|second| second.taken).max().unwrap_or(0);
    let needed = comes * each;
    let sentences = vec![
        format!(
            "{} of {by} came back as UnprocessedItems: the table had no write units for them.",
            if *calls == 1 { "One item".to_owned() } else { format!("{} items", grouped(*calls)) }
        ),
        format!(
            "Table {name} has {} write units a second and keeps what is not used for {} s; now it has {} left. An item takes \
             one for each KB begun, names of its attributes and its key too: here up to {each}.",
            grouped(table.wcu),
            limits::DDB_BURST.at(era),
            grouped(table.saved_writes)
        ),
        format!(
            "Up to {} records came in one second of the last minute: that is {} write units.",
            grouped(comes),
            grouped(needed)
        ),
        format!(
            "BatchWriteItem saves round trips, not capacity: each item of it counts as a PutItem. What comes back is put again \
             after the back-off, {} tries in all; what is left then is given up.",
            grouped(pipeline.tries)
        ),
    ];
    // A tenth of head room, and what waits is to go too.
    let units = (needed * 11).div_ceil(10).max(table.wcu * 2).max(1);
    let update = |capacity| vec![Command::Dynamodb(Dynamodb::UpdateTable { table: name.clone(), capacity })];
    let mut fixes = vec![Fix {
        label: format!("Give it {} write units", grouped(units)),
        commands: update(TableCapacity::Provisioned { read: table.rcu.max(1), write: units }),
        note: "You pay for what you provision, used or not.".to_owned(),
    }];
    if era != Era::Y2018 {
        fixes.push(Fix {
            label: "Make it on-demand".to_owned(),
            commands: update(TableCapacity::OnDemand),
            note: "You pay for each write, and need not know how many there are.".to_owned(),
        });
    }
    let tries = Setting::Connector(ConnectorSetting::EmitTries(100));
    fixes.push(Fix {
        label: "Try a hundred times".to_owned(),
        commands: vec![Command::Actor(Actor::Set { name: by.clone(), settings: vec![tries] })],
        note: "Nothing is given up for as long, and the shard falls behind meanwhile.".to_owned(),
    });
    Some(Why { title: format!("{name} at {} s", event.at.as_seconds()), sentences, fixes })
}
