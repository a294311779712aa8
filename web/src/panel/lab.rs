//! The left panel of a lab: the task, its goals with their state, hints one by one, the solution, the way on.

use engine::kernel::{Span, Time};
use yew::prelude::*;

use super::{PanelProps, button, kick, send};
use crate::content;
use crate::model::{Goal, GoalLine, LabMsg, Msg, Place, Sheet, TimeMsg};
use crate::page::{caption, paragraph, rich};
use crate::prose;

/// Farther ends than this nobody waits for: a button goes there.
const FAR: Span = Span::seconds(600);

#[function_component]
pub fn LabPanel(props: &PanelProps) -> Html {
    let (model, on) = (&props.model, &props.on);
    let Place::Lab(id) = &model.place else { return Html::default() };
    let Some(lab) = content::lab(id) else { return Html::default() };
    let goals = &model.facts.goals;
    let next = goals.iter().position(|goal| goal.state == Goal::NotYet);
    let met = !goals.is_empty() && goals.iter().all(|goal| goal.state == Goal::Met);
    let hints = lab.hints.iter().take(model.lab.hints).enumerate();
    let more = lab.hints.len().saturating_sub(model.lab.hints);
    let now = model.facts.clock.now;
    let open = model.sheet == Some(Sheet::Left);
    html! {
        <aside class="l" aria-label="Lab" data-open={open.then_some("true")}>
            <button type="button" class="btn sq sheet-x" aria-label="Close the goals" onclick={send(on, Msg::Sheet(None))}>{ "×" }</button>
            <p class="kick">{ which(lab) }</p>
            <h1>{ &lab.title }</h1>
            { for lab.task.iter().map(|text| paragraph(text)) }
            if let Some(caption) = caption(&lab.story, now) {
                <div class="note" role="status">{ rich(&caption) }</div>
            }
            { kick("Goals") }
            { for goals.iter().enumerate().map(|(i, line)| goal(line, next == Some(i))) }
            if met {
                <div class="solved">
                    <div class="note good">
                        if model.lab.showing {
                            <b>{ "That was the solution: now you." }</b>
                        } else {
                            <b>{ "All goals are met." }</b>{ " Well done." }
                        }
                    </div>
                    { onward(lab) }
                </div>
            }
            if goals.iter().any(|goal| goal.state == Goal::Broken) {
                <p class="mut">{ "What is broken can be mended before it broke: go back on the timeline and act there, or Reset." }</p>
            }
            if let Some(end) = lab.story.until.filter(|end| !met && end.since(now) > FAR) {
                { run_on(end, on) }
            }
            if let Some(sentence) = model.lab.wrong_turn.as_ref().filter(|_| !met) {
                <div class="note warn" role="status">{ rich(sentence) }</div>
            }
            <div class="btns">
                if more > 0 {
                    { button(on, "btn p", &format!("Hint ({more} left)"), Msg::Lab(LabMsg::Hint)) }
                }
                { button(on, "btn", "Show me", Msg::Lab(LabMsg::ShowMe)) }
                { button(on, "btn", "Reset", Msg::Lab(LabMsg::Reset)) }
            </div>
            { for hints.map(|(i, hint)| html! {
                <div class="hint" key={i}><b>{ format!("Hint {}. ", i + 1) }</b>{ rich(hint) }</div>
            }) }
            if !model.progress.tasks_read.contains(id) {
                <div class="btns narrow-only">{ button(on, "btn p", "To the scene", Msg::Sheet(None)) }</div>
            }
            if let Some(lesson) = lab.lesson.as_deref().and_then(content::lesson) {
                <p class="mut">{ "Read on: " }<a href={format!("#/learn/{}", lesson.id)}>{ &lesson.title }</a></p>
            }
        </aside>
    }
}

/// Where one goes from a lab that is solved.
fn onward(lab: &lessons::Lab) -> Html {
    let next = content::next_lab(&lab.id);
    let (to, says) = next.map_or(("#/labs".to_owned(), "All labs".to_owned()), |next| {
        (format!("#/labs/{}", next.id), format!("Next lab: {}", next.title))
    });
    html! {
        <div class="btns onward">
            <a class="btn p" href={to}>{ says }</a>
            if let Some(question) = content::about_lab(lab) {
                <a class="btn" href={format!("#/quiz/{}", question.id)}>{ "Questions about this" }</a>
            }
        </div>
    }
}

/// To the end of a lab that takes long, as fast as it can be simulated.
fn run_on(end: Time, on: &Callback<Msg>) -> Html {
    let label = format!("Run on to {}", prose::spoken(end));
    html! { <div class="btns">{ button(on, "btn", &label, Msg::Time(TimeMsg::Seek(end))) }</div> }
}

/// A goal: its state is a sign and a word, not only a colour.
fn goal(line: &GoalLine, now: bool) -> Html {
    let (class, sign, word) = match line.state {
        Goal::Met => ("goal done", "✓", "met: "),
        Goal::Broken => ("goal broken", "✕", "broken: "),
        Goal::NotYet if now => ("goal now", "", "next: "),
        Goal::NotYet => ("goal", "", "not yet: "),
    };
    html! {
        <div class={class}>
            <span class="ck" aria-hidden="true">{ sign }</span>
            <div><span class="sr">{ word }</span><b>{ &line.text }</b><small>{ &line.says }</small></div>
        </div>
    }
}

/// Its place among all labs, and its group; one of the learner's own has no place.
fn which(lab: &lessons::Lab) -> String {
    let all = content::labs();
    match all.iter().position(|it| it.id == lab.id) {
        Some(at) => format!("Lab {} of {} · {}", at + 1, all.len(), lab.group),
        None => format!("Lab · {}", lab.group),
    }
}
