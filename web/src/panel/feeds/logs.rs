//! A subscription of CloudWatch Logs: what fits its pattern, and the record that came of it, unpacked.

use engine::command::FeedSetting;
use engine::command::feed::{Distribution, Filter};
use engine::kernel::units::grouped;
use engine::limits::LOGS_RETRIES;
use engine::payload::{LineKind, Lines};
use engine::view::LogsView;
use yew::prelude::*;

use super::{Hand, became};
use crate::panel::field::Field;
use crate::panel::{bad, kick_as_it_is, meter, row};
use crate::prose;

pub fn show(logs: &LogsView, _hand: &Hand<'_>) -> Html {
    let some = |name: &str, n: u64| (n > 0).then(|| row(name, grouped(n)));
    let pretty = logs.last_json.as_ref().map(|json| prose::indented(json));
    html! {
        <>
            { kick_as_it_is(&logs.group) }
            { row("log events", grouped(logs.events)) }
            { row("fit the pattern", grouped(logs.matched)) }
            { meter("log events that fit the pattern", logs.matched, logs.events.max(1)) }
            { row("sent", format!("{} events in {} records", grouped(logs.events_sent), grouped(logs.records_sent))) }
            { row("wait", format!("{} events", grouped(logs.events_waiting))) }
            { for some("control messages", logs.control_sent) }
            { for some("invocations", logs.invocations) }
            { for some("put again", logs.retries) }
            { for (logs.given_up > 0).then(|| bad("given up", prose::count(logs.given_up, "log event"), true)) }
            if logs.last_json.is_some() {
                { row("last record", format!("{} gzip · {} base64", prose::bytes(logs.last_gzip), prose::bytes(logs.last_base64))) }
            }
            { became("The event of the function", logs.last_event.as_ref()) }
            { became("Unpacked: gunzip", pretty.as_ref()) }
        </>
    }
}

pub fn settings(logs: &LogsView, hand: &Hand<'_>) -> Html {
    let lines = LineKind::ALL.into_iter().filter(|kind| *kind != LineKind::Filler);
    let lines = lines.map(|kind| (kind.word().to_owned(), Lines::of(kind))).collect();
    let spread =
        [Distribution::ByLogStream, Distribution::Random].map(|it| (it.word().to_owned(), it)).to_vec();
    html! {
        <>
            { hand.text(("group", "Log group"), &logs.group, |text| Ok(FeedSetting::Group(text.to_owned()))) }
            <small class="mut">{ "1 to 512 letters, digits, _, -, /, . or #. Docs: CreateLogGroup." }</small>
            { hand.text(("filter", "Filter pattern"), &logs.filter, |text| Filter::parse(text).map(FeedSetting::Filter)) }
            <small class="mut">{ "ERROR · ?ERROR ?WARN · -DEBUG · { $.level = \"error\" } · empty: all" }</small>
            { hand.choice(("lines", "Log events"), &logs.lines, lines, FeedSetting::Lines) }
            <Field id="log-streams" label="Log streams" unit="of the group" value={logs.log_streams} min=1 max=50
                on={hand.number(FeedSetting::LogStreams)} />
            { hand.choice(("distribution", "Distribution"), logs.distribution, spread, FeedSetting::Distribution) }
            <p class="mut">{ format!("Source: {}. How many log streams there may be here is ours.", LOGS_RETRIES.source) }</p>
        </>
    }
}
