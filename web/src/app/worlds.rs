//! Two worlds on the screen: two stages one above the other, and below them the numbers that differ.

use engine::kernel::units::{grouped, money};
use engine::worlds::{Difference, Unit, Worlds};
use yew::prelude::*;

use crate::model::{Model, Msg, Now, Pair, WorldsMsg};
use crate::panel::button;
use crate::prose;
use crate::scene::{Selection, Stage, StageAction, window_us};

/// Numbers that are shown at once, in two tables of which a wide page has room for both side by side.
const SHOWN: usize = 6;
const IN_EACH: usize = SHOWN / 2;

/// Both stages.
pub fn stages(model: &Model, pair: &Pair, first: Now, second: Now) -> Html {
    let world = |now: Now, kick: &'static str, name: &str| {
        let window = window_us(u64::from(now.clock.speed), &now.view);
        html! {
            <section class="world" aria-label={format!("{kick}: {name}")}>
                <h2><span class="kick">{ kick }</span>{ " " }{ name }</h2>
                <Stage window_us={window} view={now.view} marks={now.marks} selection={Selection::Nothing} live=false
                    pair=true name={format!("Figure: {kick}")} on={Callback::from(|_: StageAction| ())} />
            </section>
        }
    };
    html! {
        <>
            { world(first, "As it is", &model.title) }
            { world(second, "Changed", &pair.knob) }
        </>
    }
}

fn value(n: u64, unit: Unit) -> String {
    match unit {
        Unit::Records | Unit::Calls => grouped(n),
        Unit::Milliseconds => prose::span_ms(n),
        Unit::Nano => money(n),
    }
}

/// The numbers that differ most, and what can be done with the changed world.
pub fn strip(pair: &Pair, keeps: bool, on: &Callback<Msg>) -> Html {
    let row = |it: &Difference| {
        let [first, second] = it.values;
        let more = second > first;
        let sign = match (first == second, more) {
            (true, _) => "=",
            (false, true) => "▲",
            (false, false) => "▼",
        };
        let class = classes!("n", (it.measure.bad && more).then_some("er"));
        html! {
            <tr>
                <th scope="row">{ it.measure.name }</th>
                <td class="n">{ value(first, it.measure.unit) }</td>
                <td {class}>{ format!("{} {sign}", value(second, it.measure.unit)) }</td>
                <td class="n">{ prose::spoken(it.parted) }</td>
            </tr>
        }
    };
    let more = pair.differences.len().saturating_sub(SHOWN);
    let shown = &pair.differences[..pair.differences.len().min(SHOWN)];
    let table = |rows: &[Difference]| {
        html! {
            <table class="grid">
                <thead><tr>
                    <th scope="col">{ "differs" }</th><th scope="col" class="n">{ "as it is" }</th>
                    <th scope="col" class="n">{ "changed" }</th><th scope="col" class="n">{ "first at" }</th>
                </tr></thead>
                <tbody>{ for rows.iter().map(row) }</tbody>
            </table>
        }
    };
    html! {
        <section class="strip" aria-label="What differs">
            <div class="strip-said">
                <p><b>{ "One knob: " }</b>{ &pair.knob }</p>
                if pair.from > engine::kernel::Time::START {
                    <p class="mut">{ format!("They part at {}.", prose::spoken(pair.from)) }</p>
                }
                if more > 0 { <p class="mut">{ format!("{more} more {} less.", if more == 1 { "number differs" } else { "numbers differ" }) }</p> }
                <div class="btns">
                    if keeps { { button(on, "btn p", "Keep this one", Msg::Worlds(WorldsMsg::Keep)) } }
                    { button(on, "btn", "Close the comparison", Msg::Worlds(WorldsMsg::End)) }
                </div>
            </div>
            { for pair.refused.iter().take(2).map(|line| html! { <p class="note bad">{ format!("✕ In the changed world this is refused: {}", prose::cut(line, 160)) }</p> }) }
            if pair.differences.is_empty() {
                <p id="no-difference" role="status">{ format!("No difference in any of {} numbers.", Worlds::compared()) }</p>
            } else {
                <div class="strip-tables" role="group" aria-label="Numbers that differ most">
                    { for shown.chunks(IN_EACH).map(table) }
                </div>
            }
        </section>
    }
}
