//! What came to a mapping later: tumbling windows with their state (December 2020), and patterns that let only some
//! records through (November 2021).

use engine::command::{Filter, MappingSetting, Setting};
use engine::era::Era;
use engine::kernel::Span;
use engine::kernel::units::grouped;
use engine::limits::{ESM_FILTER_CHARS, ESM_FILTERS_MAX, ESM_STATE_MAX, ESM_TUMBLING_MAX};
use engine::view::{LaneView, MappingView, ReaderView};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::told;
use crate::model::Msg;
use crate::panel::field::Field;
use crate::panel::typed::Typed;
use crate::panel::{kick, meter, row, set};
use crate::prose;

/// Lanes whose windows are listed.
const LISTED: usize = 6;

/// The open windows, and what was left out.
pub fn show(it: &MappingView) -> Html {
    let open: Vec<&LaneView> = it.lanes.iter().filter(|lane| lane.window_ends_in_ms.is_some()).collect();
    html! {
        <>
            if !it.filters.is_empty() || it.filtered > 0 {
                { row("filtered out", prose::count(it.filtered, "record")) }
            }
            if it.tumbling_window_s > 0 {
                { kick("Tumbling windows") }
                { row("ended · of them early", format!("{} · {}", grouped(it.windows), grouped(it.windows_early))) }
                { for open.iter().take(LISTED).map(|lane| window(lane, it.parallelization_factor)) }
            }
        </>
    }
}

fn window(lane: &LaneView, factor: u64) -> Html {
    let of = match factor {
        1 => format!("…{}", lane.shard.short()),
        _ => format!("…{} lane {}", lane.shard.short(), lane.lane + 1),
    };
    let ends = lane.window_ends_in_ms.map_or(String::new(), prose::span_ms);
    let name = format!("state of {of}");
    html! {
        <>
            { row(&of, format!("ends in {ends} · {} in its state", prose::count(lane.window_records, "record"))) }
            { meter(&name, lane.state_bytes, ESM_STATE_MAX.at(Era::Today)) }
        </>
    }
}

pub fn settings(reader: &ReaderView, it: &MappingView, era: Era, on: &Callback<Msg>) -> Html {
    let own = |make: fn(u64) -> MappingSetting| super::settings::number(&reader.name, make, on);
    html! {
        <>
            <Field id="tumbling-window" label="TumblingWindowInSeconds" unit="s" value={it.tumbling_window_s} min=0
                max={ESM_TUMBLING_MAX.at(era)} on={own(|s| MappingSetting::Tumbling(Span::seconds(s)))} />
            if it.tumbling_window_s > 0 {
                <Field id="window-state" label="Kept of each record in the state" unit="bytes" value={it.window_state} min=0
                    max={ESM_STATE_MAX.at(era)} log=true on={own(MappingSetting::WindowState)} />
            }
            if era == Era::Today {
                { patterns(reader, it, on) }
            } else {
                <p class="mut">{ "FilterCriteria came on 23 November 2021." }</p>
            }
            <p class="mut">{ format!("Source: {}; of patterns {}.", ESM_TUMBLING_MAX.source, ESM_FILTERS_MAX.source) }</p>
        </>
    }
}

/// A field for each pattern, and an empty one for another: a record passes if one of them fits.
fn patterns(reader: &ReaderView, it: &MappingView, on: &Callback<Msg>) -> Html {
    let most = ESM_FILTERS_MAX.at(Era::Today);
    let fields = (it.filters.len() + 1).min(usize::try_from(most).unwrap_or(1));
    html! {
        <div class="field" role="group" aria-labelledby="filter-criteria">
            <div class="lab" id="filter-criteria"><span>{ "FilterCriteria" }</span>
                <small>{ format!("0 to {most} patterns of {} characters", grouped(ESM_FILTER_CHARS.at(Era::Today))) }</small></div>
            { for (0..fields).map(|place| pattern(reader, it, place, on)) }
            if it.filters.len() > 1 {
                <small class="mut">{ "A record passes if one of them fits. Emptied, a field is taken away." }</small>
            }
            if !it.filters.is_empty() {
                <div class="btns">{ crate::panel::button(
                    on, "btn small", "Let all records through", told(reader, MappingSetting::Filters(Vec::new())),
                ) }</div>
            }
        </div>
    }
}

fn pattern(reader: &ReaderView, it: &MappingView, place: usize, on: &Callback<Msg>) -> Html {
    let changed = {
        let (on, name, before) = (on.clone(), reader.name.clone(), it.filters.clone());
        Callback::from(move |field: HtmlInputElement| {
            let filters = with_pattern(&before, place, &field.value());
            // The browser shows it at the field, and reads it out.
            field.set_custom_validity(filters.as_ref().err().map_or("", String::as_str));
            match filters {
                Ok(filters) => {
                    on.emit(Msg::Act(vec![set(&name, Setting::Mapping(MappingSetting::Filters(filters)))]));
                    true
                }
                Err(_) => {
                    field.report_validity();
                    false
                }
            }
        })
    };
    let now = it.filters.get(place).cloned().unwrap_or_default();
    html! {
        <Typed id={format!("pattern-{}", place + 1)} key={place} class="inp" value={now} on={changed}
            label={format!("Pattern {}", place + 1)} placeholder={"{\"data\":{\"country\":[\"DE\"]}}"} />
    }
}

/// The patterns with the one at a place changed, added, or taken away where nothing is typed.
///
/// # Errors
/// What is wrong with the one that is typed.
fn with_pattern(before: &[String], place: usize, typed: &str) -> Result<Vec<Filter>, String> {
    let mut texts: Vec<&str> = before.iter().map(String::as_str).collect();
    let typed = typed.trim();
    match (texts.get_mut(place), typed.is_empty()) {
        (Some(_), true) => drop(texts.remove(place)),
        (Some(text), false) => *text = typed,
        (None, true) => {}
        (None, false) => texts.push(typed),
    }
    texts.into_iter().map(Filter::parse).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_changed_added_or_taken_away_beside_the_others() {
        let [a, b, c] = ["a", "b", "c"].map(|key| format!("{{\"partitionKey\":[\"{key}\"]}}"));
        let both = [a.clone(), b.clone()];
        for (before, place, typed, after) in [
            (&[][..], 0, a.as_str(), Ok(vec![a.clone()])),
            (&[], 0, " ", Ok(vec![])),
            (&both, 1, &c, Ok(vec![a.clone(), c.clone()])),
            (&both, 2, &c, Ok(vec![a.clone(), b.clone(), c.clone()])),
            (&both, 0, "", Ok(vec![b.clone()])),
            (&both, 2, "", Ok(both.to_vec())),
            (&both, 2, "[]", Err(())),
        ] {
            let said = with_pattern(before, place, typed);
            let said = said.map(|all| all.iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>());
            assert_eq!(said.map_err(drop), after, "{place} {typed}");
        }
    }
}
