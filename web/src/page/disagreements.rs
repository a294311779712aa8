//! Where course notes contradict one another: think first, then see what is so in the chosen era, and let it run.

use std::collections::BTreeSet;
use std::rc::Rc;

use engine::era::Era;
use engine::story::Story;
use lessons::{Disagreement, disagreement::Truth};
use yew::prelude::*;

use super::figure::Figure;
use super::{paragraph, rich};
use crate::content;
use crate::model::Msg;
use crate::route::Route;

#[derive(Properties, PartialEq)]
pub struct DisagreementsProps {
    /// Of the scene: it is the chosen one at first.
    pub era: Era,
    pub on: Callback<Msg>,
}

/// What runs: an entry in an era, and its story there.
type Running = (&'static str, Era, Rc<Story>);

#[function_component]
pub fn Disagreements(props: &DisagreementsProps) -> Html {
    let chosen = use_state(|| props.era);
    let shown = use_state(BTreeSet::<&'static str>::new);
    let running = use_state(|| None::<Running>);
    let all = content::disagreements();
    let chip = |era: Era| {
        let (state, running) = (chosen.clone(), running.clone());
        let choose = move |_| {
            state.set(era);
            running.set(None);
        };
        html! { <button type="button" aria-pressed={(*chosen == era).to_string()} onclick={choose}>{ format!("{} · {}", era.name(), era.exam()) }</button> }
    };
    let every = shown.len() == all.len();
    let toggle_all = {
        let shown = shown.clone();
        move |_| {
            let ids = all.iter().filter(|_| !every).map(|entry| entry.id.as_str());
            shown.set(ids.collect());
        }
    };
    let entry = |entry: &'static Disagreement| {
        let show = {
            let shown = shown.clone();
            Callback::from(move |_: MouseEvent| {
                shown.set(shown.iter().copied().chain([entry.id.as_str()]).collect());
                crate::host::focus(&entry.id);
            })
        };
        let Some(truth) = entry.truth(*chosen) else { return Html::default() };
        let open = shown.contains(entry.id.as_str());
        let playing = running.as_ref().filter(|(id, era, _)| *id == entry.id && *era == *chosen);
        let run = {
            let (running, era, plays) = (running.clone(), *chosen, playing.is_some());
            Callback::from(move |_: MouseEvent| {
                let story = &truth.story;
                let next = (entry.id.as_str(), era, Rc::new(story.replayed(era, story.seed)));
                running.set((!plays).then_some(next));
            })
        };
        html! {
            <article class="card clash">
                <div>
                    <h2>{ &entry.title }</h2>
                    <p class="kick">{ "The notes say" }</p>
                    <ul class="said">{ for entry.said.iter().map(|text| html! { <li>{ rich(text) }</li> }) }</ul>
                </div>
                <div id={entry.id.clone()} tabindex="-1">
                    if open {
                        { answer(entry, truth, *chosen, playing.is_some(), run) }
                    } else {
                        <p class="mut">{ "Which of them would you mark as right?" }</p>
                        <button type="button" class="btn" onclick={show} aria-label={format!("Show what is so {}: {}", when(*chosen), entry.title)}>
                            { format!("Show what is so {}", when(*chosen)) }
                        </button>
                    }
                </div>
                if let (true, Some((_, _, story))) = (open, playing) {
                    <div class="runs"><Figure key={chosen.name()} story={story.clone()} on={props.on.clone()} /></div>
                }
            </article>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Where the notes disagree" }</h1>
            <p>{ "Course notes are written in a year, and the service goes on. Some of what they say was true once, some is true by now, and some never was. Choose the year of your exam, decide for yourself, then let the engine show it." }</p>
            <div class="stuck">
                <div class="chips" role="group" aria-label="Era">{ for Era::ALL.map(chip) }</div>
                <button type="button" class="btn small" onclick={toggle_all}>{ if every { "Hide all answers" } else { "Show all answers" } }</button>
            </div>
            { for all.iter().map(entry) }
        </div>
    }
}

fn when(era: Era) -> String {
    match era {
        Era::Y2018 | Era::Y2020 => format!("in {}", era.name()),
        Era::Today => era.name().to_owned(),
    }
}

/// What is so, why the notes differ, and where one learns it.
fn answer(entry: &Disagreement, truth: &Truth, era: Era, playing: bool, run: Callback<MouseEvent>) -> Html {
    let where_so = match truth.eras.len() {
        1 => "only then",
        n if n == Era::ALL.len() => "as in every era",
        _ => "not so in every era",
    };
    let lesson = content::lesson(&entry.lesson);
    html! {
        <>
            <p class="kick">{ format!("{} · {}, {where_so}", era.name(), era.exam()) }</p>
            <div class="so">{ for truth.paragraphs.iter().map(|text| paragraph(text)) }</div>
            <div class="note">{ for entry.verdict.iter().map(|text| paragraph(text)) }</div>
            <div class="btns">
                <button type="button" class="btn p" aria-pressed={playing.to_string()} onclick={run}>{ if playing { "Stop the run" } else { "Let it run" } }</button>
                if let Some(lesson) = lesson {
                    <a class="btn" href={Route::Lesson(lesson.id.clone(), 0).hash()}>{ format!("Lesson: {}", lesson.title) }</a>
                }
            </div>
        </>
    }
}
