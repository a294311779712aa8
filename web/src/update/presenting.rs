//! For a room: from beat to beat of a scene, from step to step of a lesson.

use engine::kernel::Time;

use super::{engine, say};
use crate::content;
use crate::model::{Ask, Beat, BeatKind, Effect, Facts, Model, PresentMsg, Presenting, TimeMsg};
use crate::prose;
use crate::route::Route;

/// The longest that one waits for the next beat, in real seconds.
const WAITS_S: u64 = 6;
const FASTEST: u32 = 3_600;

#[inline(never)]
pub(super) fn presented(model: &mut Model, msg: PresentMsg) -> Vec<Effect> {
    match msg {
        PresentMsg::Open => open(model),
        PresentMsg::Leave => leave(model),
        PresentMsg::Black => {
            if let Some(presenting) = &mut model.presenting {
                presenting.black = !presenting.black;
            }
            vec![]
        }
        PresentMsg::Next | PresentMsg::Back => {
            let Some(presenting) = &mut model.presenting else { return vec![] };
            // Whoever goes on in the dark wants to see it first.
            if std::mem::take(&mut presenting.black) {
                return vec![];
            }
            match (lesson(&model.route), msg == PresentMsg::Next) {
                (Some(steps), next) => {
                    let last = steps.saturating_sub(1);
                    presenting.step = if next {
                        (presenting.step + 1).min(last)
                    } else {
                        presenting.step.saturating_sub(1)
                    };
                    vec![]
                }
                (None, true) => onward(model),
                (None, false) => back(model),
            }
        }
    }
}

/// Whether there is something here to show to a room.
#[inline(never)]
pub(super) fn can_be_shown(route: &Route) -> bool {
    match route {
        Route::Playground | Route::Story(_) | Route::Shared(_) => true,
        Route::Lab(id) => content::lab(id).is_some(),
        Route::Lesson(id, _) => content::lesson(id).is_some(),
        Route::Learn
        | Route::Labs
        | Route::Quiz
        | Route::Question(_)
        | Route::Disagreements
        | Route::Reference(_)
        | Route::Data
        | Route::Unknown(_) => false,
    }
}

/// How many steps there are, if it is a lesson that is shown.
#[inline(never)]
fn lesson(route: &Route) -> Option<usize> {
    let Route::Lesson(id, _) = route else { return None };
    content::lesson(id).map(|lesson| steps(lesson).len())
}

/// The steps of a lesson: each screen, and once more where something is predicted and then known.
#[inline(never)]
pub fn steps(lesson: &lessons::Lesson) -> Vec<(usize, bool)> {
    let each = lesson.screens.iter().enumerate();
    each.flat_map(|(at, screen)| {
        let answer = screen.options().map(|_| (at, true));
        [(at, false)].into_iter().chain(answer)
    })
    .collect()
}

#[inline(never)]
fn open(model: &mut Model) -> Vec<Effect> {
    if model.presenting.is_some() || !can_be_shown(&model.route) {
        return vec![];
    }
    model.sheet = None;
    model.sharing.open = false;
    model.notices.toasts.clear();
    let speed = model.facts.view.as_ref().map(|_| model.facts.clock.speed);
    model.presenting = Some(Presenting { speed, ..Presenting::default() });
    let mut effects = vec![engine(Ask::Time(TimeMsg::Pause)), super::host(crate::model::Task::Focus("main"))];
    effects.extend(say(model, "Shown to a room: Page Down goes on, Escape leaves.".to_owned()));
    effects
}

#[inline(never)]
pub(super) fn leave(model: &mut Model) -> Vec<Effect> {
    let Some(presenting) = model.presenting.take() else { return vec![] };
    let mut effects = vec![engine(Ask::Time(TimeMsg::Pause))];
    effects.extend(presenting.speed.map(|speed| engine(Ask::Time(TimeMsg::Speed(speed)))));
    effects.push(super::host(crate::model::Task::Focus("main")));
    effects
}

