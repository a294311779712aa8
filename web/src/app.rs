//! The page: puts the shell on the screen, frame by frame, and hands its tasks to the browser.

mod header;
mod knob;
mod notices;
mod search;
mod worlds;

use engine::era::Era;
use gloo_timers::callback::Timeout;
use yew::prelude::*;

use crate::content;
use crate::dock::Dock;
use crate::hook::Hook;
use crate::host::{self, Frame, Timers};
use crate::model::{Msg, Place, Sheet, Task, Width};
use crate::page;
use crate::panel;
use crate::panel::hook::HookCard;
use crate::panel::{InspectorPanel, LabPanel, Shared, SolvedCard, send};
use crate::route::Route;
use crate::scene::{Selection, Stage, StageAction, window_us};
use crate::shell::Shell;
use crate::switches::{Part, Switches};
use crate::transport::Transport;

pub struct App {
    shell: Shell,
    on: Callback<Msg>,
    on_stage: Callback<StageAction>,
    timers: Timers,
    frame: Option<Frame>,
    /// When the last frame was drawn, in real milliseconds.
    drawn: Option<f64>,
}

pub enum AppMsg {
    Do(Msg),
    Frame(f64),
}

impl Component for App {
    type Message = AppMsg;
    type Properties = ();

    fn create(ctx: &Context<App>) -> App {
        let on = ctx.link().callback(AppMsg::Do);
        host::listen(&on);
        let mut shell = Shell::new(host::kept());
        shell.dispatch(Msg::Width(host::width()));
        host::set_theme(shell.model.prefs.theme);
        host::set_look(&shell.model.prefs);
        let (switches, wrong) = Switches::read(&host::search(), &host::hash());
        shell.dispatch(Msg::Switched(switches, wrong));
        // Not in `create`: the first page is drawn before the engine begins to work.
        let begin = on.clone();
        Timeout::new(0, move || {
            host::arrive(&begin);
            begin.emit(Msg::Data(crate::model::DataMsg::Mend));
        })
        .forget();
        App {
            shell,
            on_stage: on.reform(Msg::Stage),
            on,
            timers: Timers::default(),
            frame: None,
            drawn: None,
        }
    }

    fn update(&mut self, ctx: &Context<App>, msg: AppMsg) -> bool {
        let tasks = match msg {
            AppMsg::Do(msg) => self.shell.dispatch(msg),
            AppMsg::Frame(at) => {
                self.frame = None;
                let elapsed = self.drawn.map_or(0.0, |drawn| at - drawn);
                self.drawn = Some(at);
                self.shell.frame(elapsed, &host::clock)
            }
        };
        self.carry_out(tasks);
        if !self.shell.busy() {
            self.frame = None;
            self.drawn = None;
        } else if self.frame.is_none() {
            let next = ctx.link().callback(AppMsg::Frame);
            self.frame = host::next_frame(move |at| next.emit(at));
        }
        true
    }

    fn view(&self, _: &Context<App>) -> Html {
        let model = Shared(self.shell.model.clone());
        let on = &self.on;
        html! {
            <>
                <a class="skip" href="#main" onclick={skip()}>{ "Skip to the content" }</a>
                { self.page(&model) }
                <div class="sr" role="status" aria-live="polite" aria-atomic="true">{ model.notices.spoken.clone() }</div>
                if !self.plays(&model) || model.presenting.is_some() {
                    { self.toasts(&model) }
                }
                if model.finding {
                    <search::Search stage={self.plays(&model)} waits={search::waits(&model)} on={on.clone()} />
                }
                if let Some(asking) = model.notices.asking {
                    <notices::Question asking={asking} on={on.clone()} />
                }
                if model.copying.scene.is_some() {
                    <panel::copying::CopyScene copying={model.copying.clone()} on={on.clone()} />
                }
                if let Some(making) = &model.making {
                    <panel::making::MakeLab making={making.clone()} on={on.clone()} />
                }
                if let Some(draft) = &model.worlds.draft {
                    <knob::KnobQuestion draft={draft.clone()} error={model.worlds.error.clone()} facts={model.facts.clone()}
                        on={on.clone()} />
                }
            </>
        }
    }
}

/// A hash link would change the route; the focus goes by hand.
#[inline(never)]
fn skip() -> Callback<MouseEvent> {
    Callback::from(|event: MouseEvent| {
        event.prevent_default();
        host::focus("main");
    })
}

impl App {
    fn carry_out(&mut self, tasks: Vec<Task>) {
        for task in tasks {
            host::carry_out(task, &mut self.timers, &self.on);
        }
    }

