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

/// One pattern by hand; the terminal takes five.
fn patterns(reader: &ReaderView, it: &MappingView, on: &Callback<Msg>) -> Html {
    let changed = {
        let (on, name) = (on.clone(), reader.name.clone());
        Callback::from(move |event: Event| {
            let field = event.target_unchecked_into::<HtmlInputElement>();
            let text = field.value();
            let filters = if text.trim().is_empty() {
                Ok(Vec::new())
            } else {
                Filter::parse(&text).map(|one| vec![one])
            };
            // The browser shows it at the field, and reads it out.
            field.set_custom_validity(filters.as_ref().err().map_or("", String::as_str));
            match filters {
                Ok(filters) => {
                    on.emit(Msg::Act(vec![set(&name, Setting::Mapping(MappingSetting::Filters(filters)))]));
                }
                Err(_) => {
                    field.report_validity();
                }
            }
        })
    };
    let (first, more) = (it.filters.first().cloned().unwrap_or_default(), it.filters.len().saturating_sub(1));
    html! {
        <div class="field">
            <label for="filter-criteria"><span>{ "FilterCriteria" }</span>
                <small>{ format!("0 to {} patterns of {} characters", ESM_FILTERS_MAX.at(Era::Today), grouped(ESM_FILTER_CHARS.at(Era::Today))) }</small></label>
            <input id="filter-criteria" class="inp" type="text" spellcheck="false" autocomplete="off" value={first}
                placeholder={"{\"data\":{\"country\":[\"DE\"]}}"} onchange={changed} />
            if more > 0 {
                <small class="mut">{ format!("Or one of {more} more, set in the terminal.") }</small>
            }
            if !it.filters.is_empty() {
                <button type="button" class="btn small" onclick={crate::panel::send(on, told(reader, MappingSetting::Filters(Vec::new())))}>
                    { "Let all records through" }</button>
            }
        </div>
    }
}