/// Plays to the next beat and pauses there; at once, if that is under way already. Without one, time just goes on.
#[inline(never)]
fn onward(model: &mut Model) -> Vec<Effect> {
    let (now, playing) = (model.facts.clock.now, model.facts.clock.playing);
    let next = model.facts.beats.iter().map(|beat| beat.at).find(|at| *at > now);
    let Some(presenting) = &mut model.presenting else { return vec![] };
    let Some(next) = next else {
        presenting.going = None;
        let own = presenting.speed.unwrap_or(1);
        let on = if playing { TimeMsg::Pause } else { TimeMsg::Play };
        return vec![engine(Ask::Time(TimeMsg::Speed(own))), engine(Ask::Time(on))];
    };
    if playing && presenting.going == Some(next) {
        presenting.going = None;
        return vec![engine(Ask::Time(TimeMsg::Seek(next)))];
    }
    presenting.going = Some(next);
    let least = presenting.speed.unwrap_or(1);
    let fits = u32::try_from(next.since(now).as_seconds() / WAITS_S).unwrap_or(FASTEST);
    let speed = fits.clamp(least, FASTEST.max(least));
    vec![engine(Ask::Time(TimeMsg::PlayTo(next, speed)))]
}

/// To the beat before the one that is shown.
#[inline(never)]
fn back(model: &mut Model) -> Vec<Effect> {
    let now = model.facts.clock.now;
    let shown = model.facts.beats.iter().rposition(|beat| beat.at <= now);
    // Between two beats it is the one that has been left.
    let to = match shown {
        Some(at) if model.facts.beats[at].at < now => model.facts.beats[at].at,
        Some(at) => {
            let here = model.facts.beats[at].at;
            let before = model.facts.beats[..at].iter().rfind(|beat| beat.at < here);
            before.map_or(Time::START, |beat| beat.at)
        }
        None => Time::START,
    };
    if let Some(presenting) = &mut model.presenting {
        presenting.going = None;
    }
    vec![engine(Ask::Time(TimeMsg::Seek(to)))]
}

/// What a look at the world means for what is shown: time stops at a beat that nobody knew of before, and the answer of
/// a prediction is kept.
#[inline(never)]
pub(super) fn changed(model: &mut Model, before: &Facts) -> Vec<Effect> {
    let Some(presenting) = &mut model.presenting else { return vec![] };
    let facts = &model.facts;
    if let Some(judged) = facts.judged {
        presenting.answer = Some(judged);
    }
    let shown = |facts: &Facts| shown(&facts.beats, facts.clock.now).map(|(_, beat)| beat.clone());
    let (is, was) = (shown(facts), shown(before));
    let mut effects = vec![];
    let new = facts.beats.iter().find(|beat| beat.at > before.clock.now && !before.beats.contains(beat));
    if let Some(new) = new.filter(|new| new.at <= facts.clock.now && facts.clock.playing) {
        presenting.going = None;
        effects.push(engine(Ask::Time(TimeMsg::Seek(new.at))));
    }
    if is != was
        && let Some(beat) = is
    {
        let said = spoken(&beat, model.presenting.as_ref().and_then(|it| it.answer));
        effects.extend(say(model, said));
    }
    effects
}

/// The beat of an instant, with its number from 1.
#[inline(never)]
pub fn shown(beats: &[Beat], now: Time) -> Option<(usize, &Beat)> {
    let at = beats.iter().rposition(|beat| beat.at <= now)?;
    Some((at + 1, &beats[at]))
}

#[inline(never)]
fn spoken(beat: &Beat, answer: Option<(Time, usize)>) -> String {
    match &beat.kind {
        BeatKind::Said => beat.text.clone(),
        BeatKind::Asked(options) => format!("{} {}", beat.text, options.join("; ")),
        BeatKind::Answered(options) => {
            let right = answer.filter(|(at, _)| *at == beat.at).and_then(|(_, option)| options.get(option));
            format!("{} {}", beat.text, right.map_or("", String::as_str))
        }
        BeatKind::Marked(kind) => format!("{}: {}", prose::marker_name(*kind), beat.text),
    }
}
