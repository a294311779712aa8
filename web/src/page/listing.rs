//! What the lists of lessons and labs share: how far one is, filters, and where one goes on.

use engine::era::Era;
use yew::prelude::*;

use super::progress_bar;

/// How far the learner is in one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Open,
    Begun,
    Done,
}

impl State {
    pub const ALL: [State; 3] = [State::Open, State::Begun, State::Done];

    /// `done`: what one has done with it then.
    fn word(self, done: &'static str) -> &'static str {
        match self {
            State::Open => "not begun",
            State::Begun => "begun",
            State::Done => done,
        }
    }
}

/// Which are shown; `None` shows all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    pub era: Option<Era>,
    pub state: Option<State>,
}

impl Filter {
    pub fn fits(self, eras: &[Era], state: State) -> bool {
        self.era.is_none_or(|era| eras.contains(&era)) && self.state.is_none_or(|it| it == state)
    }
}

/// The buttons of the filter, and how many are shown.
pub fn chips(filter: &UseStateHandle<Filter>, done: &'static str, shown: usize, all: usize) -> Html {
    let chip = |label: &'static str, to: Filter| {
        let (pressed, state) = (**filter == to, filter.clone());
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={move |_| state.set(to)}>{ label }</button> }
    };
    let era = |era: Option<Era>| chip(era.map_or("every era", Era::name), Filter { era, ..**filter });
    let state =
        |state: Option<State>| chip(state.map_or("all", |it| it.word(done)), Filter { state, ..**filter });
    html! {
        <div class="bank-tools">
            <div class="chips" role="group" aria-label="Era">{ for [None].into_iter().chain(Era::ALL.map(Some)).map(era) }</div>
            <div class="chips" role="group" aria-label="Which">{ for [None].into_iter().chain(State::ALL.map(Some)).map(state) }</div>
            <span class="mut" role="status">{ format!("{shown} of {all} shown") }</span>
        </div>
    }
}

/// What comes next, before all else.
pub fn go_on(says: &str, title: &str, about: &str, href: String) -> Html {
    html! {
        <a class="card go-on" {href}>
            <span class="kick">{ says.to_owned() }</span>
            <b>{ title.to_owned() }</b>
            <span class="mut">{ about.to_owned() }</span>
            <span class="btn p" aria-hidden="true">{ "Go ›" }</span>
        </a>
    }
}

/// A group's heading, with how much of all of it is done.
pub fn head(title: &str, done: usize, of: usize, word: &str) -> Html {
    html! {
        <div class="group-head">
            <h2>{ title.to_owned() }</h2>
            { progress_bar(&format!("{done} of {of} {word}"), done, of) }
        </div>
    }
}

/// Nothing fits the filter.
pub fn nothing(filter: &UseStateHandle<Filter>, what: &str) -> Html {
    let state = filter.clone();
    html! {
        <div class="card">
            <p>{ format!("None of the {what} is like that. Choose another era, or see all of them.") }</p>
            <button type="button" class="btn" onclick={move |_| state.set(Filter::default())}>{ format!("Show all {what}") }</button>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_wants_era_and_state() {
        let filter = Filter { era: Some(Era::Y2018), state: Some(State::Begun) };
        assert!(filter.fits(&[Era::Y2018, Era::Today], State::Begun));
        assert!(!filter.fits(&[Era::Today], State::Begun));
        assert!(!filter.fits(&[Era::Y2018], State::Done));
        assert!(Filter::default().fits(&[], State::Open));
    }
}
