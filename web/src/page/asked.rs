//! A question as it is asked: stem, options that can be run, the engine's verdict beside each, the keyboard.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use engine::story::{self, Happened, Transcript};
use gloo_timers::callback::Timeout;
use quiz::{Badge, Choice};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::paragraph;
use super::quiz_order::{Press, Verdict, press, verdict};
use super::rich;
use crate::content;
use crate::host;
use crate::model::{LearnMsg, Model, Msg};
use crate::panel::{Shared, button};
use crate::route::Route;

#[derive(Properties, PartialEq)]
pub struct AskedProps {
    pub id: String,
    pub model: Shared<Model>,
    pub on: Callback<Msg>,
    /// Which option was run, for a figure beside the question.
    #[prop_or_default]
    pub on_run: Callback<usize>,
    /// The questions before and after this one, for the keys P and N.
    #[prop_or_default]
    pub beside: [Option<String>; 2],
    /// It is what the page is about, and takes the focus, so that the keys act.
    #[prop_or(false)]
    pub alone: bool,
}

/// What was run, by option. A reducer, because two runs may end after a third has begun.
#[derive(Default)]
struct Runs(BTreeMap<usize, Option<Transcript>>);

impl Reducible for Runs {
    type Action = (usize, Option<Transcript>);

    fn reduce(self: Rc<Self>, (option, run): Self::Action) -> Rc<Self> {
        let mut runs = self.0.clone();
        runs.insert(option, run);
        Rc::new(Runs(runs))
    }
}

