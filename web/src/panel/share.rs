//! The menu "Share…": the scene as a link, a file, a picture, or lines for another page; and a file that is opened.

use web_sys::{HtmlInputElement, InputEvent};
use yew::prelude::*;

use super::{PanelProps, button};
use crate::host;
use crate::model::{MakingMsg, Msg, Picture, Place, PresentMsg, ShareMsg, WatchMsg, What};

#[function_component]
pub fn ShareMenu(props: &PanelProps) -> Html {
    let on = &props.on;
    let at_instant = {
        let on = on.clone();
        Callback::from(move |event: InputEvent| {
            let on_now = event.target_unchecked_into::<HtmlInputElement>().checked();
            on.emit(Msg::Share(ShareMsg::AtInstant(on_now)));
        })
    };
    let chosen = {
        let on = on.clone();
        Callback::from(move |event: Event| host::chosen(&event.target_unchecked_into(), &on))
    };
    let share = |label: &str, msg: ShareMsg| button(on, "btn", label, Msg::Share(msg));
    let close = Msg::Share(ShareMsg::Menu);
    html! {
        <section class="card share" id="share" tabindex="-1" aria-label="Share this scene">
            <h2 class="kick">{ "To others" }</h2>
            <p class="mut">{ "The scene with all that you did in it, at its times." }</p>
            <label class="tick">
                <input type="checkbox" checked={props.model.sharing.at_instant} oninput={at_instant} />
                { format!("Opens at this instant ({}), paused", props.model.facts.clock.now) }
            </label>
            <div class="btns">
                { share("Copy link", ShareMsg::Send(What::Link)) }
                { share("Copy lines for a page", ShareMsg::Send(What::Frame)) }
            </div>
            <h2 class="kick">{ "Files" }</h2>
            <div class="btns">
                { share("Save as file", ShareMsg::Send(What::File)) }
                if !props.model.switches.lock {
                    <label class="btn file">
                        { "Open a file…" }
                        <input type="file" class="sr" id="open-file" accept=".story,.md,text/plain,text/markdown" onchange={chosen} />
                    </label>
                }
            </div>
            if props.model.place == Place::Playground && !props.model.switches.lock {
                <h2 class="kick">{ "A task for others" }</h2>
                <div class="btns">{ button(on, "btn", "Turn this into a lab…", Msg::Making(MakingMsg::Open)) }</div>
            }
            <h2 class="kick">{ "Your own script" }</h2>
            <div class="btns">{ button(on, "btn", "Follow an endpoint…", Msg::Watch(WatchMsg::Open(true))) }</div>
            <h2 class="kick">{ "A room" }</h2>
            <div class="btns">{ button(on, "btn", "Present (F8)", Msg::Present(PresentMsg::Open)) }</div>
            <h2 class="kick">{ "Pictures" }</h2>
            <div class="btns">
                { share("Picture (SVG)", ShareMsg::Draw(Picture::Svg)) }
                { share("Picture (PNG)", ShareMsg::Draw(Picture::Png)) }
            </div>
            <div class="btns">{ button(on, "btn small", "Close", close) }</div>
        </section>
    }
}