    #[inline(never)]
    fn page(&self, model: &Shared<crate::model::Model>) -> Html {
        let on = self.on.clone();
        // What went wrong, and what is not there yet, is told on the page itself.
        let lesson = matches!(model.route, Route::Lesson(..));
        let ready = lesson || (self.shell.now().is_some() && model.notices.problem.is_none());
        if let Some(presenting) = model.presenting.as_ref().filter(|_| ready) {
            return match &model.route {
                Route::Lesson(id, _) => html! {
                    <page::present::PresentLesson id={id.clone()} presenting={presenting.clone()} {on} />
                },
                Route::Playground | Route::Story(_) | Route::Shared(_) | Route::Lab(_) => html! {
                    <page::present::PresentScene model={model.clone()} now={self.shell.now()} {on} />
                },
                Route::Learn
                | Route::Labs
                | Route::Quiz
                | Route::Question(_)
                | Route::Disagreements
                | Route::Reference(_)
                | Route::Data
                | Route::Unknown(_) => Html::default(),
            };
        }
        let header = if shows(model, Part::Header) {
            html! { <header::Header model={model.clone()} on={on.clone()} /> }
        } else {
            Html::default()
        };
        let doc = |body: Html| {
            html! {
                <div class="app page">
                    { header.clone() }
                    <main class="doc" id="main" tabindex="-1">
                        { notices::problem(model, &on) }
                        { body }
                    </main>
                </div>
            }
        };
        if let Some(part) = content::missing(&model.route) {
            return doc(page::loading(part, model, &on));
        }
        match &model.route {
            Route::Playground | Route::Story(_) | Route::Shared(_) => self.play(model, header),
            Route::Lab(id) => match content::lab(id) {
                Some(_) => self.play(model, header),
                None => doc(page::missing(&model.route)),
            },
            Route::Learn => doc(page::learn::list(model)),
            Route::Lesson(id, screen) => doc(page::learn::lesson(id, *screen, model, &on)),
            Route::Labs => doc(page::labs::list(model)),
            Route::Quiz => doc(page::quiz::list(model, &on)),
            Route::Question(id) => doc(page::quiz::question(id, model, &on)),
            Route::Disagreements => {
                doc(html! { <page::disagreements::Disagreements era={era_of(model)} on={on.clone()} /> })
            }
            Route::Reference(at) => {
                doc(html! { <page::reference::Reference era={era_of(model)} at={at.clone()} /> })
            }
            Route::Data => doc(page::data::page(model, self.shell.kept(), &on)),
            Route::Unknown(_) => doc(page::missing(&model.route)),
        }
    }

    /// Whether there is a stage, which has the messages then.
    #[inline(never)]
    fn plays(&self, model: &crate::model::Model) -> bool {
        let stage = match &model.route {
            Route::Playground | Route::Story(_) | Route::Shared(_) => true,
            Route::Lab(id) => content::lab(id).is_some(),
            Route::Learn
            | Route::Lesson(..)
            | Route::Labs
            | Route::Quiz
            | Route::Question(_)
            | Route::Disagreements
            | Route::Reference(_)
            | Route::Data
            | Route::Unknown(_) => false,
        };
        stage && self.shell.now().is_some()
    }

    #[inline(never)]
    fn toasts(&self, model: &crate::model::Model) -> Html {
        html! { <notices::Toasts toasts={model.notices.toasts.clone()} on={self.on.clone()} /> }
    }

