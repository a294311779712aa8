//! The question which knob is turned in the changed world: one of the scene's settings or lines, era, seed or branch.

use engine::era::Era;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use crate::modal::use_modal;
use crate::model::{Draft, Facts, KnobKind, Msg, WorldsMsg};
use crate::panel::{button, send};
use crate::prose;
use crate::update::{filled, settings};

use std::rc::Rc;

#[derive(Properties, PartialEq)]
pub struct KnobProps {
    pub draft: Draft,
    pub error: Option<String>,
    pub facts: Rc<Facts>,
    pub on: Callback<Msg>,
}

/// What a field does to the draft.
type ToDraft = Rc<dyn Fn(&mut Draft, String)>;

#[function_component]
pub fn KnobQuestion(props: &KnobProps) -> Html {
    let dialog = use_modal();
    let on = &props.on;
    let draft = filled(props.draft.clone(), &props.facts.scene);
    let change = |with: ToDraft| {
        let (on, draft) = (on.clone(), draft.clone());
        Rc::new(move |text: String| {
            let mut draft = draft.clone();
            with(&mut draft, text);
            on.emit(Msg::Worlds(WorldsMsg::Draft(draft)));
        })
    };
    let submit = {
        let (on, draft) = (on.clone(), draft.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            on.emit(Msg::Worlds(WorldsMsg::Draft(draft.clone())));
            on.emit(Msg::Worlds(WorldsMsg::Begin));
        })
    };
    let branches = props.facts.branches.len() > 1;
    let kinds = KnobKind::ALL.into_iter().filter(|kind| branches || *kind != KnobKind::Branch);
    let kind = choose(
        "knob-kind",
        "What differs",
        kinds.map(|kind| (kind.name().to_owned(), kind.name().to_owned(), kind == draft.kind)).collect(),
        change(Rc::new(|draft, text| {
            let kind = KnobKind::ALL.into_iter().find(|kind| kind.name() == text).unwrap_or_default();
            *draft = Draft { kind, from_now: draft.from_now, ..Draft::default() };
        })),
    );
    let text = |label: &str| {
        field("knob-text", label, &draft.text, change(Rc::new(|draft, text| draft.text = text)))
    };
    let line = || {
        let all = props.facts.scene.iter().enumerate().map(|(at, line)| {
            let when = line.at.map_or(String::new(), |at| format!("at {} ", prose::spoken(at)));
            (at.to_string(), prose::cut(&format!("{when}{}", line.text), 110), at == draft.line)
        });
        let scene = props.facts.scene.clone();
        choose(
            "knob-line",
            "Which line",
            all.collect(),
            change(Rc::new(move |draft, text| {
                draft.line = text.parse().unwrap_or(0);
                draft.text = scene.get(draft.line).map_or(String::new(), |line| line.text.clone());
            })),
        )
    };
    let body = match draft.kind {
        KnobKind::Setting => {
            let all = settings(&props.facts.scene).map(|(at, line, word, value)| {
                let says = prose::cut(&format!("{} · {word} {value}", line.of), 90);
                (format!("{at} {word}"), says, at == draft.line && word == draft.word)
            });
            let scene = props.facts.scene.clone();
            let setting = choose(
                "knob-line",
                "Which setting",
                all.collect(),
                change(Rc::new(move |draft, text| {
                    let (line, word) = text.split_once(' ').unwrap_or(("0", ""));
                    (draft.line, draft.word) = (line.parse().unwrap_or(0), word.to_owned());
                    let mut all = settings(&scene);
                    let found = all.find(|(at, _, of, _)| *at == draft.line && *of == draft.word);
                    draft.text = found.map_or(String::new(), |(_, _, _, value)| value.to_owned());
                })),
            );
            html! { <>{ setting }{ text("Its value in the changed world") }</> }
        }
        KnobKind::Rewritten => html! { <>{ line() }{ text("The line in the changed world") }</> },
        KnobKind::LeftOut => line(),
        KnobKind::Added => {
            let at = field(
                "knob-at",
                "At (empty: at the start)",
                &draft.at,
                change(Rc::new(|draft, text| draft.at = text)),
            );
            html! { <>{ text("The line, as in a story or the terminal") } if !draft.from_now { { at } }</> }
        }
        KnobKind::Era => {
            let now = props.facts.view.as_ref().map(|view| view.era);
            let others = Era::ALL.into_iter().filter(|era| Some(*era) != now);
            let mut all: Vec<_> = others
                .map(|era| {
                    (
                        era.name().to_owned(),
                        format!("{} ({})", era.name(), era.exam()),
                        draft.era == Some(era),
                    )
                })
                .collect();
            all.insert(0, (String::new(), "choose…".to_owned(), draft.era.is_none()));
            let era = change(Rc::new(|draft, text| {
                draft.era = Era::ALL.into_iter().find(|era| era.name() == text)
            }));
            choose("knob-line", "Which era", all, era)
        }
        KnobKind::Seed => {
            let now = props.facts.view.as_ref().map_or(0, |view| view.seed);
            let label = format!("Seed of the changed world (now {now})");
            field("knob-text", &label, &draft.seed, change(Rc::new(|draft, text| draft.seed = text)))
        }
        KnobKind::Branch => {
            let all = props.facts.branches.iter().filter_map(|it| {
                let index = it.index?;
                Some((index.to_string(), prose::cut(&it.name, 100), index == draft.branch))
            });
            let branch = change(Rc::new(|draft, text| draft.branch = text.parse().unwrap_or(0)));
            choose("knob-line", "Which branch", all.collect(), branch)
        }
    };
    let from = |label: &'static str, from_now: bool| {
        let (on, draft) = (on.clone(), draft.clone());
        let checked = draft.from_now == from_now;
        let chosen = Callback::from(move |_: Event| {
            on.emit(Msg::Worlds(WorldsMsg::Draft(Draft { from_now, ..draft.clone() })));
        });
        html! { <label class="radio"><input type="radio" name="knob-from" {checked} onchange={chosen} />{ label }</label> }
    };
    html! {
        <dialog class="dlg knob" ref={dialog} aria-labelledby="knob-title" oncancel={send(on, Msg::Worlds(WorldsMsg::Leave))}>
            <form onsubmit={submit}>
                <h2 id="knob-title">{ "Two worlds, one knob changed" }</h2>
                <p class="mut">{ "The scene as it is and a changed one play side by side, with the same seed." }</p>
                { kind }
                { body }
                if draft.kind.turns_midway() {
                    <fieldset class="field">
                        <legend>{ "Where they part" }</legend>
                        { from("at the start", false) }
                        { from("at this instant", true) }
                    </fieldset>
                }
                if let Some(error) = &props.error {
                    <p class="note bad" role="alert">{ error }</p>
                }
                <div class="btns">
                    <button type="submit" class="btn p">{ "Play both" }</button>
                    { button(on, "btn", "Leave it", Msg::Worlds(WorldsMsg::Leave)) }
                </div>
            </form>
        </dialog>
    }
}

type Change = Rc<dyn Fn(String)>;

/// Value, words, and whether it is chosen.
fn choose(
    id: &'static str,
    label: &str,
    all: Vec<(String, String, bool)>,
    change: Rc<impl Fn(String) + 'static>,
) -> Html {
    let change: Change = change;
    let chosen = Callback::from(move |event: Event| {
        change(event.target_unchecked_into::<HtmlSelectElement>().value())
    });
    html! {
        <div class="field">
            <label for={id}>{ label.to_owned() }</label>
            <select {id} class="pill" onchange={chosen}>
                { for all.into_iter().map(|(value, words, selected)| html! { <option {value} {selected}>{ words }</option> }) }
            </select>
        </div>
    }
}

fn field(id: &'static str, label: &str, value: &str, change: Rc<impl Fn(String) + 'static>) -> Html {
    let typed = Callback::from(move |event: InputEvent| {
        change(event.target_unchecked_into::<HtmlInputElement>().value())
    });
    html! {
        <div class="field">
            <label for={id}>{ label.to_owned() }</label>
            <div class="ctl"><input {id} type="text" value={value.to_owned()} oninput={typed} autocomplete="off" spellcheck="false" /></div>
        </div>
    }
}
