//! The ways out of a shard: one pipe that all polling readers share, and one of its own for each fan-out consumer.

use engine::command::ReadVia;
use engine::era::Era;
use engine::kernel::units::grouped;
use engine::limits::{FAN_OUT_BYTES, SHARD_READ_BYTES, SHARD_READ_CALLS, SUBSCRIPTION_LASTS};
use engine::names::ShardId;
use engine::view::{ReaderView, ShardView, StreamView, View};
use yew::prelude::*;

use super::{kick, limited, meter, row};
use crate::prose;

pub fn show(stream: &StreamView, shard: &ShardView, view: &View) -> Html {
    let (pollers, pushed) = readers(stream, view);
    let (calls, bytes) = (SHARD_READ_CALLS.at(view.era), SHARD_READ_BYTES.at(view.era));
    let names: Vec<&str> = pollers.iter().map(|reader| reader.name.as_str()).collect();
    html! {
        <section class="pipes" aria-label="Pipes out of the shard">
            { kick("Pipes out, last second") }
            <div class="pipe">
                <b>{ if names.is_empty() { "Shared pipe: nobody polls".to_owned() } else { format!("Shared by {}", names.join(", ")) } }</b>
                { limited("GetRecords calls", format!("{} of {calls}/s", grouped(shard.read_calls_per_s)), shard.read_calls_per_s >= calls && pollers.len() > 1) }
                { meter("calls per second of all polling readers", shard.read_calls_per_s, calls) }
                { limited("bytes", format!("{} of {}/s", prose::bytes(shard.read_bytes_per_s), prose::bytes(bytes)), shard.read_bytes_per_s > bytes) }
                { meter("bytes per second of all polling readers", shard.read_bytes_per_s, bytes) }
            </div>
            { for pushed.into_iter().map(|reader| own(reader, shard.id, view.era)) }
        </section>
    }
}

/// Those who share the pipe, and those with one of their own.
fn readers<'a>(stream: &StreamView, view: &'a View) -> (Vec<&'a ReaderView>, Vec<&'a ReaderView>) {
    let mine = view.readers.iter().filter(|reader| reader.stream == stream.name && !reader.stopped);
    mine.partition(|reader| reader.via != ReadVia::FanOut)
}

fn own(reader: &ReaderView, shard: ShardId, era: Era) -> Html {
    let lasts = SUBSCRIPTION_LASTS.at(era);
    let here = reader.shards.iter().find(|at| at.shard == shard);
    let left = here.and_then(|at| at.subscription_left_us);
    let (has, bytes) = (here.map_or(0, |at| at.bytes_per_s), FAN_OUT_BYTES.at(era));
    html! {
        <div class="pipe own" key={reader.name.to_string()}>
            <b>{ format!("{}: a pipe of its own", reader.name) }</b>
            { limited("pushed", format!("{} of {}/s", prose::bytes(has), prose::bytes(bytes)), has >= bytes) }
            { meter("bytes per second of its own", has, bytes) }
            { match left {
                Some(us) => html! {
                    <>
                        { row("subscription", format!("{} s of {lasts} s left", us.div_ceil(1_000_000))) }
                        { meter("subscription left", us / 1_000_000, lasts) }
                    </>
                },
                None => row("subscription", "none on this shard"),
            } }
        </div>
    }
}
