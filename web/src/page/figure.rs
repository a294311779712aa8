//! A live figure: a story with a driver of its own, a small transport, and "why?" below it.

use std::rc::Rc;

use engine::command::Command;
use engine::kernel::{Span, Time};
use engine::names::{Name, ShardId};
use engine::story::{Prediction, Statement, Story};
use engine::view;
use engine::why::{self, Why};
use yew::prelude::*;

use super::rich;
use super::ruler::HashRuler;
use crate::driver::{Driver, Ended};
use crate::host::{self, Frame};
use crate::model::{LearnMsg, Msg};
use crate::panel::why::WhyCard;
use crate::scene::{Large, Selection, Stage, StageAction, marks_in, window_us};
use crate::shell;
use crate::transport::icon::Icon;

#[derive(Properties, PartialEq)]
pub struct FigureProps {
    pub story: Rc<Story>,
    /// The figure waits at this instant until the learner has committed, then runs on and says what was right.
    #[prop_or_default]
    pub prediction: Option<(Time, Prediction)>,
    #[prop_or(false)]
    pub committed: bool,
    #[prop_or_default]
    pub on_judged: Callback<Option<usize>>,
    /// Play on to this instant at once, then pause.
    #[prop_or_default]
    pub until: Option<Time>,
    /// For a projector: the picture alone, as large as it fits.
    #[prop_or(false)]
    pub large: bool,
    /// Show the hash ruler below a figure in which records are only put.
    #[prop_or(false)]
    pub ruler: bool,
    pub on: Callback<Msg>,
}

pub enum FigureMsg {
    Frame(f64),
    PlayPause,
    Step,
    Undo,
    Again,
    Stage(StageAction),
    Fix(Vec<Command>),
    CloseWhy,
    /// The tools that its story needs are there.
    Lent,
}

pub struct Figure {
    driver: Result<Driver, String>,
    frame: Option<Frame>,
    drawn: Option<f64>,
    why: Option<Why>,
    selection: Selection,
    /// What is said of something that was tried.
    says: String,
}

/// Marks on one lane of a figure.
const MARKS: usize = 90;
/// How fast a figure plays what was predicted, at least.
const RUSH: u32 = 10;
/// And so that it takes no longer than this, be it hours.
const LONGEST_S: u64 = 8;

/// The speed at which a span of the story is told.
fn rush(from: Time, to: Time) -> u32 {
    u32::try_from(to.since(from).as_seconds() / LONGEST_S).unwrap_or(u32::MAX).max(RUSH)
}

/// The story at its beginning, or later, when its tools are loaded.
fn begin(ctx: &Context<Figure>) -> Result<Driver, String> {
    let story = &ctx.props().story;
    let needs = story.needs();
    if needs.is_empty() {
        return shell::begin(story);
    }
    let lent = ctx.link().callback(|()| FigureMsg::Lent);
    host::tools::with(needs, move || lent.emit(()));
    Err("what it needs is being loaded".to_owned())
}

impl Component for Figure {
    type Message = FigureMsg;
    type Properties = FigureProps;

    fn create(ctx: &Context<Figure>) -> Figure {
        let mut figure = Figure {
            driver: begin(ctx),
            frame: None,
            drawn: None,
            why: None,
            selection: Selection::Nothing,
            says: String::new(),
        };
        figure.set_out(ctx.props());
        figure.next_frame(ctx);
        figure
    }

    fn changed(&mut self, ctx: &Context<Figure>, old: &FigureProps) -> bool {
        let props = ctx.props();
        if props.story != old.story {
            self.driver = begin(ctx);
            self.why = None;
            self.set_out(props);
        } else if props.committed
            && !old.committed
            && let (Ok(driver), Some((_, prediction))) = (&mut self.driver, &props.prediction)
        {
            driver.stop_at(Some(prediction.judged));
            driver.set_speed(rush(driver.now(), prediction.judged));
            driver.play();
        }
        self.next_frame(ctx);
        true
    }

    fn update(&mut self, ctx: &Context<Figure>, msg: FigureMsg) -> bool {
        match msg {
            FigureMsg::Frame(at) => self.draw(ctx.props(), at),
            FigureMsg::Stage(action) => self.acted(action),
            FigureMsg::Fix(commands) => self.act(&commands),
            FigureMsg::CloseWhy => self.why = None,
            FigureMsg::Lent => {
                self.driver = shell::begin(&ctx.props().story);
                self.set_out(ctx.props());
            }
            FigureMsg::PlayPause | FigureMsg::Step | FigureMsg::Undo | FigureMsg::Again => {
                self.controlled(ctx.props(), &msg);
            }
        }
        self.next_frame(ctx);
        true
    }

