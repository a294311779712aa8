//! The last call of a producer as an envelope: one slot for each entry, what the answer said of it, and why.

use engine::command::PutApi;
use engine::kernel::units::grouped;
use engine::view::PutLook;
use yew::prelude::*;

use super::{button, kick};
use crate::model::{InspectMsg, Msg};
use crate::prose;
use crate::scene::Selection;

/// Slots in a row.
const COLUMNS: u64 = 25;
/// A slot with the gap after it, in units of the picture.
const PITCH: u64 = 12;
const SLOT: u64 = 9;
/// The envelope's flap.
const FLAP: u64 = 30;
const MARGIN: u64 = 8;

/// Outlines of all slots that were taken, of all that were refused, and the height of the whole.
#[derive(Debug, Default, PartialEq, Eq)]
struct Slots {
    taken: String,
    refused: String,
    crosses: String,
    rows: u64,
}

/// Entries by shard: those of a shard that were taken, then those that were refused. The call's own order is not
/// kept: who asks for it sees it in the answer of the terminal.
fn slots(put: &PutLook) -> Slots {
    let mut made = Slots { rows: put.entries().div_ceil(COLUMNS), ..Slots::default() };
    let kinds = put.shards.iter().flat_map(|shard| [(shard.taken, true), (shard.refused, false)]);
    let each = kinds.flat_map(|(n, taken)| (0..n).map(move |_| taken));
    for (place, taken) in (0..).zip(each) {
        let (x, y) = (MARGIN + place % COLUMNS * PITCH, FLAP + place / COLUMNS * PITCH);
        let square = format!("M{x} {y}h{SLOT}v{SLOT}h-{SLOT}z");
        if taken {
            made.taken.push_str(&square);
        } else {
            made.refused.push_str(&square);
            made.crosses.push_str(&format!("M{} {}l5 5m0 -5l-5 5", x + 2, y + 2));
        }
    }
    made
}

/// What the service answered, in one line.
fn answer(put: &PutLook) -> String {
    let status = put.http_status();
    match (put.api, put.failed) {
        (PutApi::PutRecords | PutApi::Kpl, failed) => {
            format!("HTTP {status}, FailedRecordCount {}", grouped(failed))
        }
        (PutApi::PutRecord, 0) => format!("HTTP {status}"),
        (PutApi::PutRecord, _) => format!("HTTP {status}, ProvisionedThroughputExceededException"),
    }
}

pub fn show(put: &PutLook, on: &Callback<Msg>) -> Html {
    let Slots { taken, refused, crosses, rows } = slots(put);
    let (n, failed) = (put.entries(), put.failed);
    let (w, h) = (2 * MARGIN + COLUMNS * PITCH - (PITCH - SLOT), FLAP + rows * PITCH + MARGIN - 3);
    let name = match put.api {
        PutApi::PutRecords | PutApi::Kpl => "PutRecords",
        PutApi::PutRecord => "PutRecord",
    };
    let spoken = format!(
        "{name} to {} with {}: {} taken, {} refused",
        put.stream,
        if n == 1 { "1 entry".to_owned() } else { format!("{} entries", grouped(n)) },
        grouped(n - failed),
        grouped(failed)
    );
    html! {
        <section class="envelope" aria-label="Last call">
            { kick(&format!("Last call · {}", prose::spoken(put.at))) }
            <svg viewBox={format!("0 0 {w} {h}")} role="img" aria-label={spoken}>
                <rect class="paper" x="1" y="1" width={(w - 2).to_string()} height={(h - 2).to_string()} rx="5" />
                <path class="flap" d={format!("M2 3L{} {}L{} 3", w / 2, FLAP - 8, w - 2)} />
                <path class="taken" d={taken} />
                <path class="refused" d={refused} />
                <path class="cross" d={crosses} />
            </svg>
            <p class="sum"><b>{ format!("{name}: ") }</b><span class="ok">{ format!("{} ✓", grouped(n - failed)) }</span>{ " " }
                <span class={if failed > 0 { "er" } else { "mut" }}>{ format!("{} ✕", grouped(failed)) }</span></p>
            <p class={classes!("mono", if failed > 0 { "er" } else { "mut" })}>{ answer(put) }</p>
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "shard" }</th><th scope="col" class="n">{ "taken" }</th>
                    <th scope="col" class="n">{ "refused" }</th><th scope="col">{ "by" }</th>
                </tr></thead>
                <tbody>{ for put.shards.iter().map(|shard| {
                    let select = Msg::Inspect(InspectMsg::Select(Selection::Shard(put.stream.clone(), shard.shard)));
                    html! {
                        <tr>
                            <td>{ button(on, "btn small", &format!("…{}", shard.shard.short()), select) }</td>
                            <td class="n">{ grouped(shard.taken) }</td>
                            <td class={classes!("n", (shard.refused > 0).then_some("er"))}>{ grouped(shard.refused) }</td>
                            <td>{ shard.limit.map_or("", |limit| if limit == "records" { "records/s" } else { "bytes/s" }) }</td>
                        </tr>
                    }
                }) }</tbody>
            </table>
        </section>
    }
}

#[cfg(test)]
mod tests {
    use engine::kernel::Time;
    use engine::names::{Name, ShardId};
    use engine::view::PutShard;

    use super::*;

    fn put(api: PutApi, shards: &[(u64, u64)]) -> PutLook {
        let shards: Vec<PutShard> = (0..)
            .zip(shards)
            .map(|(n, (taken, refused))| PutShard {
                shard: ShardId(n),
                taken: *taken,
                refused: *refused,
                limit: (*refused > 0).then_some("records"),
            })
            .collect();
        let failed = shards.iter().map(|shard| shard.refused).sum();
        PutLook { at: Time(0), stream: Name::parse("orders").unwrap(), api, failed, shards }
    }

    #[test]
    fn every_entry_has_a_slot() {
        let call = put(PutApi::PutRecords, &[(90, 0), (50, 60)]);
        let slots = slots(&call);
        assert_eq!((slots.taken.matches('M').count(), slots.refused.matches('M').count()), (140, 60));
        assert_eq!(slots.crosses.matches('M').count(), 60);
        assert_eq!(slots.rows, 8);
        assert_eq!(answer(&call), "HTTP 200, FailedRecordCount 60");
        assert_eq!(super::slots(&put(PutApi::PutRecords, &[(500, 0)])).rows, 20);
    }

    #[test]
    fn one_refused_record_is_an_error() {
        assert_eq!(answer(&put(PutApi::PutRecord, &[(1, 0)])), "HTTP 200");
        let refused = answer(&put(PutApi::PutRecord, &[(0, 1)]));
        assert_eq!(refused, "HTTP 400, ProvisionedThroughputExceededException");
    }
}
