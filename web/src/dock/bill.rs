//! The bill: by service what was used, by whom, at which price, and what a month like the last minute would cost.

use engine::kernel::units::money;
use engine::view::{BillLineView, BillServiceView, BillView, month_hours};
use yew::prelude::*;

use crate::model::Msg;
use crate::panel::{PanelProps, button};

#[function_component]
pub fn Bill(props: &PanelProps) -> Html {
    let Some(bill) = props.model.facts.bill.as_deref() else {
        return html! { <div class="bill"></div> };
    };
    if bill.lines.is_empty() {
        return html! {
            <div class="bill" tabindex="0" role="group" aria-label="Bill">
                <p>{ "Nothing runs, nothing costs." }</p>
                <p class="mut">{ "A stream costs from when it is made, used or not; Amazon Data Firehose costs by what it takes. " }{ prices_of(bill) }</p>
            </div>
        };
    }
    let of = |service: &BillServiceView| {
        let lines: Vec<&BillLineView> =
            bill.lines.iter().filter(|line| line.service == service.service).collect();
        html! {
            <tbody key={service.service}>
                <tr class="of">
                    <th scope="rowgroup" colspan="2">{ service.service }</th>
                    <td class="n"><b>{ money(service.amount) }</b></td>
                    <td class="n"><b>{ money(service.month) }</b></td>
                </tr>
                { for lines.into_iter().map(line) }
            </tbody>
        }
    };
    html! {
        <div class="bill" tabindex="0" role="group" aria-label="Bill">
            <p class="sum">
                <b>{ money(bill.total) }</b>{ " so far · " }
                <b>{ money(bill.month) }</b>{ format!(" a month like {} ", lately(bill)) }
                { button(&props.on, "btn small", "Copy", Msg::Copy(as_text(bill))) }
            </p>
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "what, and who" }</th><th scope="col">{ "quantity and price" }</th>
                    <th scope="col" class="n">{ "so far" }</th><th scope="col" class="n">{ "a month" }</th>
                </tr></thead>
                { for bill.services.iter().map(of) }
            </table>
            <p class="mut">{ rule(bill) }</p>
        </div>
    }
}

fn line(line: &BillLineView) -> Html {
    html! {
        <tr key={format!("{} {}", line.id, line.of)}>
            <td><details><summary>{ format!("{} · {}", line.what, line.of) }</summary>
                <p>{ line.rule }</p><p class="mut">{ format!("Source: {}", line.source) }</p></details></td>
            <td>{ quantity(line) }<small>{ price(line) }</small></td>
            <td class="n">{ money(line.amount) }</td>
            <td class="n">{ money(line.month) }</td>
        </tr>
    }
}

/// `1.5 shard-hours`, `0.25 million PUT payload units`.
fn quantity(line: &BillLineView) -> String {
    let many = line.quantity != "1" && !line.unit.ends_with('s') && line.unit != "GB";
    format!("{} {}{}", line.quantity, line.unit, if many { "s" } else { "" })
}

fn price(line: &BillLineView) -> String {
    format!("{} per {}", money(line.price), line.unit)
}

/// What the projection looks at.
fn lately(bill: &BillView) -> String {
    match bill.window_us / 1_000_000 {
        60.. => "the last minute".to_owned(),
        1 => "the first second".to_owned(),
        seconds => format!("the first {seconds} seconds"),
    }
}

fn prices_of(bill: &BillView) -> String {
    let other = if bill.other_era { " The scene plays at another time: it is billed at these." } else { "" };
    format!("List prices of us-east-1, {}; no free tier, no taxes.{other}", bill.prices_of)
}

fn rule(bill: &BillView) -> String {
    format!(
        "{} A month has {} hours: what {} cost, as often as that goes into them.",
        prices_of(bill),
        month_hours(),
        lately(bill)
    )
}

/// The bill as a text of lines, with tabs between what stands in columns.
fn as_text(bill: &BillView) -> String {
    let mut text = String::from("service\twho\twhat\tquantity\tprice\tso far\ta month\n");
    for line in &bill.lines {
        let columns = [
            line.service.to_owned(),
            line.of.to_string(),
            line.what.to_owned(),
            quantity(line),
            price(line),
            money(line.amount),
            money(line.month),
        ];
        text.push_str(&columns.join("\t"));
        text.push('\n');
    }
    format!("{text}total\t\t\t\t\t{}\t{}\n{}\n", money(bill.total), money(bill.month), rule(bill))
}

#[cfg(test)]
mod tests {
    use engine::kernel::Time;
    use engine::story::{self, Story};

    use super::*;

    fn bill(story: &str, second: u64) -> BillView {
        let mut world = story::start(&Story::parse(story).expect("a story")).expect("it starts");
        world.advance(Time::seconds(second), u64::MAX);
        engine::view::bill(&world)
    }

    #[test]
    fn a_bill_is_copied_line_by_line_with_its_rule() {
        let bill = bill("era 2018\naws kinesis create-stream --stream-name s --shard-count 2\n", 5_400);
        assert_eq!(
            as_text(&bill),
            "service\twho\twhat\tquantity\tprice\tso far\ta month\n\
             Amazon Kinesis Data Streams\ts\topen shards of provisioned streams\t3 shard-hours\t$0.0150 per \
             shard-hour\t$0.0450\t$21.90\n\
             total\t\t\t\t\t$0.0450\t$21.90\n\
             List prices of us-east-1, November 2026; no free tier, no taxes. The scene plays at another time: it is \
             billed at these. A month has 730 hours: what the last minute cost, as often as that goes into them.\n"
        );
    }

    #[test]
    fn one_is_no_plural_and_the_first_seconds_are_no_minute() {
        let story = "aws kinesis create-stream --stream-name s --shard-count 1\n";
        let hour = bill(story, 3_600);
        assert_eq!(quantity(&hour.lines[0]), "1 shard-hour");
        assert_eq!(
            ["1", "30", "60"].map(|s| lately(&bill(story, s.parse().expect("a number")))),
            ["the first second", "the first 30 seconds", "the last minute"]
        );
        assert!(as_text(&hour).contains("no taxes. A month"), "today needs no word on the era");
    }
}