    fn view(&self, ctx: &Context<Figure>) -> Html {
        let driver = match &self.driver {
            Ok(driver) => driver,
            Err(why) => {
                return html! { <div class="note bad" role="alert">{ format!("This figure cannot be played: {why}") }</div> };
            }
        };
        let link = ctx.link();
        let world = driver.world();
        let scene = Rc::new(view::view(world));
        let window = Span::micros(window_us(u64::from(driver.speed()), &scene));
        let marks = Rc::new(marks_in(world, &scene, window, MARKS, &Selection::Nothing));
        if ctx.props().large {
            let (width, height) = host::room();
            return html! { <Large view={scene} {marks} window_us={window.as_micros()} {width} height={height * 0.5} /> };
        }
        let press = |class: &'static str, name: &'static str, label: Html, make: fn() -> FigureMsg| {
            let call = link.callback(move |_: MouseEvent| make());
            html! { <button type="button" class={class} aria-label={name} onclick={call}>{ label }</button> }
        };
        let play = if driver.playing() { ("Pause", Icon::Pause) } else { ("Play", Icon::Play) };
        let open = {
            let (on, story) = (ctx.props().on.clone(), ctx.props().story.clone());
            Callback::from(move |_: MouseEvent| on.emit(Msg::Learn(LearnMsg::OpenStory(story.to_string()))))
        };
        // Once the answer is there, the picture speaks: the last sentence was about the way to it.
        let answered = ctx.props().prediction.as_ref().is_some_and(|(_, p)| driver.now() >= p.judged);
        let caption = caption(&ctx.props().story, driver.now()).filter(|_| !answered);
        let refusing = refusing(&scene, ctx.props().until.is_some());
        // With one shard there is nothing to find out: every key lands on it.
        // And where somebody reads, the figure is about that.
        let alone = scene.readers.is_empty() && scene.deliveries.is_empty();
        let first = scene.streams.first().filter(|stream| alone && stream.open_shards > 1).cloned();
        let hot = scene
            .producers
            .iter()
            .filter_map(|producer| producer.hot_key.as_ref().map(|(key, _)| key.clone()));
        let keys = hot.take(1).chain(["user-7".to_owned(), "cart-5".to_owned()]).collect::<Vec<_>>();
        html! {
            <>
                <section class="card figure" aria-label={format!("Live figure: {}", ctx.props().story.title)}>
                    <p class="kick">
                        { format!("Live · seed {}", world.seed()) }
                        <span style="float:right">{ driver.now().to_string() }</span>
                    </p>
                    <Stage view={scene} marks={marks} selection={self.selection.clone()} live=false
                        window_us={window.as_micros()} on={link.callback(FigureMsg::Stage)} />
                    if let Some(caption) = caption {
                        <p>{ rich(&caption) }</p>
                    }
                    <div class="btns">
                        { press("btn p", play.0, play.1.draw(), || FigureMsg::PlayPause) }
                        { press("btn", "Step one second", "step".into(), || FigureMsg::Step) }
                        { press("btn", "Undo", html! { <>{ Icon::Undo.draw() }{ "undo" }</> }, || FigureMsg::Undo) }
                        { press("btn", "Play again from the start", html! { <>{ Icon::Start.draw() }{ "again" }</> }, || FigureMsg::Again) }
                        if let Some((stream, shard)) = refusing {
                            <button type="button" class="btn" onclick={link.callback(move |_: MouseEvent| {
                                FigureMsg::Stage(StageAction::AskWhy { stream: stream.clone(), shard })
                            })}>{ format!("Why does …{} refuse?", shard.short()) }</button>
                        }
                        <button type="button" class="btn" onclick={open}>{ "Open in playground" }</button>
                    </div>
                    <p role="status" class="mut">{ &self.says }</p>
                </section>
                if let Some(why) = &self.why {
                    <WhyCard question={"Why was this record refused?"} why={why.clone()} on_fix={link.callback(FigureMsg::Fix)} on_close={link.callback(|()| FigureMsg::CloseWhy)} />
                }
                if let Some(stream) = ctx.props().ruler.then_some(first).flatten() {
                    <HashRuler stream={stream} keys={keys} />
                }
            </>
        }
    }
}

impl Figure {
    /// From the start of the story to the first instant at which it waits.
    fn set_out(&mut self, props: &FigureProps) {
        let Ok(driver) = &mut self.driver else { return };
        let waits = props.prediction.as_ref().map(|(at, _)| *at);
        driver.stop_at(waits.filter(|_| !props.committed).or(props.until));
        if let Some(until) = props.until {
            driver.set_speed(rush(driver.now(), until));
        }
        driver.play();
    }

    fn next_frame(&mut self, ctx: &Context<Figure>) {
        let busy = self.driver.as_ref().is_ok_and(Driver::busy);
        if !busy {
            self.frame = None;
            self.drawn = None;
        } else if self.frame.is_none() {
            let link = ctx.link().clone();
            self.frame = host::next_frame(move |at| link.send_message(FigureMsg::Frame(at)));
        }
    }

    fn draw(&mut self, props: &FigureProps, at: f64) {
        self.frame = None;
        let elapsed = self.drawn.map_or(0.0, |drawn| at - drawn);
        self.drawn = Some(at);
        let Ok(driver) = &mut self.driver else { return };
        let ended = driver.frame(elapsed, &host::clock);
        if ended == Some(Ended::Stopped)
            && props.committed
            && let Some((_, prediction)) = &props.prediction
        {
            let world = driver.world();
            let right = |(_, condition): &(String, engine::story::Condition)| {
                condition.judge(world).is_ok_and(|judged| judged.holds)
            };
            props.on_judged.emit(prediction.options.iter().position(right));
            driver.set_speed(1);
        }
    }

