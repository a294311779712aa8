//! One invocation of a transform: per record what went in, what came out, and the verdict.

use engine::kernel::units::grouped;
use engine::names::Name;
use engine::view::Which;
use engine::view::look::{InvocationLook, InvocationRow, WAITS};
use yew::prelude::*;

use super::verdicts::Pick;
use super::{button, kick, limited, meter, row, send};
use crate::model::{InspectMsg, Model, Msg, Of, ROWS, Tab};
use crate::prose;
use crate::scene::Selection;
use crate::scene::layout::numbers::clock;

const VERDICTS: [&str; 3] = ["Ok", "Dropped", "ProcessingFailed"];

pub fn show(model: &Model, delivery: &Name, n: usize, on: &Callback<Msg>) -> Html {
    let back = button(on, "btn small", "‹ Back", Msg::Inspect(InspectMsg::Back));
    let Some(look) = &model.facts.looked.invocation else {
        return html! { <><p class="mut">{ "This invocation is not there at this instant." }</p>{ back }</> };
    };
    let tabs = Tab::ALL.map(|tab| {
        let selected = (model.inspector.tab == tab).to_string();
        html! {
            <button type="button" role="tab" aria-selected={selected} onclick={send(on, Msg::Inspect(InspectMsg::Tab(tab)))}>
                { tab.name() }
            </button>
        }
    });
    let body = match model.inspector.tab {
        Tab::Results => results(model, look, on),
        Tab::Event => {
            json("The event, with its first record", &look.event, look.request_bytes, look.payload_limit)
        }
        Tab::Response => {
            json("The answer, with its first record", &look.response, look.response_bytes, look.payload_limit)
        }
    };
    let code = Msg::Inspect(InspectMsg::Select(Selection::Function(look.function.clone())));
    html! {
        <>
            { kick("Selected · transform Lambda") }
            <h1 tabindex="-1">{ format!("{} · invocation {}", look.function, n + 1) }</h1>
            <div class="btns">
                { back }
                { button(on, "btn small", &format!("Code of {}", look.function), code) }
            </div>
            { row("by", format!("{delivery}, by {}", look.fired_by.word())) }
            { row("started", look.started) }
            { row("answered", look.answered.map_or("not yet".to_owned(), |at| prose::span_ms(at.since(look.started).as_millis()))) }
            { whole(look, model, delivery, on) }
            <div class="tabs" role="tablist" aria-label="Invocation">{ for tabs }</div>
            <div role="tabpanel" aria-label={model.inspector.tab.name()}>{ body }</div>
        </>
    }
}

/// Of an invocation that failed as a whole: how often it was tried, when again, and what it died of.
fn whole(look: &InvocationLook, model: &Model, delivery: &Name, on: &Callback<Msg>) -> Html {
    let failed = look.attempts > 1 || look.error.is_some() || look.next_try.is_some();
    if !failed {
        return written(look);
    }
    let now = model.facts.clock.now;
    let again = look.next_try.filter(|at| *at > now).map(|at| clock(at.since(now).as_micros()));
    html! {
        <>
            { row("attempts", again.map_or(look.attempts.to_string(), |left| format!("↻{} again in {left}", look.attempts))) }
            { for look.error.map(|(code, message)| html! { <p class="er">{ format!("✕ {code}: {message}") }</p> }) }
            { written(look) }
            <div class="btns">{ button(on, "btn small", "Why?", Msg::Why(Of::Delivery(delivery.clone()))) }</div>
        </>
    }
}

/// What the function wrote into its log.
fn written(look: &InvocationLook) -> Html {
    if look.log.is_empty() {
        return Html::default();
    }
    html! { <pre tabindex="0" role="group" aria-label="Log">{ look.log.join("\n") }</pre> }
}

