//! The cut on the ruler as something to take hold of: dragged, moved with buttons, arrows or a field, and then made.

use engine::command::SplitAt;
use engine::view::StreamView;
use web_sys::{Element, HtmlInputElement};
use yew::prelude::*;

use super::cut::{self, Cut};
use crate::model::Msg;
use crate::panel::send;
use crate::panel::typed::Typed;
use crate::scene::Step;

/// Where the cut stands: where it was moved to, else where it begins.
pub fn stands(stream: &StreamView, moved: Option<u128>) -> Option<Cut> {
    moved.and_then(|at| cut::settled(stream, at)).or_else(|| cut::first(stream))
}

fn split(stream: &StreamView, cut: &Cut) -> Msg {
    Msg::Act(vec![crate::update::split(stream.name.clone(), cut.shard, SplitAt::HashKey(cut.at))])
}

/// The handle, over the ruler: a press anywhere brings the cut there.
pub fn handle(
    stream: &StreamView,
    cut: &Cut,
    track: &NodeRef,
    to: &Callback<u128>,
    on: &Callback<Msg>,
) -> Html {
    let drag = {
        let (to, track) = (to.clone(), track.clone());
        Callback::from(move |event: PointerEvent| {
            let Some(ruler) = track.cast::<Element>() else { return };
            if event.type_() == "pointerdown" {
                // Fails if the pointer has gone meanwhile: then there is nothing to follow.
                let _ = ruler.set_pointer_capture(event.pointer_id());
            } else if event.buttons() == 0 || !ruler.has_pointer_capture(event.pointer_id()) {
                return;
            }
            let room = ruler.get_bounding_client_rect();
            to.emit(cut::at((f64::from(event.client_x()) - room.left()) / room.width().max(1.0)));
        })
    };
    let keys = {
        let (to, on, at, make) = (to.clone(), on.clone(), cut.at, split(stream, cut));
        let active = stream.status == "ACTIVE";
        Callback::from(move |event: KeyboardEvent| {
            match (event.key().as_str(), crate::scene::step(&event.key())) {
                ("Enter", _) if active => on.emit(make.clone()),
                (_, Some(step)) => to.emit(cut::moved(at, step)),
                (_, None) => return,
            }
            event.prevent_default();
        })
    };
    let share = cut.share() * 100.0;
    html! {
        <div class="track" ref={track.clone()} onpointerdown={drag.clone()} onpointermove={drag}>
            <div class="knob" role="slider" tabindex="0" aria-label="Cut on the hash ruler" aria-orientation="horizontal"
                aria-valuemin="0" aria-valuemax="100" aria-valuenow={format!("{share:.0}")} style={format!("left:{share:.2}%")}
                aria-valuetext={format!("{} in shard {}, Enter splits there", cut.hex(), cut.short)} onkeydown={keys}></div>
        </div>
    }
}

/// The same with buttons and a field, and the button that makes the cut.
pub fn controls(stream: &StreamView, cut: &Cut, to: &Callback<u128>, on: &Callback<Msg>) -> Html {
    let step = |sign: &'static str, label: &'static str, by: i8| {
        let (to, at) = (to.clone(), cut.at);
        let press = Callback::from(move |_: MouseEvent| to.emit(cut::moved(at, Step::By(by))));
        html! { <button type="button" class="btn sq" aria-label={label} onclick={press}>{ sign }</button> }
    };
    let change = {
        let to = to.clone();
        Callback::from(move |field: HtmlInputElement| {
            let at = cut::typed(&field.value());
            at.map(|at| to.emit(at)).is_some()
        })
    };
    let busy = stream.status != "ACTIVE";
    html! {
        <>
            <div class="field">
                <label for="ruler-cut">{ "Cut at a hash key" }</label>
                <div class="ctl">
                    { step("−", "Cut: lower", -1) }
                    <Typed id="ruler-cut" class="inp" value={cut.at.to_string()} on={change} described="ruler-cut-says" />
                    { step("+", "Cut: higher", 1) }
                </div>
                <small id="ruler-cut-says">{ "A number in decimal; a partition key is hashed." }</small>
            </div>
            <div class="btns">
                <button type="button" class="btn" disabled={busy} onclick={send(on, split(stream, cut))}>
                    { format!("✂ Split …{} at {}", cut.short, cut.hex()) }
                </button>
            </div>
        </>
    }
}
