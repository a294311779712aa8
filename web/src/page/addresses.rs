//! What an address may switch, and what a page around this one may say: both from their tables.

use yew::prelude::*;

use crate::embed::{By, MESSAGES, Message};
use crate::switches::{SWITCHES, Switch};

/// Two sections of the reference.
pub fn sections() -> Html {
    html! {
        <>
            <h2 id="switches">{ "Switches of the address" }</h2>
            <p>
                { "Before the # (" }<code>{ "?era=2020&seed=7#/" }</code>{ ") they hold for the whole visit, behind the route (" }
                <code>{ "#/learn?present" }</code>{ ") for that address alone; there they win." }
            </p>
            { table("Switches of the address", ["switch", "takes", "without it", "does"], SWITCHES.iter().map(switch)) }
            <h2 id="embed">{ "In another page" }</h2>
            <p>
                { "In an iframe with " }<code>{ "?embed" }</code>{ " the page hears what the page around it says by " }
                <code>{ "postMessage({ shardlab: 1, do: … })" }</code>{ " and answers with " }
                <code>{ "{ shardlab: 1, event: … }" }</code>
                { ". It hears nobody else, trusts nothing of it, and answers what it does not understand with an error." }
            </p>
            { table("Messages", ["who", "message", "with", "means"], MESSAGES.iter().map(message)) }
        </>
    }
}

fn table(name: &'static str, heads: [&'static str; 4], rows: impl Iterator<Item = [String; 4]>) -> Html {
    let row = |[first, second, third, last]: [String; 4]| {
        html! {
            <tr><th scope="row">{ first }</th><td>{ second }</td><td>{ third }</td><td>{ last }</td></tr>
        }
    };
    html! {
        <div class="scroll-x" tabindex="0" role="group" aria-label={name}>
            <table class="grid">
                <thead><tr>{ for heads.map(|head| html! { <th scope="col">{ head }</th> }) }</tr></thead>
                <tbody>{ for rows.map(row) }</tbody>
            </table>
        </div>
    }
}

fn switch(it: &Switch) -> [String; 4] {
    [it.name.to_owned(), it.kind.says(), it.default.to_owned(), it.does.to_owned()]
}

fn message(it: &Message) -> [String; 4] {
    let (who, field) = match it.by {
        By::Host => ("the other page", "do"),
        By::Page => ("this page", "event"),
    };
    [who.to_owned(), format!("{field}: \"{}\"", it.word), it.fields.to_owned(), it.means.to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The rows of a table as README has them.
    fn written(rows: impl Iterator<Item = [String; 4]>) -> String {
        rows.map(|row| format!("| {} |\n", row.join(" | "))).collect()
    }

    #[test]
    fn the_readme_has_both_tables_as_they_are() {
        let readme = include_str!("../../../README.md");
        for rows in [written(SWITCHES.iter().map(switch)), written(MESSAGES.iter().map(message))] {
            assert!(readme.contains(&rows), "README.md must hold these lines:\n{rows}");
        }
    }
}
