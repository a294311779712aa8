//! The beats of a scene: what its story says and asks, and the first throttle, split, flush and failure.

use engine::kernel::Time;
use engine::story::{Prediction, Statement, Story};
use engine::view::{Marker, MarkerKind};
use engine::world::World;

use crate::driver::Driver;
use crate::model::{Beat, BeatKind};

/// All that are known so far, the earliest first.
pub(super) fn beats(driver: &Driver) -> Vec<Beat> {
    of(driver.history().story(), driver.markers())
}

fn of(story: &Story, markers: &[Marker]) -> Vec<Beat> {
    let mut beats = Vec::new();
    for line in &story.lines {
        let at = line.at.unwrap_or(Time::START);
        match &line.what {
            Statement::Say(text) => beats.push(Beat { at, text: text.clone(), kind: BeatKind::Said }),
            Statement::Predict(asked) => beats.extend(asked_and_answered(at, asked)),
            Statement::Do(_) | Statement::Refused(_) | Statement::Expect(_) | Statement::Comment(_) => {}
        }
    }
    for kind in [MarkerKind::Refusal, MarkerKind::Reshard, MarkerKind::Flush, MarkerKind::Failure] {
        let first = markers.iter().find(|marker| marker.kind == kind);
        beats.extend(first.map(|marker| Beat {
            at: marker.at,
            text: marker.text.clone(),
            kind: BeatKind::Marked(kind),
        }));
    }
    beats.sort_by_key(|beat| beat.at);
    beats
}

fn asked_and_answered(at: Time, asked: &Prediction) -> [Beat; 2] {
    let options = || asked.options.iter().map(|(text, _)| text.clone()).collect();
    let beat = |at, kind| Beat { at, text: asked.question.clone(), kind };
    [beat(at, BeatKind::Asked(options())), beat(asked.judged, BeatKind::Answered(options()))]
}

/// The option that is right, where the world stands at the instant at which that is judged.
pub(super) fn judged(driver: &Driver) -> Option<(Time, usize)> {
    let world: &World = driver.world();
    let asked = driver.history().story().lines.iter().find_map(|line| match &line.what {
        Statement::Predict(asked) if asked.judged == world.now() => Some(asked),
        Statement::Predict(_)
        | Statement::Do(_)
        | Statement::Refused(_)
        | Statement::Expect(_)
        | Statement::Say(_)
        | Statement::Comment(_) => None,
    })?;
    let right = asked.options.iter().position(|(_, when)| when.judge(world).is_ok_and(|it| it.holds));
    right.map(|option| (world.now(), option))
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::event::EventId;

    #[test]
    fn what_is_said_asked_answered_and_first_marked_are_beats_in_their_order() {
        let text = "title T\naws kinesis create-stream --stream-name s --shard-count 1\nsay at 2s \"Look.\"\n\
            at 10s predict \"How many?\" judged at 12s\n  option \"none\" when stream.s.refused = 0\n  \
            option \"some\" when stream.s.refused > 0\nsay at 30s \"Done.\"\n";
        let story = Story::parse(text).expect("a story");
        let marker = |s, kind, text: &str| Marker {
            at: Time::seconds(s),
            kind,
            text: text.to_owned(),
            event: EventId(0),
        };
        let markers = [
            marker(3, MarkerKind::Action, "a click"),
            marker(5, MarkerKind::Refusal, "first"),
            marker(20, MarkerKind::Refusal, "second"),
            marker(11, MarkerKind::Flush, "flushed"),
        ];
        let beats = of(&story, &markers);
        let short: Vec<_> =
            beats.iter().map(|beat| (beat.at.as_micros() / 1_000_000, beat.text.as_str())).collect();
        let expected = [
            (2, "Look."),
            (5, "first"),
            (10, "How many?"),
            (11, "flushed"),
            (12, "How many?"),
            (30, "Done."),
        ];
        assert_eq!(short, expected);
        assert!(matches!(&beats[4].kind, BeatKind::Answered(options) if options == &["none", "some"]));
    }
}
