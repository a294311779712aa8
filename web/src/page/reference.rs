//! The reference: limits by era, and every other table of [`crate::tables`], with a filter and an address for each
//! section and row.

use engine::era::Era;
use engine::kernel::units::grouped;
use engine::limits::{ALL, Limit};
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::rich;
use crate::content;
use crate::host;
use crate::tables::{self, LIMITS, Row, Table, advice, anchor};

#[derive(Properties, PartialEq)]
pub struct ReferenceProps {
    /// Of the scene: its column is the chosen one at first.
    pub era: Era,
    /// The section or row that the address names; empty is the beginning.
    pub at: String,
}

#[function_component]
pub fn Reference(props: &ReferenceProps) -> Html {
    let chosen = use_state(|| props.era);
    let words = use_state(String::new);
    let field = use_node_ref();
    let all = use_memo(*chosen, |era| tables::all(*era));
    {
        let (words, field) = (words.clone(), field.clone());
        use_effect_with(props.at.clone(), move |at| {
            if !at.is_empty() {
                // What is named is shown, whatever was looked for before.
                words.set(String::new());
                if let Some(field) = field.cast::<HtmlInputElement>() {
                    field.set_value("");
                }
                host::show(at.clone());
            }
        });
    }
    let chip = |era: Era| {
        let state = chosen.clone();
        let pressed = (*chosen == era).to_string();
        html! { <button type="button" aria-pressed={pressed} onclick={move |_| state.set(era)}>{ format!("{} · {}", era.name(), era.exam()) }</button> }
    };
    let type_in = {
        let words = words.clone();
        Callback::from(move |event: InputEvent| {
            words.set(event.target_unchecked_into::<HtmlInputElement>().value());
        })
    };
    let fits = Filter::new(&words);
    let limits: Vec<&Limit> = ALL.iter().copied().filter(|limit| fits.limit(limit)).collect();
    let shown: Vec<(&Table, Vec<&Row>)> = all
        .iter()
        .map(|table| (table, table.rows.iter().filter(|row| fits.row(row)).collect::<Vec<_>>()))
        .filter(|(_, rows)| !rows.is_empty())
        .collect();
    // One section at a time, unless something is looked for: all of them would be hundreds of rows.
    let is_at = |(table, _): &&(&Table, Vec<&Row>)| {
        table.id == props.at || table.rows.iter().any(|row| row.id == props.at)
    };
    let open = shown.iter().find(is_at).map(|(table, _)| table.id).filter(|_| fits.is_empty());
    let is_open = |id: &str| !fits.is_empty() || open.unwrap_or(LIMITS) == id;
    let found = limits.len() + shown.iter().map(|(_, rows)| rows.len()).sum::<usize>();
    let count = if fits.is_empty() {
        format!("{found} rows in {} sections", shown.len() + 1)
    } else {
        format!("{found} rows fit")
    };
    let link = |id: &str, title: &str, rows: usize| {
        let here = (fits.is_empty() && is_open(id)).then_some("location");
        html! { <a href={format!("#/reference/{id}")} aria-current={here}>{ title.to_owned() }<span class="m">{ rows }</span></a> }
    };
    html! {
        <div class="ref">
            <nav class="toc" aria-label="Sections of the reference">
                if !limits.is_empty() { { link(LIMITS, "Limits by era", limits.len()) } }
                { for shown.iter().map(|(table, rows)| link(table.id, table.title, rows.len())) }
            </nav>
            <div class="wrap">
                <h1>{ "Reference" }</h1>
                <div class="bank-tools">
                    // It keeps its own text: hundreds of rows take a moment, and letters come meanwhile.
                    <label class="find">{ "Filter " }<input type="search" id="reference-filter" ref={field} placeholder="such as: retention, throttl, KPL"
                        oninput={type_in} /></label>
                    <span class="mut" role="status">{ count }</span>
                </div>
                if found == 0 {
                    <p class="mut">{ "No row has all of these words. Try fewer, or a part of a word; the search (key /) also looks into lessons and questions." }</p>
                }
                if !limits.is_empty() && is_open(LIMITS) {
                    <section aria-labelledby={LIMITS}>
                        <h2 id={LIMITS} tabindex="-1">{ "Limits by era" }</h2>
                        <p>{ "Every limit that the engine enforces. Each number has a source; where AWS publishes none, the row says “modelled”. What has changed since the era before is bold." }</p>
                        <div class="chips" role="group" aria-label="Era">{ for Era::ALL.map(chip) }</div>
                        { limits_table(&limits, *chosen, &props.at) }
                    </section>
                }
                // An element of its own: beside it, more of them would make the field above anew while one types.
                <div>{ for shown.iter().filter(|(table, _)| is_open(table.id)).map(|(table, rows)| section(table, rows, &props.at)) }</div>
                <p class="mut">{ "Shardlab is not affiliated with Amazon Web Services." }</p>
            </div>
        </div>
    }
}

/// The words of the filter, in small letters.
struct Filter(Vec<String>);