    /// Playground and labs: the stage between its panels, time below.
    fn play(&self, model: &Shared<crate::model::Model>, header: Html) -> Html {
        let on = &self.on;
        let Some(now) = self.shell.now() else {
            return html! {
                <div class="app page">
                    { header }
                    <main class="doc" id="main" tabindex="-1">
                        <h1 class="sr">{ "Playground" }</h1>
                        { notices::problem(model, on) }
                        if model.notices.problem.is_none() { <p class="wrap" role="status">{ "Setting the scene…" }</p> }
                    </main>
                </div>
            };
        };
        let lab = matches!(model.place, Place::Lab(_));
        if let (Some(pair), Some(other)) = (&model.facts.pair, self.shell.other()) {
            return self.compare(model, pair, now, other, header);
        }
        let looking =
            model.selection != Selection::Nothing || model.why.is_some() || model.passport.is_some();
        let inspector = looking || (!model.calls.is_empty() && model.hook == Hook::Off);
        let phone = model.width == Width::Phone;
        // On a phone the stage is long: the question comes before it.
        let hook = html! {
            <>
                <HookCard model={model.clone()} on={on.clone()} />
                <SolvedCard model={model.clone()} on={on.clone()} />
            </>
        };
        let reader = panel::reader_now(&now.view, &model.selection);
        let sheet = match model.sheet {
            Some(Sheet::Left) => lab,
            Some(Sheet::Inspector) => inspector,
            Some(Sheet::Menu) | None => false,
        };
        let bare = model.switches.embed;
        let hook = if bare { Html::default() } else { hook };
        let inspector = inspector && shows(model, Part::Inspector);
        let still = !shows(model, Part::Palette) || model.switches.lock || model.facts.followed.is_some();
        html! {
            <div class={classes!("app", "play", bare.then_some("bare"), still.then_some("no-palette"))}>
                { header }
                if lab && shows(model, Part::Goals) {
                    <LabPanel model={model.clone()} on={on.clone()} />
                }
                <main class="mid" id="main" tabindex="-1">
                    <h1 class="sr">{ format!("{}: {}", if lab { "Lab" } else { "Playground" }, model.title) }</h1>
                    { notices::problem(model, on) }
                    if panel::watch::shown(model) {
                        <panel::watch::WatchPanel model={model.clone()} on={on.clone()} />
                    }
                    if model.hook != Hook::Off && !bare && !panel::watch::shown(model) {
                        <p class="promise">{ "Records flow from left to right. " }<b>{ "Break it, ask why, rewind, fix it." }</b></p>
                    }
                    if phone { { hook.clone() } }
                    <Stage window_us={window_us(u64::from(now.clock.speed), &now.view)} view={now.view} marks={now.marks}
                        selection={model.selection.clone()} grows={!still} on={self.on_stage.clone()} />
                    if !phone { { hook } }
                    if !phone { { self.toasts(model) } }
                </main>
                if sheet {
                    <div class="scrim" onclick={send(on, Msg::Sheet(None))}></div>
                }
                if inspector {
                    <InspectorPanel model={model.clone()} reader={reader} on={on.clone()} />
                }
                <footer class="bottom">
                    // Above it, however high it is.
                    if phone { { self.toasts(model) } }
                    if shows(model, Part::Transport) {
                        <Transport clock={now.clock} markers={model.facts.markers.clone()}
                            branches={model.facts.branches.clone()} forks={model.worlds.forks}
                            list={model.marker_list} phone={phone && !bare} on={on.clone()} />
                    }
                    if shows(model, Part::Dock) {
                        <Dock model={model.clone()} on={on.clone()} />
                    }
                    if bare {
                        <a class="whole" href={host::whole()} target="_blank" rel="noopener">{ "Open in Shardlab" }</a>
                    }
                </footer>
            </div>
        }
    }
}

/// Whether a part of the page is shown: an address may hide it, and in another page there are stage and time alone.
fn shows(model: &crate::model::Model, part: Part) -> bool {
    let bare = model.switches.embed && !matches!(part, Part::Transport);
    !bare && !model.switches.hides(part)
}

impl App {
    /// Two worlds in the place of the scene, which waits.
    #[inline(never)]
    fn compare(
        &self,
        model: &Shared<crate::model::Model>,
        pair: &crate::model::Pair,
        first: crate::model::Now,
        second: crate::model::Now,
        header: Html,
    ) -> Html {
        let on = &self.on;
        let phone = model.width == Width::Phone;
        let clock = first.clock.clone();
        // A lab is solved in its own scene.
        let keeps = model.place == Place::Playground;
        html! {
            <div class="app play">
                { header }
                <main class="mid two" id="main" tabindex="-1">
                    <h1 class="sr">{ format!("Two worlds: {}", pair.knob) }</h1>
                    { worlds::stages(model, pair, first, second) }
                    // On a phone the worlds are longer than the screen: what differs comes after them.
                    if phone { { worlds::strip(pair, keeps, on) } }
                    { self.toasts(model) }
                </main>
                <footer class="bottom">
                    <Transport {clock} markers={model.facts.markers.clone()} list={model.marker_list} pair=true
                        phone={phone} on={on.clone()} />
                    if phone { <div class="dock-tabs">{ crate::transport::speeds(model.facts.clock.speed, on) }</div> }
                    if !phone { { worlds::strip(pair, keeps, on) } }
                </footer>
            </div>
        }
    }
}

/// Of the open scene; today's, if there is none.
fn era_of(model: &crate::model::Model) -> Era {
    model.facts.view.as_ref().map_or(Era::Today, |view| view.era)
}
