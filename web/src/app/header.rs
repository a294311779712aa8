//! The head of every page: the menu, the era, the colours.

use engine::era::Era;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use crate::model::{CopyMsg, Msg, Place, PresentMsg, ShareMsg, Sheet, Theme, Width};
use crate::panel::share::ShareMenu;
use crate::panel::{PanelProps, send};
use crate::route::Route;
use crate::scene::Selection;

#[function_component]
pub fn Header(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let section = model.route.section();
    let link = |route: &Route| {
        let current = (section.as_ref() == Some(route)).then_some("page");
        html! { <a href={route.hash()} aria-current={current}>{ route.title() }</a> }
    };
    let playing =
        matches!(model.route, Route::Playground | Route::Story(_) | Route::Shared(_) | Route::Lab(_));
    let menu_open = model.sheet == Some(Sheet::Menu);
    let toggle = |sheet: Sheet| Msg::Sheet((model.sheet != Some(sheet)).then_some(sheet));
    let glyph = match model.prefs.theme {
        Theme::Auto => "◐",
        Theme::Light => "☀",
        Theme::Dark => "☾",
    };
    let theme = format!("Colours: {}. Change", model.prefs.theme.name());
    html! {
        <header class="top">
            <a class="logo" href="#/"><i></i>{ "Shardlab" }</a>
            <nav class="nav-main" data-open={menu_open.then_some("true")} id="menu" aria-label="Main">
                { for Route::menu().iter().map(link) }
                <a class="phone-only" href={Route::Data.hash()} aria-current={(section == Some(Route::Data)).then_some("page")}>{ "Your data and settings" }</a>
                <button type="button" class="pill phone-only" onclick={send(on, Msg::Theme)}>{ format!("{glyph} Colours: {}", model.prefs.theme.name()) }</button>
                if playing {
                    <button type="button" class="pill phone-only" onclick={send(on, Msg::Restart)}>{ "Restart" }</button>
                    <button type="button" class="pill phone-only" onclick={send(on, Msg::Share(ShareMsg::Menu))}>{ "Share…" }</button>
                    <button type="button" class="pill phone-only" onclick={send(on, Msg::Copying(CopyMsg::Scene))}>{ "Copy as…" }</button>
                }
            </nav>
            <span class="sp"></span>
            if playing {
                if matches!(model.place, Place::Lab(_)) {
                    <button type="button" class="pill narrow-only" onclick={send(on, toggle(Sheet::Left))}>{ "Goals" }</button>
                }
                if model.selection != Selection::Nothing || model.why.is_some() {
                    <button type="button" class="pill narrow-only" onclick={send(on, toggle(Sheet::Inspector))}>{ "Inspector" }</button>
                }
                { era(props) }
                <button type="button" class="pill phone-hide" onclick={send(on, Msg::Restart)} title="Begin this scene again">{ "Restart" }</button>
                <button type="button" class="pill phone-hide" onclick={send(on, Msg::Share(ShareMsg::Menu))} aria-expanded={model.sharing.open.to_string()}
                    aria-controls="share" title="Links, files and pictures of this scene">{ "Share…" }</button>
                <button type="button" class="pill present-it" onclick={send(on, Msg::Present(PresentMsg::Open))} title="For a projector: the scene alone, in large type (F8)">{ "Present" }</button>
                <button type="button" class="pill phone-hide" onclick={send(on, Msg::Copying(CopyMsg::Scene))} title="The scene as AWS CLI, boto3 or CloudFormation">{ "Copy as…" }</button>
            }
            <button type="button" class="pill find-it" aria-label="Search" title="Search everything (key /)" aria-keyshortcuts="/ Control+K"
                onclick={send(on, Msg::Find(true))}><SearchSign /><span class="wide-only">{ "Search" }</span></button>
            <a class="pill phone-hide" href={Route::Data.hash()} aria-label="Your data and settings" title="Your data and settings"
                aria-current={(section == Some(Route::Data)).then_some("page")}><GearSign /></a>
            <button type="button" class="pill phone-hide" aria-label={theme.clone()} title={theme.clone()} onclick={send(on, Msg::Theme)}>{ glyph }</button>
            <button type="button" class="pill phone-only" aria-label="Menu" aria-expanded={menu_open.to_string()}
                aria-controls="menu" onclick={send(on, toggle(Sheet::Menu))}>{ "☰" }</button>
            if playing && model.sharing.open {
                <ShareMenu model={model.clone()} on={on.clone()} />
            }
        </header>
    }
}

/// A magnifying glass.
#[function_component]
fn SearchSign() -> Html {
    html! {
        <svg width="15" height="15" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.8" stroke-linecap="round" aria-hidden="true">
            <circle cx="6.8" cy="6.8" r="4.6" /><path d="M10.4 10.4 14 14" />
        </svg>
    }
}

/// Two sliders.
#[function_component]
fn GearSign() -> Html {
    html! {
        <svg width="15" height="15" viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.6" stroke-linecap="round" aria-hidden="true">
            <path d="M1.5 4.5h6M12 4.5h2.5M1.5 11.5H4M8.5 11.5h6" /><circle cx="9.7" cy="4.5" r="2" /><circle cx="6.2" cy="11.5" r="2" />
        </svg>
    }
}

/// Whose limits rule. Another era begins the scene again.
fn era(props: &PanelProps) -> Html {
    let now = props.model.facts.view.as_ref().map_or(Era::Today, |view| view.era);
    let short = props.model.width != Width::Wide;
    let choose = {
        let on = props.on.clone();
        Callback::from(move |event: Event| {
            let select = event.target_unchecked_into::<HtmlSelectElement>();
            if let Some(era) = Era::parse(&select.value()) {
                // The scene says which era it is; until it has begun again, the list shows the old one.
                select.set_value(now.name());
                on.emit(Msg::Era(era));
            }
        })
    };
    html! {
        <select key={now.name()} class="pill" aria-label="Limits of the era" title="Whose limits rule; the scene begins again" onchange={choose}>
            { for Era::ALL.iter().rev().map(|era| html! {
                <option value={era.name()} selected={*era == now}>
                    { if short { era.name().to_owned() } else { format!("Limits: {} · {}", era.exam(), era.name()) } }
                </option>
            }) }
        </select>
    }
}
