//! The role of whoever is selected: what it needs, what its policy gives, what was denied, and by which road it calls.
//!
//! Absent: the whole text of the policy, which the terminal's `allow`, `deny` and `revoke` write.

use engine::command::{
    Action, Actions, Actor, Command, Edit, Permission, Principal, SecuritySetting, Setting,
};
use engine::kernel::units::grouped;
use engine::view::{PermissionView, RoleView, View};
use yew::prelude::*;

use super::{button, kick, row, send, set};
use crate::model::{Msg, Of};

/// `reads`: it takes records, so it may have the key with which producers encrypt them.
pub fn show(who: &Principal, reads: Option<(bool, u64)>, view: &View, on: &Callback<Msg>) -> Html {
    let Some(role) = view.role(who) else { return Html::default() };
    let is_actor = matches!(who, Principal::Actor(_));
    // Managed services call from within AWS.
    let managed = view.producers.iter().any(|it| it.name == role.name && matches!(it.kind, "logs" | "iot"));
    html! {
        <section class="permissions" aria-label="Permissions">
            { kick("Permissions") }
            <div class="kv"><span title={role.arn.clone()}>{ "works under the role" }</span>
                <b>{ role_name(role) }</b></div>
            { denied(role, on) }
            { for role.permissions.iter().map(|it| permission(role, it, on)) }
            if role.permissions.is_empty() {
                <p class="mut">{ "It has called nothing so far." }</p>
            }
            { for role.denies.iter().map(|it| html! {
                <p class="mut" key={it.clone()}>{ format!("A statement denies {it}: that wins over every Allow.") }</p>
            }) }
            { for reads.map(|(decrypts, unreadable)| client_side(role, decrypts, unreadable, on)) }
            { road(role, is_actor && !managed, on) }
        </section>
    }
}

fn role_name(role: &RoleView) -> String {
    role.arn.split_once("assumed-role/").map_or(String::new(), |(_, name)| name.to_owned())
}

fn denied(role: &RoleView, on: &Callback<Msg>) -> Html {
    let bad = (role.denied > 0).then_some("er");
    html! {
        <>
            <div class="kv"><span>{ "calls denied" }</span>
                <b class={classes!(bad)}>{ if role.denied > 0 { "✕ " } else { "" } }{ grouped(role.denied) }</b></div>
            if role.denied > 0 {
                <div class="btns">
                    { button(on, "btn small", "Why was it denied?", Msg::Why(Of::Role(role.who.clone()))) }
                </div>
            }
        </>
    }
}

/// The line that changes one permission.
pub fn edit(role: &RoleView, edit: Edit, action: Action, on: Option<String>) -> Command {
    let (who, actions) = (role.who.clone(), Actions::One(action));
    Command::Actor(Actor::Permission(Permission { edit, who, actions, on }))
}

fn permission(role: &RoleView, it: &PermissionView, on: &Callback<Msg>) -> Html {
    let word = it.action.word();
    let resource = (it.on != "*").then(|| it.on.clone());
    let told = match it.last_denied {
        Some(at) => format!(
            "{}: denied {} of {}, the last time at {} s",
            it.verdict,
            grouped(it.denied),
            grouped(it.asked),
            at.as_seconds()
        ),
        None if it.asked == 0 => format!("{}, not asked so far", it.verdict),
        None => format!("{}, asked {}", it.verdict, grouped(it.asked)),
    };
    // What is denied everywhere is allowed again by a line that speaks of everything.
    let (label, act) = if it.allowed {
        (format!("Deny {word}"), edit(role, Edit::Deny, it.action, resource))
    } else if it.verdict == "explicit deny" {
        (format!("Allow {word}"), edit(role, Edit::Allow, it.action, None))
    } else {
        (format!("Allow {word}"), edit(role, Edit::Allow, it.action, resource))
    };
    html! {
        <div class="kv permission" key={format!("{word} {}", it.on)}>
            <span>{ word }{ " " }<small class="mut">{ &it.on }</small><br/>
                <small class={classes!(if it.allowed { "mut" } else { "er" })}>
                    { if it.allowed { "" } else { "✕ " } }{ told }</small></span>
            <button type="button" class={if it.allowed { "btn small" } else { "btn small p" }} aria-label={label}
                onclick={send(on, Msg::Act(vec![act]))}>{ if it.allowed { "Deny" } else { "Allow" } }</button>
        </div>
    }
}

/// Whether it has the key of the producers.
fn client_side(role: &RoleView, decrypts: bool, unreadable: u64, on: &Callback<Msg>) -> Html {
    let chip = |yes: bool, label: &'static str| {
        let setting = Setting::Security(SecuritySetting::Decrypts(yes));
        let act = send(on, Msg::Act(vec![set(&role.name, setting)]));
        html! { <button type="button" aria-pressed={(decrypts == yes).to_string()} onclick={act}>{ label }</button> }
    };
    html! {
        <>
            <div class="field" role="group" aria-labelledby="client-side">
                <div class="lab" id="client-side">{ "Records that a producer has encrypted" }</div>
                <div class="chips">{ chip(true, "it has the key") }{ chip(false, "it has no key") }</div>
            </div>
            if unreadable > 0 {
                <div class="kv"><span>{ "could not read" }</span><b class="er">{ "✕ " }{ grouped(unreadable) }</b></div>
            }
        </>
    }
}

/// Facts on the wire.
fn road(role: &RoleView, of_yours: bool, on: &Callback<Msg>) -> Html {
    let chip = |yes: bool, label: &'static str| {
        let setting = Setting::Security(SecuritySetting::VpcEndpoint(yes));
        let act = send(on, Msg::Act(vec![set(&role.name, setting)]));
        html! { <button type="button" aria-pressed={(role.vpc_endpoint == yes).to_string()} onclick={act}>{ label }</button> }
    };
    html! {
        <>
            { row("on the wire", "HTTPS: encrypted with TLS") }
            if of_yours {
                <div class="field" role="group" aria-labelledby="road">
                    <div class="lab" id="road">{ "Road to AWS" }</div>
                    <div class="chips">{ chip(false, "public endpoint") }{ chip(true, "VPC endpoint") }</div>
                </div>
                <p class="mut">{ if role.vpc_endpoint {
                    "An interface endpoint in your VPC: the calls never leave AWS's network. Nothing else changes."
                } else {
                    "The public endpoint: over the internet, encrypted on the way. A VPC endpoint keeps the road private."
                } }</p>
            }
        </>
    }
}
