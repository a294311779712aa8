//! Under the timeline: charts, the event log, the API calls, the bill, the terminal.

mod bill;
mod calls;
mod chart;
mod log;
mod plot;
mod terminal;
mod text;

use yew::prelude::*;

use crate::model::{DockTab, Msg, Width};
use crate::panel::{PanelProps, send};
use crate::transport;

#[function_component]
pub fn Dock(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let prefs = &model.prefs;
    let open = model.dock_open();
    let phone = model.width == Width::Phone;
    let tabs = DockTab::ALL.map(|tab| {
        let selected = open && prefs.dock == tab;
        let msg = if selected { Msg::ToggleDock } else { Msg::Dock(tab) };
        html! {
            <button type="button" role="tab" aria-selected={selected.to_string()} onclick={send(on, msg)}>{ if phone { tab.short() } else { tab.name() } }</button>
        }
    });
    let toggle = if open { ("▾", "Close the dock") } else { ("▴", "Open the dock") };
    let body = match prefs.dock {
        DockTab::Charts => html! {
            <>
                if phone {
                    { chart::which(props) }
                }
                <chart::Charts model={model.clone()} on={on.clone()} />
                <terminal::TerminalPane model={model.clone()} on={on.clone()} small=true />
            </>
        },
        DockTab::Log => html! { <log::Log model={model.clone()} on={on.clone()} /> },
        DockTab::Calls => html! { <calls::Calls model={model.clone()} on={on.clone()} /> },
        DockTab::Bill => html! { <bill::Bill model={model.clone()} on={on.clone()} /> },
        DockTab::Text => html! { <text::SceneText model={model.clone()} on={on.clone()} /> },
        DockTab::Terminal => html! { <terminal::TerminalPane model={model.clone()} on={on.clone()} /> },
    };
    html! {
        <>
            <div class="dock-tabs">
                if phone {
                    { transport::marker_list(&model.facts.markers, model.marker_list, on) }
                    { transport::branches(&model.facts.branches, model.worlds.forks, on) }
                    { transport::speeds(model.facts.clock.speed, on) }
                    <span class="sp"></span>
                }
                <div role="tablist" aria-label="Dock" style="display:flex">{ for tabs }</div>
                // On a phone it stands over the charts: beside the tabs is no room.
                if open && !phone && prefs.dock == DockTab::Charts {
                    { chart::which(props) }
                }
                if !phone {
                    <span class="sp"></span>
                    <button type="button" aria-label={toggle.1} aria-expanded={open.to_string()}
                        onclick={send(on, Msg::ToggleDock)}>{ toggle.0 }</button>
                }
            </div>
            if open {
                <div class={classes!("dock", (prefs.dock != DockTab::Charts).then_some("tall"))} role="tabpanel" tabindex="0" aria-label={prefs.dock.name()}
                    style={(prefs.dock != DockTab::Charts).then_some("grid-template-columns:minmax(0,1fr)")}>{ body }</div>
            }
        </>
    }
}
