//! A closed shard that everybody has read: a strip that keeps its place in the lineage until it expires.

use engine::view::{ShardView, StreamView};

use super::build::{button, rect, text, text_end};
use super::door;
use super::face::{Face, first_that_fits, width};
use super::lane::{self, Column, short_hex};
use super::numbers::time;
use super::shape::{Hit, Lane, Picture, Rect};

pub fn draw(stream: &StreamView, shard: &ShardView, tape: Rect, column: Column, picture: &mut Picture) {
    picture.back.push(rect(tape, 6.0, "tape"));
    picture.back.push(rect(tape, 6.0, "hatched"));
    let y = tape.mid_y() + 3.5;
    let name = format!("shard …{}", shard.short);
    let room = tape.w - 26.0 - width(Face::LaneName, &name);
    let range = format!("{} – {}", short_hex(&shard.start_hex), short_hex(&shard.end_hex));
    let left = shard.expires_in_us.map(|us| format!("expires in {}", time(us)));
    let fate = left.unwrap_or_else(|| "closed".to_owned());
    let wordings =
        [format!("all read · {fate} · {range}"), format!("all read · {fate}"), fate, "read".to_owned()];
    let shapes = vec![
        rect(tape, 6.0, "press"),
        text(tape.x + 8.0, y, Face::LaneName, name),
        text_end(tape.right() - 8.0, y, Face::LaneRange, first_that_fits(Face::LaneRange, &wordings, room)),
    ];
    let hit = Hit::Shard(stream.name.clone(), shard.id);
    let title = format!("{}\n{range}\nclosed, and read by everybody", shard.id);
    picture.front.push(button(hit, "lane closed slim", door::spoken(shard), Some(title), shapes));
    picture.front.push(text_end(column.x + column.w, y, Face::Gauge, "closed"));
    picture.lanes.push(Lane {
        tape,
        body: Rect { h: 0.0, ..tape },
        strip: tape,
        ..lane::known(stream, shard)
    });
}
