//! The timeline: a slider over the scene's time, with a sign where something happened.

use std::rc::Rc;

use engine::kernel::Time;
use engine::view::{Marker, MarkerKind};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use crate::model::{Msg, TimeMsg};
use crate::prose;

#[derive(Properties, PartialEq)]
pub struct ScrubberProps {
    pub now: Time,
    pub begins: Time,
    pub end: Time,
    pub markers: Rc<[Marker]>,
    pub on: Callback<Msg>,
}

/// How much time the slider covers: a round span with room after the furthest instant, so that the future can
/// be reached too.
pub fn span(end: Time) -> Time {
    const ROUND_S: [u64; 13] =
        [15, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400, 43_200, 86_400, 7 * 86_400];
    let needed = end.as_seconds() + end.as_seconds() / 4 + 1;
    let round = ROUND_S.into_iter().find(|seconds| *seconds >= needed);
    Time::seconds(round.unwrap_or(needed.div_ceil(86_400) * 86_400))
}

/// The same while a hand holds the slider: under it no place may come to mean another instant, unless time itself has gone
/// beyond the end.
fn span_in_hand(held: Option<Time>, now: Time, span: Time) -> Time {
    held.filter(|held| now <= *held).unwrap_or(span)
}

/// The cells of the timeline that can hold a sign each.
const CELLS: u64 = 60;

/// The markers to draw: in each cell the first of each kind, with its place in parts of a thousand.
pub fn thinned(markers: &[Marker], begins: Time, span: Time) -> Vec<(u64, &Marker)> {
    let mut taken: Vec<(u64, MarkerKind)> = Vec::new();
    let mut shown = Vec::new();
    for marker in markers.iter().filter(|marker| marker.at >= begins && marker.at.since(begins).0 <= span.0) {
        let place = marker.at.since(begins).0.saturating_mul(1_000) / span.0.max(1);
        let cell = (place * CELLS / 1_000, marker.kind);
        if !taken.contains(&cell) {
            taken.push(cell);
            shown.push((place, marker));
        }
    }
    shown
}

#[function_component]
pub fn Scrubber(props: &ScrubberProps) -> Html {
    let begins = props.begins;
    let held = use_state_eq(|| None);
    let now = Time(props.now.since(begins).0);
    let span = span_in_hand(*held, now, span(Time(props.end.max(props.now).since(begins).0)));
    let take = {
        let held = held.clone();
        Callback::from(move |_: PointerEvent| held.set(Some(span)))
    };
    let let_go = Callback::from(move |_: PointerEvent| held.set(None));
    let seek = {
        let on = props.on.clone();
        Callback::from(move |event: InputEvent| {
            let ms = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
            on.emit(Msg::Time(TimeMsg::Seek(Time::millis(ms.max(0.0) as u64))));
        })
    };
    let fill = props.now.since(begins).0.saturating_mul(1_000) / span.0.max(1);
    html! {
        <div class="scrub">
            { for thinned(&props.markers, begins, span).into_iter().map(|(place, marker)| html! {
                <span class={prose::marker_class(marker.kind)} style={format!("left:{}.{}%", place / 10, place % 10)}
                    title={format!("{}: {}", marker.at, marker.text)} aria-hidden="true">{ prose::marker_glyph(marker.kind) }</span>
            }) }
            <input class="range" type="range" aria-label="Time of the scene" min={begins.as_millis().to_string()} max={(begins + span.since(Time::START)).as_millis().to_string()}
                step="100" value={props.now.as_millis().to_string()}
                aria-valuetext={format!("{} of {}", prose::spoken(props.now), prose::spoken(props.end))}
                style={format!("--fill:{}.{}%", fill / 10, fill % 10)} oninput={seek}
                onpointerdown={take} onpointerup={let_go.clone()} onpointercancel={let_go} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::event::EventId;

    fn marker(at: Time, kind: MarkerKind) -> Marker {
        Marker { at, kind, text: String::new(), event: EventId(0) }
    }

    #[test]
    fn the_slider_always_has_room_ahead() {
        assert_eq!(span(Time::START), Time::seconds(15));
        assert_eq!(span(Time::seconds(12)), Time::seconds(30));
        assert_eq!(span(Time::seconds(3_600)), Time::seconds(7_200));
        assert_eq!(span(Time::seconds(30 * 86_400)), Time::seconds(38 * 86_400));
    }

    #[test]
    fn what_is_held_does_not_grow_before_time_is_beyond_it() {
        let s = Time::seconds;
        for (held, now, wanted) in
            [(None, 12, 30), (Some(15), 12, 15), (Some(15), 15, 15), (Some(15), 16, 30), (Some(60), 12, 60)]
        {
            assert_eq!(span_in_hand(held.map(s), s(now), span(s(now))), s(wanted), "{held:?} {now}");
        }
    }

    #[test]
    fn crowded_markers_are_thinned_by_kind() {
        let crowd: Vec<Marker> = (0..100).map(|n| marker(Time::millis(n), MarkerKind::Flush)).collect();
        assert_eq!(thinned(&crowd, Time::START, Time::seconds(60)).len(), 1);
        let both =
            [marker(Time::seconds(30), MarkerKind::Flush), marker(Time::seconds(30), MarkerKind::Reshard)];
        let later = thinned(&both, Time::seconds(20), Time::seconds(20));
        assert_eq!(
            later.iter().map(|(place, _)| *place).collect::<Vec<_>>(),
            [500, 500],
            "where it begins later"
        );
        let shown = thinned(&both, Time::START, Time::seconds(60));
        assert_eq!(shown.iter().map(|(place, _)| *place).collect::<Vec<_>>(), [500, 500]);
    }
}