/// The question itself: stem, options, reasons after answering.
#[function_component]
pub fn Asked(props: &AskedProps) -> Html {
    let chosen = use_state(BTreeSet::<usize>::new);
    // What running an option came to; `None` while it runs.
    let runs = use_reducer(Runs::default);
    let node = use_node_ref();
    {
        let (node, alone) = (node.clone(), props.alone);
        use_effect_with(props.id.clone(), move |_| {
            if let Some(element) = node.cast::<HtmlElement>().filter(|_| alone) {
                let _ = element.focus();
            }
        });
    }
    let Some(question) = content::question(&props.id) else { return Html::default() };
    let answered = props.model.progress.answers.get(&props.id);
    let several = question.select > 1;
    let full = chosen.len() == question.select;
    let pick = {
        let (chosen, select) = (chosen.clone(), question.select);
        Callback::from(move |i: usize| chosen.set(picked(&chosen, i, select)))
    };
    let submit = {
        let (on, id) = (props.on.clone(), props.id.clone());
        let options: Vec<usize> = chosen.iter().copied().collect();
        Callback::from(move |()| {
            on.emit(Msg::Learn(LearnMsg::Answered { question: id.clone(), options: options.clone() }));
        })
    };
    let onkeydown = {
        let (pick, submit, on, beside) =
            (pick.clone(), submit.clone(), props.on.clone(), props.beside.clone());
        let (options, open) = (question.options.len(), answered.is_none());
        Callback::from(move |event: KeyboardEvent| {
            let on_button = event
                .target_dyn_into::<HtmlElement>()
                .is_some_and(|at| matches!(at.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY"));
            if event.ctrl_key() || event.meta_key() || event.alt_key() {
                return;
            }
            let Some(press) = press(&event.key(), on_button, options, open) else { return };
            let go = |id: &Option<String>| {
                if let Some(id) = id {
                    on.emit(Msg::Go(Route::Question(id.clone())));
                }
            };
            match press {
                Press::Pick(option) => pick.emit(option),
                Press::Submit if full => submit.emit(()),
                Press::Submit => return,
                Press::Next => go(&beside[1]),
                Press::Previous => go(&beside[0]),
            }
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let option = |(i, choice): (usize, &Choice)| {
        let run = {
            let (id, runs, on_run) = (props.id.clone(), runs.clone(), props.on_run.clone());
            Callback::from(move |_: MouseEvent| {
                runs.dispatch((i, None));
                on_run.emit(i);
                let (id, runs) = (id.clone(), runs.clone());
                // Not at once: the page says first that it runs.
                Timeout::new(30, move || {
                    let story = content::question(&id).and_then(|question| question.story_of(i));
                    let Some(story) = story else { return };
                    let tools = host::tools::tools();
                    host::tools::with(story.needs(), move || {
                        runs.dispatch((i, Some(story::run_lent(&story, None, &tools))));
                    });
                })
                .forget();
            })
        };
        let mine = answered.is_some_and(|answered| answered.contains(&i));
        let (class, sign, says) = match (answered.is_some(), choice.right, mine) {
            (true, true, true) => ("opt right", "✓", "your answer, right: "),
            (true, true, false) => ("opt right missed", "✓", "right, not chosen: "),
            (true, false, true) => ("opt wrong", "✕", "your answer, wrong: "),
            (true, false, false) => ("opt", "", ""),
            (false, ..) if chosen.contains(&i) => ("opt on", "", ""),
            (false, ..) => ("opt", "", ""),
        };
        let field = format!("{}-{i}", props.id);
        let picked = pick.reform(move |_: Event| i);
        html! {
            <div class={class} key={i}>
                <span>
                    if answered.is_none() {
                        <input type={if several { "checkbox" } else { "radio" }} id={field.clone()} name={props.id.clone()}
                            checked={chosen.contains(&i)} onchange={picked} />
                    } else {
                        { sign }
                    }
                </span>
                <div>
                    <label for={field}><span class="sr">{ says }</span>{ format!("{}. ", letter(i)) }{ rich(&choice.text) }</label>
                    if answered.is_some() {
                        <small>{ for choice.because.iter().map(|text| rich(text)) }</small>
                    }
                    { does(choice) }
                    if answered.is_some() {
                        { for runs.0.get(&i).map(result) }
                    }
                </div>
                if question.story.is_some() {
                    // What comes of an option tells whether it is right: first the learner's own answer.
                    <button type="button" class="run" disabled={answered.is_none()}
                        title={answered.is_none().then_some("Answer first: then each option can be run")}
                        aria-label={format!("Run option {}", letter(i))} onclick={run}>{ "▶ Run" }</button>
                }
            </div>
        }
    };
    let says = answered.map(|answered| match verdict(question, answered) {
        Verdict::Right => "Right. Each option's reason stands below it.".to_owned(),
        Verdict::Partly(n) => {
            format!("{n} of {} right. Each option's reason stands below it.", question.select)
        }
        Verdict::Wrong => "Not that one. Each option's reason stands below it.".to_owned(),
    });
    let how_many = several.then(|| format!("Choose {}: {} chosen.", in_words(question.select), chosen.len()));
    html! {
        <section class="q" aria-label="Question" tabindex="-1" ref={node} {onkeydown}>
            { badge(&question.badge) }
            { for question.stem.iter().map(|text| paragraph(text)) }
            <div role={if several { "group" } else { "radiogroup" }} aria-label="Options">
                { for question.options.iter().enumerate().map(option) }
            </div>
            <div class="btns">
                if answered.is_none() {
                    <button type="button" class="btn p" disabled={!full} onclick={submit.reform(|_: MouseEvent| ())}>{ "Answer" }</button>
                    { for how_many.map(|say| html! { <span class="mut" role="status">{ say }</span> }) }
                    if question.story.is_some() {
                        <span class="mut">{ "Then each option can be run." }</span>
                    }
                } else {
                    { button(&props.on, "btn", "Answer again", Msg::Learn(LearnMsg::ForgetAnswer { question: props.id.clone() })) }
                }
            </div>
            <p role="status">{ says.unwrap_or_default() }</p>
            { source(&question.badge) }
        </section>
    }
}

/// One option more or less. Where one is to be chosen the new one takes the place of the old one; where several
/// are, no more than that many can be.
fn picked(chosen: &BTreeSet<usize>, option: usize, select: usize) -> BTreeSet<usize> {
    let mut chosen = chosen.clone();
    if select == 1 {
        return BTreeSet::from([option]);
    }
    if !chosen.remove(&option) && chosen.len() < select {
        chosen.insert(option);
    }
    chosen
}

fn in_words(n: usize) -> String {
    ["none", "one", "two", "three", "four", "five"].get(n).map_or_else(|| n.to_string(), ToString::to_string)
}

/// Where a cited answer is written.
fn source(badge: &Badge) -> Html {
    match badge {
        Badge::Proved => Html::default(),
        Badge::Cited(source) => {
            html! { <p class="mut cites">{ "No simulation can decide this one. Source: " }{ source }</p> }
        }
    }
}

pub fn badge(badge: &Badge) -> Html {
    match badge {
        Badge::Proved => {
            html! { <span class="proof" title="The engine proves the right option and refutes the others">{ "▶ proved" }</span> }
        }
        Badge::Cited(source) => {
            html! { <span class="badge cited" title={source.clone()}>{ "cited" }</span> }
        }
    }
}

/// The lines that an option adds to the scene.
fn does(choice: &Choice) -> Html {
    if choice.does.is_empty() {
        return Html::default();
    }
    let text: Vec<String> = choice.does.iter().map(ToString::to_string).collect();
    html! { <details><summary>{ "What it does" }</summary><pre>{ text.join("\n") }</pre></details> }
}

/// What the engine says after a run: each expectation with both sides.
fn result(run: &Option<Transcript>) -> Html {
    let Some(transcript) = run else { return html! { <small role="status">{ "Running…" }</small> } };
    let lines = transcript.entries.iter().filter_map(|entry| match &entry.what {
        Happened::Held(said) => Some((true, said.words.clone())),
        Happened::Failed(said) => Some((false, said.words.clone())),
        Happened::Refused { line, why } => Some((false, format!("{line}: {why}"))),
        Happened::Done(_) | Happened::Said(_) | Happened::Answered { .. } => None,
    });
    html! {
        <div class="ran" role="status">
            { for lines.map(|(held, text)| html! {
                <small class={if held { "ok" } else { "er" }}>{ if held { "● holds: " } else { "✕ fails: " } }{ text }</small>
            }) }
        </div>
    }
}

pub fn letter(option: usize) -> char {
    char::from(b'A' + u8::try_from(option % 26).expect("below 26"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_are_chosen_as_asked_for() {
        let none = BTreeSet::new();
        let one = picked(&none, 3, 1);
        assert_eq!(picked(&one, 0, 1), BTreeSet::from([0]), "another takes its place");
        let two = picked(&picked(&none, 3, 2), 0, 2);
        assert_eq!(two, BTreeSet::from([0, 3]));
        assert_eq!(picked(&two, 4, 2), two, "a third is not taken");
        assert_eq!(picked(&two, 3, 2), BTreeSet::from([0]), "a second press lets go");
    }
}