impl Filter {
    /// A letter alone says nothing yet.
    fn new(words: &str) -> Filter {
        if words.trim().chars().count() < 2 {
            return Filter(vec![]);
        }
        Filter(words.to_lowercase().split_whitespace().map(str::to_owned).collect())
    }

    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn fits(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        self.0.iter().all(|word| text.contains(word.as_str()))
    }

    fn limit(&self, limit: &Limit) -> bool {
        let values = limit.by_era.map(grouped).join(" ");
        let (so, modelled) = (advice(limit.id).unwrap_or(""), if limit.modelled { "modelled" } else { "" });
        self.fits(&format!("{} {} {values} {} {so} {modelled}", limit.meaning, limit.unit, limit.source))
    }

    fn row(&self, row: &Row) -> bool {
        self.fits(&format!("{} {}", row.name, row.cells.join(" ")))
    }
}

fn limits_table(limits: &[&Limit], chosen: Era, at: &str) -> Html {
    let column = |era: &Era| classes!("n", "of-era", (*era == chosen).then_some("on"));
    html! {
        <div class="scroll-x eras" tabindex="0" role="group" aria-label="Limits by era">
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "what" }</th><th scope="col">{ "unit" }</th>
                    { for Era::ALL.iter().map(|era| html! { <th scope="col" class={column(era)}>{ format!("{} · {}", era.name(), era.exam()) }</th> }) }
                    <th scope="col">{ "source" }</th>
                </tr></thead>
                <tbody>{ for limits.iter().map(|limit| limit_row(limit, &column, at)) }</tbody>
            </table>
        </div>
    }
}

fn limit_row(limit: &Limit, column: &dyn Fn(&Era) -> Classes, at: &str) -> Html {
    let values = limit.by_era;
    let cell = |(i, value): (usize, &u64)| {
        let changed = i > 0 && values[i - 1] != *value;
        html! {
            <td class={column(&Era::ALL[i])}>
                if *value == 0 && limit.unit != "s" {
                    { "–" }<span class="sr">{ " none stated" }</span>
                } else if changed { <b>{ grouped(*value) }</b><span class="sr">{ " changed" }</span> } else { { grouped(*value) } }
            </td>
        }
    };
    let id = anchor(limit.id);
    html! {
        <tr class={(id == at).then_some("found")} id={id.clone()} tabindex="-1">
            <th scope="row">
                { limit.meaning }{ if limit.modelled { " · modelled" } else { "" } }
                { for advice(limit.id).map(|so| html! { <span class="so">{ so }</span> }) }
            </th>
            <td class="unit" style="white-space:nowrap">{ limit.unit }</td>
            { for values.iter().enumerate().map(cell) }
            <td><span class="phone-only">{ "Source:\u{a0}" }</span>{ limit.source }</td>
        </tr>
    }
}

fn section(table: &Table, rows: &[&Row], at: &str) -> Html {
    html! {
        <section key={table.id} aria-labelledby={table.id}>
            <h2 id={table.id} tabindex="-1">{ table.title }</h2>
            <p>{ rich(table.about) }</p>
            <div class="scroll-x rows" tabindex="0" role="group" aria-label={table.title}>
                <table class="grid">
                    <thead><tr>{ for table.heads.iter().map(|head| html! { <th scope="col">{ *head }</th> }) }</tr></thead>
                    <tbody>{ for rows.iter().map(|row| table_row(row, table.heads, at)) }</tbody>
                </table>
            </div>
        </section>
    }
}

fn table_row(row: &Row, heads: &[&'static str], at: &str) -> Html {
    let cell = |(text, head): (&String, &&'static str)| {
        let lines =
            text.lines().enumerate().map(|(i, line)| html! { <>if i > 0 { <br /> }{ rich(line) }</> });
        html! { <td data-head={*head}>{ for lines }</td> }
    };
    let lesson = row.lesson.and_then(content::lesson).map(|lesson| {
        html! { <a class="so" href={format!("#/learn/{}", lesson.id)}>{ format!("Lesson: {}", lesson.title) }</a> }
    });
    html! {
        <tr key={row.id.clone()} id={row.id.clone()} class={(row.id == at).then_some("found")} tabindex="-1">
            <th scope="row">{ rich(&row.name) }{ for lesson }</th>
            { for row.cells.iter().zip(heads.iter().skip(1)).map(cell) }
        </tr>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filter_wants_every_word_wherever_it_stands() {
        let found = |words: &str| -> Vec<&str> {
            let filter = Filter::new(words);
            ALL.iter().filter(|limit| filter.limit(limit)).map(|limit| limit.id).collect()
        };
        assert_eq!(found("").len(), ALL.len());
        assert_eq!(found("LONGEST retention"), ["kds_retention_max_h"]);
        assert!(found("8,760").contains(&"kds_retention_max_h"), "values too");
        assert_eq!(found("retention xyzzy"), Vec::<&str>::new());
        let modelled = ALL.iter().filter(|limit| limit.modelled).count();
        assert!(found("modelled").len() >= modelled);
    }
}
