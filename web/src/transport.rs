//! Time's controls: steps, play, undo, the clock, the scrubber with its markers, speeds, skips.

mod branches;
pub mod icon;
mod scrubber;

use engine::history::BranchTold;
use engine::kernel::Time;
use engine::view::{Marker, MarkerKind};
use std::rc::Rc;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::model::{Clock, Msg, TimeMsg};
use crate::panel::send;
use crate::prose;
use crate::update::SPEEDS;

pub use branches::branches;
use icon::Icon;
use scrubber::Scrubber;

#[derive(Properties, PartialEq)]
pub struct TransportProps {
    pub clock: Clock,
    pub markers: Rc<[Marker]>,
    #[prop_or_default]
    pub branches: Vec<BranchTold>,
    /// The list of branches is open.
    #[prop_or(false)]
    pub forks: bool,
    /// Two worlds play: nothing of theirs can be undone, and no other branch is gone to.
    #[prop_or(false)]
    pub pair: bool,
    /// The list of markers is open.
    pub list: bool,
    /// Markers and speeds stand in the dock's row instead.
    #[prop_or(false)]
    pub phone: bool,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn Transport(props: &TransportProps) -> Html {
    let TransportProps { clock, markers, on, .. } = props;
    let step = |icon: Icon,
                name: &'static str,
                key: Option<&'static str>,
                time: TimeMsg,
                class: &'static str| {
        let title = key.map_or(name.to_owned(), |key| format!("{name} ({key})"));
        html! {
            <button type="button" class={class} aria-label={name} title={title} onclick={send(on, Msg::Time(time))}>{ icon.draw() }</button>
        }
    };
    let play = if clock.playing { (Icon::Pause, "Pause") } else { (Icon::Play, "Play") };
    html! {
        <div class="tr" role="group" aria-label="Time">
            { step(Icon::Start, "To the start", None, TimeMsg::ToStart, "phone-hide") }
            { step(Icon::SecondBack, "One second back", None, TimeMsg::Second { back: true }, "phone-hide") }
            { step(Icon::EventBack, "One event back", Some(","), TimeMsg::Event { back: true }, "") }
            <button type="button" class="p" id="play" aria-label={play.1} title={format!("{} (Space)", play.1)}
                onclick={send(on, Msg::Time(TimeMsg::PlayPause))}>{ play.0.draw() }</button>
            { step(Icon::Event, "One event on", Some("."), TimeMsg::Event { back: false }, "") }
            { step(Icon::Second, "One second on", None, TimeMsg::Second { back: false }, "phone-hide") }
            { history(Icon::Undo, "Undo", "Ctrl+Z", clock.undo.as_deref(), TimeMsg::Undo, on) }
            { history(Icon::Redo, "Redo", "Shift+Ctrl+Z", clock.redo.as_deref(), TimeMsg::Redo, on) }
            <span class="t" id="clock">{ if props.phone { short_clock(clock.now) } else { clock.now.to_string() } }</span>
            if clock.day > 1 {
                <span class="day" id="day" title={clock.date.clone()}>{ day(clock, props.phone) }</span>
            } else {
                <span class="u wide-only" title={clock.date.clone()}>{ format!("{} UTC", clock.utc) }</span>
            }
            <Scrubber now={clock.now} begins={clock.begins} end={clock.end} markers={markers.clone()} on={on.clone()} />
            { work(clock) }
            if !props.phone {
                { marker_list(markers, props.list, on) }
                if !props.pair { { branches(&props.branches, props.forks, on) } }
                { speeds(clock.speed, on) }
            }
        </div>
    }
}

/// Undo and redo are always there; their titles name what they would do.
fn history(icon: Icon, name: &str, key: &str, line: Option<&str>, time: TimeMsg, on: &Callback<Msg>) -> Html {
    let title = match line {
        Some(line) => format!("{name}: {} ({key})", prose::cut(line, 120)),
        None => format!("Nothing to {}", name.to_lowercase()),
    };
    html! {
        <button type="button" aria-label={title.clone()} title={title} disabled={line.is_none()}
            onclick={send(on, Msg::Time(time))}>{ icon.draw() }</button>
    }
}

/// What is going on over several frames, and a wished speed that is not reached.
fn work(clock: &Clock) -> Html {
    if let Some(work) = &clock.work {
        let done = work.done.map_or(String::new(), |done| format!(" · {} %", done / 10_000));
        return html! { <span class="reach" role="status">{ format!("{}{done}", work.says) }</span> };
    }
    match clock.behind_at {
        Some(tenths) => html! {
            <span class="reach">{ format!("{}× wanted, {}.{}× reached", clock.speed, tenths / 10, tenths % 10) }</span>
        },
        None => Html::default(),
    }
}

