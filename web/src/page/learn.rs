//! The list of lessons, and the frame of one.

use lessons::Lesson;
use yew::prelude::*;

use super::lesson::LessonPage;
use super::listing::{Filter, State, chips, go_on, head, nothing};
use super::{missing, progress_bar};
use crate::content;
use crate::model::{Model, Msg, Progress};
use crate::panel::Shared;
use crate::route::Route;

pub fn list(model: &Shared<Model>) -> Html {
    html! { <Lessons model={model.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct LessonsProps {
    model: Shared<Model>,
}

#[function_component]
fn Lessons(props: &LessonsProps) -> Html {
    let filter = use_state(Filter::default);
    let (all, progress) = (content::lessons(), &props.model.progress);
    let done = |of: &[Lesson]| of.iter().filter(|it| state(it, progress) == State::Done).count();
    let fits = |lesson: &&Lesson| filter.fits(&lesson.eras, state(lesson, progress));
    let shown = all.iter().filter(fits).count();
    let next = next(all, progress).map(|(lesson, screen)| {
        let begun = state(lesson, progress) == State::Begun;
        let says = if begun { "Go on with" } else { "Begin with" };
        let (n, title) = (lesson.screens.len(), &lesson.screens[screen].title);
        let about = format!("{} · screen {} of {n}: {title}", lesson.group, screen + 1);
        go_on(says, &lesson.title, &about, Route::Lesson(lesson.id.clone(), screen).hash())
    });
    html! {
        <div class="wrap">
            <h1>{ "Learn" }</h1>
            <p>{ "Short text beside a live figure: read a little, predict, run it." }</p>
            { progress_bar(&format!("{} of {} read to the end", done(all), all.len()), done(all), all.len()) }
            { for next }
            { chips(&filter, "read", shown, all.len()) }
            if shown == 0 { { nothing(&filter, "lessons") } }
            { for all.chunk_by(|a, b| a.group == b.group).filter(|group| group.iter().any(|it| fits(&it))).map(|group| html! {
                <section>
                    { head(&group[0].group, done(group), group.len(), "read") }
                    <div class="list">{ for group.iter().filter(fits).map(|lesson| card(lesson, progress)) }</div>
                </section>
            }) }
            <section>
                <h2>{ "Notes against notes" }</h2>
                <div class="list">
                    <a class="card" href={Route::Disagreements.hash()}>
                        <h3>{ Route::Disagreements.title() }</h3>
                        <p class="mut">{ "What one course says and another denies, what is so in which year, and a run that shows it." }</p>
                        <p class="mut">{ format!("{} topics", content::disagreements().len()) }</p>
                    </a>
                </div>
            </section>
        </div>
    }
}

/// Screens up to the furthest that was open.
pub fn seen(lesson: &Lesson, progress: &Progress) -> usize {
    progress.lessons.get(&lesson.id).map_or(0, |screen| (screen + 1).min(lesson.screens.len()))
}

fn state(lesson: &Lesson, progress: &Progress) -> State {
    match seen(lesson, progress) {
        0 => State::Open,
        n if n == lesson.screens.len() => State::Done,
        _ => State::Begun,
    }
}

/// The lesson to go on with and its screen: one that is begun before one that is not. `None`: all are read.
fn next<'a>(all: &'a [Lesson], progress: &Progress) -> Option<(&'a Lesson, usize)> {
    let first = |wanted: State| all.iter().find(|it| state(it, progress) == wanted);
    let lesson = first(State::Begun).or_else(|| first(State::Open))?;
    Some((lesson, seen(lesson, progress).saturating_sub(1)))
}

fn card(lesson: &Lesson, progress: &Progress) -> Html {
    let (seen, n) = (seen(lesson, progress), lesson.screens.len());
    let (class, says) = match seen {
        0 => ("mut", format!("{n} screens")),
        seen if seen == n => ("ok", "✓ read".to_owned()),
        seen => ("dr", format!("◐ {seen} of {n} screens")),
    };
    html! {
        <a class="card" href={format!("#/learn/{}", lesson.id)}>
            { super::eras(&lesson.eras) }
            <span class="kick">{ format!("Lesson {}", lesson.order) }</span>
            <h3>{ &lesson.title }</h3>
            <p class="mut">{ lesson.screens.iter().map(|screen| screen.title.as_str()).collect::<Vec<_>>().join(" · ") }</p>
            <p class={class}>{ says }</p>
        </a>
    }
}

pub fn lesson(id: &str, screen: usize, model: &Shared<Model>, on: &Callback<Msg>) -> Html {
    match content::lesson(id) {
        Some(found) if screen < found.screens.len() => {
            html! {
                <LessonPage key={found.id.clone()} id={found.id.clone()} at={screen} model={model.clone()} on={on.clone()} />
            }
        }
        Some(_) | None => missing(&Route::Lesson(id.to_owned(), screen)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_goes_on_where_one_was_then_with_the_first_that_is_not_read() {
        let all = content::lessons();
        let mut progress = Progress::default();
        let at =
            |progress: &Progress| next(all, progress).map(|(lesson, screen)| (lesson.id.clone(), screen));
        assert_eq!(at(&progress), Some((all[0].id.clone(), 0)));
        progress.lessons.insert(all[3].id.clone(), 1);
        assert_eq!(at(&progress), Some((all[3].id.clone(), 1)), "the screen that was open last");
        progress.lessons.insert(all[3].id.clone(), all[3].screens.len() - 1);
        assert_eq!(at(&progress), Some((all[0].id.clone(), 0)));
        progress.lessons = all.iter().map(|it| (it.id.clone(), it.screens.len())).collect();
        assert_eq!(at(&progress), None);
    }
}
