//! The list of labs, and of scenes to play with.

use engine::story::Statement;
use lessons::Lab;
use yew::prelude::*;

use super::listing::{Filter, State, chips, go_on, head, nothing};
use super::{eras, progress_bar};
use crate::content;
use crate::model::{Model, Progress};
use crate::panel::Shared;
use crate::route::{Route, story_link};

pub fn list(model: &Shared<Model>) -> Html {
    html! { <Labs model={model.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct LabsProps {
    model: Shared<Model>,
}

fn state(lab: &Lab, progress: &Progress) -> State {
    if progress.labs.contains(&lab.id) {
        State::Done
    } else if progress.begun.contains(&lab.id) {
        State::Begun
    } else {
        State::Open
    }
}

/// The lab to go on with: one that is begun before one that is not. `None`: all are solved.
fn next<'a>(all: &'a [Lab], progress: &Progress) -> Option<&'a Lab> {
    let first = |wanted: State| all.iter().find(|it| state(it, progress) == wanted);
    first(State::Begun).or_else(|| first(State::Open))
}

fn card(lab: &Lab, progress: &Progress) -> Html {
    let goals = match lab.story.goals().len() {
        1 => "1 goal".to_owned(),
        goals => format!("{goals} goals"),
    };
    let (class, says) = match state(lab, progress) {
        State::Done => ("ok", "✓ all goals met".to_owned()),
        State::Begun => ("dr", format!("◐ begun · {goals}")),
        State::Open => ("mut", goals),
    };
    html! {
        <a class="card" href={format!("#/labs/{}", lab.id)}>
            { eras(&lab.eras) }
            <span class="kick">{ format!("Lab {}", lab.order) }</span>
            <h3>{ &lab.title }</h3>
            <p>{ lab.task.first().map(|text| super::rich(text)).unwrap_or_default() }</p>
            <p class={class}>{ says }</p>
        </a>
    }
}

#[function_component]
fn Labs(props: &LabsProps) -> Html {
    let filter = use_state(Filter::default);
    let (all, progress) = (content::labs(), &props.model.progress);
    let done = |of: &[Lab]| of.iter().filter(|it| state(it, progress) == State::Done).count();
    let fits = |lab: &&Lab| filter.fits(&lab.eras, state(lab, progress));
    let shown = all.iter().filter(fits).count();
    let next = next(all, progress).map(|lab| {
        let says = if state(lab, progress) == State::Begun { "Go on with" } else { "Begin with" };
        go_on(says, &lab.title, &lab.group, Route::Lab(lab.id.clone()).hash())
    });
    let scene = |scene: &lessons::Scene| {
        let link = story_link(&scene.story.to_string()).hash();
        let says = scene.story.lines.iter().find_map(|line| match &line.what {
            Statement::Say(text) => Some(text.clone()),
            Statement::Do(_)
            | Statement::Refused(_)
            | Statement::Expect(_)
            | Statement::Predict(_)
            | Statement::Comment(_) => None,
        });
        let says = says.unwrap_or_else(|| "The scene on which the playground opens.".to_owned());
        html! {
            <a class="card" key={scene.id.clone()} href={link}><h3>{ &scene.story.title }</h3><p>{ says }</p></a>
        }
    };
    html! {
        <div class="wrap">
            <h1>{ "Labs" }</h1>
            <p>{ "A scene with a problem, and goals that say whether you solved it. Nothing here costs money or can break." }</p>
            { progress_bar(&format!("{} of {} solved", done(all), all.len()), done(all), all.len()) }
            { for next }
            { chips(&filter, "solved", shown, all.len()) }
            if let Some(lab) = content::own_lab() {
                <section>
                    <h2>{ "Your own lab" }</h2>
                    <div class="list">{ card(lab, progress) }</div>
                </section>
            }
            if shown == 0 { { nothing(&filter, "labs") } }
            { for all.chunk_by(|a, b| a.group == b.group).filter(|group| group.iter().any(|it| fits(&it))).map(|group| html! {
                <section>
                    { head(&group[0].group, done(group), group.len(), "solved") }
                    <div class="list">{ for group.iter().filter(fits).map(|lab| card(lab, progress)) }</div>
                </section>
            }) }
            <h2>{ "Scenes to play with" }</h2>
            <p>{ "No task and no goals: look, change something, ask why." }</p>
            <div class="list">{ for content::scenes().iter().map(scene) }</div>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_with_what_is_begun_then_with_the_first_that_is_open() {
        let all = content::labs();
        let mut progress = Progress::default();
        let at = |progress: &Progress| next(all, progress).map(|lab| lab.id.clone());
        assert_eq!(at(&progress), Some(all[0].id.clone()));
        progress.begun.insert(all[2].id.clone());
        assert_eq!(at(&progress), Some(all[2].id.clone()));
        progress.labs.insert(all[2].id.clone());
        assert_eq!(at(&progress), Some(all[0].id.clone()));
        progress.labs = all.iter().map(|lab| lab.id.clone()).collect();
        assert_eq!(at(&progress), None);
    }
}
