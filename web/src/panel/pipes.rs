//! The ways out of a shard: one pipe that all polling readers share, and one of its own for each fan-out consumer.

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
    mine.partition(|reader| reader.kind != "fan-out")
}

fn own(reader: &ReaderView, shard: ShardId, era: Era) -> Html {
    let lasts = SUBSCRIPTION_LASTS.at(era);
    let left = reader.shards.iter().find(|at| at.shard == shard).and_then(|at| at.subscription_left_us);
    // What it gets is told over all shards, so it stands against all its pipes.
    let pipes = reader.shards.iter().filter(|at| at.subscription_left_us.is_some()).count() as u64;
    let bytes = FAN_OUT_BYTES.at(era) * pipes.max(1);
    html! {
        <div class="pipe own" key={reader.name.to_string()}>
            <b>{ format!("{}: a pipe of its own", reader.name) }</b>
            { row(&format!("pushed, over {}", prose::count(pipes, "pipe")), format!("{} of {}/s", prose::bytes(reader.bytes_per_s), prose::bytes(bytes))) }
            { meter("bytes per second of its own", reader.bytes_per_s, bytes) }
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