/// After the first midnight the time of day alone would say too little.
fn day(clock: &Clock, phone: bool) -> String {
    let time = if phone { clock.utc.get(..5).unwrap_or(&clock.utc) } else { &clock.utc };
    format!("day {} · {time}{}", clock.day, if phone { "" } else { " UTC" })
}

/// Without hours while there are none.
fn short_clock(now: Time) -> String {
    let text = now.to_string();
    text.strip_prefix("00:").map_or(text.clone(), ToOwned::to_owned)
}

/// Speeds as buttons, or as a list where there is little room.
pub fn speeds(now: u32, on: &Callback<Msg>) -> Html {
    let pills = SPEEDS.map(|speed| {
        let pressed = (now == speed).to_string();
        html! {
            <button type="button" class="pill" aria-pressed={pressed} aria-label={format!("{speed} times real time")}
                onclick={send(on, Msg::Time(TimeMsg::Speed(speed)))}>{ format!("{speed}×") }</button>
        }
    });
    let choose = {
        let on = on.clone();
        Callback::from(move |event: Event| {
            if let Ok(speed) = event.target_unchecked_into::<HtmlSelectElement>().value().parse() {
                on.emit(Msg::Time(TimeMsg::Speed(speed)));
            }
        })
    };
    html! {
        <>
            <div class="speeds wide-only" role="group" aria-label="Speed">{ for pills }</div>
            <select class="pill narrow-only" aria-label="Speed" onchange={choose}>
                { for SPEEDS.map(|speed| html! {
                    <option value={speed.to_string()} selected={now == speed}>{ format!("{speed}×") }</option>
                }) }
            </select>
        </>
    }
}

/// Skips, and every marker as a button: for keyboard, touch and screen reader.
pub fn marker_list(markers: &[Marker], list: bool, on: &Callback<Msg>) -> Html {
    let skip = |kind: MarkerKind, name: &'static str| {
        html! {
            <button type="button" class="btn small" onclick={send(on, Msg::Time(TimeMsg::Skip(kind)))}>
                <span class={prose::marker_class(kind)} aria-hidden="true">{ prose::marker_glyph(kind) }</span>{ name }
            </button>
        }
    };
    let marker = |marker: &Marker| {
        html! {
            <button type="button" onclick={send(on, Msg::Time(TimeMsg::At(marker.clone())))}>
                <span class={prose::marker_class(marker.kind)} aria-hidden="true">{ prose::marker_glyph(marker.kind) }</span>
                { format!(" {} · {}", short(marker.at), prose::cut(&marker.text, 80)) }
            </button>
        }
    };
    html! {
        <div class="marks">
            <button type="button" class="pill" id="markers-open" aria-expanded={list.to_string()} aria-controls="markers"
                title="Markers of the timeline ([ and ])" onclick={send(on, Msg::ToggleMarkers)}>
                { Icon::Flag.draw() }{ format!(" {}", markers.len()) }<span class="sr">{ " markers of the timeline" }</span>
            </button>
            if list {
                <div id="markers" class="menu pop card" role="group" aria-label="Markers of the timeline">
                    <div class="btns" role="group" aria-label="Skip to the next">
                        { skip(MarkerKind::Refusal, "next throttle") }
                        { skip(MarkerKind::Flush, "next flush") }
                        { skip(MarkerKind::Failure, "next failure") }
                    </div>
                    if markers.is_empty() {
                        <p class="mut">{ "Nothing has happened so far." }</p>
                    }
                    { for markers.iter().rev().take(100).map(marker) }
                </div>
            }
        </div>
    }
}

fn short(at: Time) -> String {
    at.to_string().chars().take(10).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_is_told_with_the_time_of_day() {
        let clock = |hours: u64| {
            let now = Time::seconds(hours * 3_600 + 309);
            let utc = engine::era::Era::Today.format_utc(now, "%H:%M:%S");
            Clock { now, utc, day: prose::day(now), ..Clock::default() }
        };
        assert_eq!((clock(0).day, clock(9).day, clock(10).day), (1, 1, 2), "midnight comes after ten hours");
        assert_eq!(day(&clock(48), false), "day 3 · 14:05:09 UTC");
        assert_eq!(day(&clock(60), true), "day 4 · 02:05");
        // As the dates of objects and logs have it.
        for hours in 0..200 {
            let now = clock(hours).now;
            let date =
                engine::era::Era::Y2018.format_utc(now, "%-j").parse::<u64>().expect("a day of the year");
            let first = engine::era::Era::Y2018.format_utc(Time::START, "%-j").parse::<u64>().expect("a day");
            assert_eq!(clock(hours).day, date - first + 1, "{hours} h");
        }
    }
}