    fn controlled(&mut self, props: &FigureProps, msg: &FigureMsg) {
        self.says.clear();
        if matches!(msg, FigureMsg::Again) {
            self.driver = shell::begin(&props.story);
            self.why = None;
            self.set_out(props);
            return;
        }
        let Ok(driver) = &mut self.driver else { return };
        match msg {
            FigureMsg::PlayPause if driver.playing() => driver.pause(),
            FigureMsg::PlayPause => driver.play(),
            FigureMsg::Step => {
                driver.pause();
                let to = driver.now() + Span::SECOND;
                driver.seek(to);
            }
            FigureMsg::Undo => {
                self.says = match driver.undo() {
                    Some(line) => format!("Undone: {line}"),
                    None => "Nothing to undo.".to_owned(),
                };
            }
            FigureMsg::Again
            | FigureMsg::Frame(_)
            | FigureMsg::Stage(_)
            | FigureMsg::Fix(_)
            | FigureMsg::CloseWhy
            | FigureMsg::Lent => {}
        }
    }

    fn acted(&mut self, action: StageAction) {
        match action {
            StageAction::AskWhy { stream, shard } => self.ask(&stream, shard),
            StageAction::Select(Selection::Refusals(stream, shard)) => self.ask(&stream, shard),
            StageAction::Select(selection) => self.selection = selection,
            StageAction::Say(text) => self.says = text,
            // A figure has no palette and no drag; it is opened in the playground for more.
            StageAction::AddProducer { .. }
            | StageAction::AddSource { .. }
            | StageAction::AddConsumer { .. }
            | StageAction::AddFunction { .. }
            | StageAction::AddGroup { .. }
            | StageAction::AddOther(_)
            | StageAction::AddFirehose { .. }
            | StageAction::MoveProducer { .. }
            | StageAction::Split { .. }
            | StageAction::SplitAtMidpoint { .. }
            | StageAction::Merge { .. }
            | StageAction::OpenRecord { .. }
            | StageAction::OpenInvocation { .. }
            | StageAction::OpenObject { .. } => {}
        }
    }

    fn ask(&mut self, stream: &Name, shard: ShardId) {
        if let Ok(driver) = &self.driver {
            self.why = why::refused(driver.world(), stream, shard);
        }
    }

    fn act(&mut self, commands: &[Command]) {
        let Ok(driver) = &mut self.driver else { return };
        for command in commands {
            match driver.act(command) {
                Ok(_) => self.says = format!("Done: {command}"),
                Err(refusal) => self.says = refusal.to_string(),
            }
        }
        driver.play();
    }
}

/// A shard that has refused records, the one that refuses most now first; of an answer that is shown only one that
/// refuses now: what was refused before it is not its doing.
fn refusing(view: &view::View, answer: bool) -> Option<(Name, ShardId)> {
    let shards =
        view.streams.iter().flat_map(|stream| stream.shards.iter().map(move |shard| (&stream.name, shard)));
    let worst = shards
        .filter(|(_, shard)| shard.refused_per_s > 0 || (shard.refused > 0 && !answer))
        .max_by_key(|(_, s)| (s.refused_per_s, s.refused));
    worst.map(|(stream, shard)| (stream.clone(), shard.id))
}

/// What the story says at an instant.
pub fn caption(story: &Story, now: Time) -> Option<String> {
    let mut said = story.lines.iter().filter_map(|line| match &line.what {
        Statement::Say(text) if line.at.unwrap_or_default() <= now => Some(text.clone()),
        Statement::Say(_)
        | Statement::Do(_)
        | Statement::Refused(_)
        | Statement::Expect(_)
        | Statement::Predict(_)
        | Statement::Comment(_) => None,
    });
    said.next_back()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The view of a producer on one shard of a stream, at `seconds`; stopped after 5.
    fn at(rate: &str, seconds: u64) -> view::View {
        let text = format!(
            "seed 1\naws kinesis create-stream --stream-name s --shard-count 2\n\
             at 2s producer p to s rate {rate} size 100B keys \"k\" api put-record\nat 5s stop p\n"
        );
        let mut world = engine::story::start(&Story::parse(&text).expect("a story")).expect("it begins");
        world.advance(Time::seconds(seconds), u64::MAX);
        view::view(&world)
    }

    #[test]
    fn an_answer_that_refuses_nothing_asks_no_why() {
        // Beside a question, the last second counts: what was refused before an option's fix is no part of its answer.
        for answer in [false, true] {
            assert_eq!(refusing(&at("500/s", 4), answer), None, "nothing is refused");
            assert!(refusing(&at("3000/s", 4), answer).is_some(), "one key is too much for a shard");
        }
        let healed = at("3000/s", 60);
        assert_eq!(refusing(&healed, true), None, "refused once, and no more");
        assert!(refusing(&healed, false).is_some(), "a figure of a lesson still tells of it");
    }
}
