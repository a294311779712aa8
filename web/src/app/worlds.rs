//! Two worlds on the screen: two stages one above the other, on a phone one behind the other, and below them the numbers
//! that differ.

use engine::kernel::units::{grouped, money};
use engine::worlds::{Difference, Unit, Worlds};
use yew::prelude::*;

use crate::model::{Model, Msg, Now, Pair, WorldsMsg};
use crate::panel::{button, send};
use crate::prose;
use crate::scene::{Selection, Stage, StageAction, window_us};

/// Numbers that are shown at once.
const SHOWN: usize = 6;

/// Both stages; on a phone the one whose tab is chosen.
pub fn stages(model: &Model, pair: &Pair, first: Now, second: Now, phone: bool, on: &Callback<Msg>) -> Html {
    let second_shown = model.worlds.second;
    let world = |now: Now, kick: &'static str, name: &str, shown: bool| {
        let window = window_us(u64::from(now.clock.speed), &now.view);
        html! {
            <section class="world" aria-label={format!("{kick}: {name}")} hidden={!shown}>
                <h2><span class="kick">{ kick }</span>{ " " }{ name }</h2>
                <Stage window_us={window} view={now.view} marks={now.marks} selection={Selection::Nothing} live=false
                    name={format!("Figure: {kick}")}
                    on={Callback::from(|_: StageAction| ())} />
            </section>
        }
    };
    let tab = |name: &'static str, second: bool| {
        html! {
            <button type="button" role="tab" aria-selected={(second == second_shown).to_string()}
                onclick={send(on, Msg::Worlds(WorldsMsg::Second(second)))}>{ name }</button>
        }
    };
    html! {
        <>
            if phone {
                <div class="dock-tabs world-tabs" role="tablist" aria-label="Which world">
                    { tab("As it is", false) }{ tab("Changed", true) }
                </div>
            }
            { world(first, "As it is", &model.title, !phone || !second_shown) }
            { world(second, "Changed", &pair.knob, !phone || second_shown) }
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
    html! {
        <section class="strip" aria-label="What differs">
            <div class="strip-said">
                <p><b>{ "One knob: " }</b>{ &pair.knob }</p>
                if pair.from > engine::kernel::Time::START {
                    <p class="mut">{ format!("They part at {}.", prose::spoken(pair.from)) }</p>
                }
                { for pair.refused.iter().take(2).map(|line| html! { <p class="note bad">{ format!("✕ In the changed world this is refused: {}", prose::cut(line, 160)) }</p> }) }
                <div class="btns">
                    if keeps { { button(on, "btn p", "Keep this one", Msg::Worlds(WorldsMsg::Keep)) } }
                    { button(on, "btn", "Close the comparison", Msg::Worlds(WorldsMsg::End)) }
                </div>
            </div>
            if pair.differences.is_empty() {
                <p id="no-difference" role="status">{ format!("No difference in any of {} numbers.", Worlds::compared()) }</p>
            } else {
                <div class="strip-table" tabindex="0" role="region" aria-label="Numbers that differ most">
                    <table class="grid">
                        <thead><tr>
                            <th scope="col">{ "differs" }</th><th scope="col" class="n">{ "as it is" }</th>
                            <th scope="col" class="n">{ "changed" }</th><th scope="col" class="n">{ "first at" }</th>
                        </tr></thead>
                        <tbody>{ for pair.differences.iter().take(SHOWN).map(row) }</tbody>
                    </table>
                    if more > 0 { <small class="mut">{ format!("and {more} more that differ less") }</small> }
                </div>
            }
        </section>
    }
}