fn results(model: &Model, look: &InvocationLook, on: &Callback<Msg>) -> Html {
    let counts = [look.ok, look.dropped, look.failed];
    let all = filter(model, None, &format!("All {}", grouped(look.records)), on);
    let chips = VERDICTS
        .iter()
        .zip(counts)
        .map(|(verdict, count)| filter(model, Some(verdict), &format!("{verdict} {}", grouped(count)), on));
    let of = match model.inspector.verdict {
        None => look.records,
        Some(verdict) => {
            VERDICTS.iter().zip(counts).find(|(name, _)| **name == verdict).map_or(0, |(_, count)| count)
        }
    };
    // Only of one without code can the answer be chosen.
    let functions = model.facts.view.iter().flat_map(|view| &view.functions);
    let told = functions.filter(|it| it.name == look.function).find_map(|it| it.answers.as_ref());
    let pick = |number: u64| {
        let (function, verdicts, on) = (look.function.clone(), told?.clone(), on.clone());
        Some(html! { <><br /><Pick {function} {number} {verdicts} {on} /></> })
    };
    html! {
        <>
            <div class="chips" role="group" aria-label="Show">{ all }{ for chips }</div>
            <table class="grid">
                <thead><tr><th scope="col">{ "recordId and result, in → out" }</th></tr></thead>
                <tbody>{ for model.facts.looked.rows.iter().map(|row| line(row, pick(row.number), model, on)) }</tbody>
            </table>
            { pages(model.inspector.page, of, on) }
        </>
    }
}

fn filter(model: &Model, verdict: Option<&'static str>, label: &str, on: &Callback<Msg>) -> Html {
    let pressed = (model.inspector.verdict == verdict).to_string();
    html! {
        <button type="button" aria-pressed={pressed} onclick={send(on, Msg::Inspect(InspectMsg::Verdict(verdict)))}>
            { label }
        </button>
    }
}

fn line(row: &InvocationRow, pick: Option<Html>, model: &Model, on: &Callback<Msg>) -> Html {
    let which = model.inspector.invocation.as_ref();
    let which = which
        .map(|(delivery, _)| Which::ByRecordId { delivery: delivery.clone(), id: row.record_id.clone() });
    let (class, glyph) = match row.verdict {
        "Ok" => ("ok", "●"),
        "Dropped" => ("dr", "◐"),
        WAITS => ("dr", "↻"),
        _ => ("er", "✕"),
    };
    // The id's end tells records apart; its beginning is the shard's.
    let tail: String = {
        let id: Vec<char> = row.record_id.chars().collect();
        id[id.len().saturating_sub(14)..].iter().take(7).collect()
    };
    html! {
        <tr>
            <td>
                <span class="mut">{ format!("{}. ", grouped(row.number)) }</span>
                <b title={row.record_id.clone()}>{ format!("…{tail}…") }</b>{ " " }
                <span class={classes!("verdict", class)}>{ format!("{glyph} {}", row.verdict) }</span>
                <br /><span title={row.input.clone()}>{ prose::cut(&row.input, 56) }</span>
                { for row.output.iter().map(|out| html! { <><br /><span class="ok" title={out.clone()}>{ format!("→ {}", prose::cut(out, 56)) }</span></> }) }
                { for row.reason.iter().map(|reason| html! { <><br />{ reason }</> }) }
                <br /><span class="mut">{ format!("lands in {}", row.lands_in) }</span>{ " " }
                { for which.map(|which| button(on, "btn small", "its passport", Msg::Passport(Some(which)))) }
                { for pick }
            </td>
        </tr>
    }
}

fn pages(page: usize, of: u64, on: &Callback<Msg>) -> Html {
    let of = usize::try_from(of).unwrap_or(usize::MAX);
    if of <= ROWS {
        return Html::default();
    }
    let last = of.div_ceil(ROWS) - 1;
    let go = |to: usize, label: &str, off: bool| {
        html! {
            <button type="button" class="btn small" disabled={off} onclick={send(on, Msg::Inspect(InspectMsg::Page(to)))}>{ label }</button>
        }
    };
    html! {
        <div class="btns">
            { go(page.saturating_sub(1), "‹ Earlier", page == 0) }
            <span class="mut">{ format!("{}–{} of {}", page * ROWS + 1, ((page + 1) * ROWS).min(of), of) }</span>
            { go(page + 1, "Later ›", page >= last) }
        </div>
    }
}

fn json(title: &str, text: &str, bytes: u64, limit: u64) -> Html {
    html! {
        <>
            { limited("payload", format!("{} of {} B", grouped(bytes), grouped(limit)), bytes > limit) }
            { meter("payload", bytes, limit) }
            { kick(title) }
            <pre tabindex="0">{ text }</pre>
        </>
    }
}
