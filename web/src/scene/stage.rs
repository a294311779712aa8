//! The stage as a component: it measures its room, has the layout make the picture, and turns hands and keys into
//! [`StageAction`]s. What a drag would do is decided in [`drag`](super::drag), what a key means in
//! [`keys`](super::keys).

mod map;
mod press;
mod render;
mod watch;

use std::rc::Rc;

use engine::names::{Name, ShardId};
use web_sys::HtmlElement;
use yew::prelude::*;

use super::drag::{Held, Verdict, verdict};
use super::hit::{cut_id, id, pressed, selected, shard_of};
use super::keys::{Key, Step, key, moved};
use super::layout::glyphs::{Glyph, glyphs};
use super::layout::{CARDS_BELOW, Frame, Hit, Lane, Picture, Size, hex4, layout};
use super::popup::Popup;
use super::{Selection, StageAction, StageProps};
use watch::Watch;

/// Pixels that a pointer moves before a press becomes a drag.
const DRAG_FROM: f64 = 6.0;

pub enum Msg {
    Sized(Size),
    Themed,
    Down(Held, PointerEvent),
    PointerMoved(PointerEvent),
    Up(PointerEvent),
    Cancelled,
    Pressed(KeyboardEvent),
    /// The cut of a shard has focus, or no cut has.
    CutFocus(Option<(Name, ShardId)>),
    Open(Option<Popup>),
    Act(StageAction),
    Go(Hit),
    Fold((Name, ShardId)),
    /// To this shard, by its place among those of its stream.
    ToShard(Name, usize),
}

/// A press that may become a drag.
struct Hold {
    held: Held,
    pointer: i32,
    from: (f64, f64),
    /// Where the pointer is, in client pixels, once it is a drag.
    at: Option<(f64, f64)>,
}

/// The stage. See [`StageProps`].
pub struct Stage {
    size: Option<Size>,
    theme: u32,
    picture: Rc<Picture>,
    glyphs: Rc<Vec<Glyph>>,
    hold: Option<Hold>,
    /// The cut that has focus and where it stands.
    cut: Option<(Name, ShardId, u128)>,
    popup: Option<Popup>,
    /// The shard that was selected last: its lane stays open among stripes.
    opened: Option<(Name, ShardId)>,
    /// Lanes that the learner unfolded or folded on a phone, against what is usual.
    turned: Vec<(Name, ShardId)>,
    /// Where the pointer was let go last, in pixels of the picture: a click follows.
    last_up: Option<(f64, f64)>,
    /// Something was added: focus follows the selection that comes of it.
    follow: bool,
    focus_next: Option<String>,
    root: NodeRef,
    room: NodeRef,
    inside: NodeRef,
    watch: Option<Watch>,
}

impl Component for Stage {
    type Message = Msg;
    type Properties = StageProps;

    fn create(_: &Context<Stage>) -> Stage {
        Stage {
            size: None,
            theme: 0,
            picture: Rc::new(Picture::new()),
            glyphs: Rc::default(),
            hold: None,
            cut: None,
            popup: None,
            opened: None,
            turned: vec![],
            last_up: None,
            follow: false,
            focus_next: None,
            root: NodeRef::default(),
            room: NodeRef::default(),
            inside: NodeRef::default(),
            watch: None,
        }
    }

    fn changed(&mut self, ctx: &Context<Stage>, old: &StageProps) -> bool {
        if let Some((stream, shard)) = shard_of(&ctx.props().selection) {
            self.opened = Some((stream.clone(), shard));
        }
        self.draw_picture(ctx);
        if self.follow && ctx.props().selection != old.selection {
            self.follow = false;
            self.focus_next = id(&ctx.props().selection);
        }
        true
    }

    fn update(&mut self, ctx: &Context<Stage>, msg: Msg) -> bool {
        match msg {
            Msg::Sized(size) => {
                if self.size == Some(size) {
                    return false;
                }
                self.size = Some(size);
                self.draw_picture(ctx);
            }
            Msg::Themed => self.theme += 1,
            Msg::Down(held, event) => return self.down(held, &event),
            Msg::PointerMoved(event) => return self.pointer_moved(&event),
            Msg::Up(event) => return self.up(ctx, &event),
            Msg::Cancelled => return self.hold.take().is_some(),
            Msg::Pressed(event) => return self.pressed(ctx, &event),
            Msg::CutFocus(None) => self.cut = None,
            Msg::CutFocus(Some((stream, shard))) => {
                let at = self.lane(&stream, shard).map(Lane::midpoint);
                self.cut = at.map(|at| (stream, shard, at));
            }
            Msg::Open(popup) => self.popup = popup,
            Msg::Act(action) => {
                // What was chosen in a dialog changes the dialog before it could close by itself.
                if self.popup.take().is_some()
                    && let Some(root) = self.root.cast::<HtmlElement>()
                {
                    let _ = root.focus();
                }
                let action = self.meant(ctx, action);
                self.act(ctx, action);
            }
            Msg::Go(hit) => {
                ctx.props().on.emit(StageAction::Select(selected(&hit)));
                if let Some(id) = id(&selected(&hit)) {
                    watch::scroll_to(&id);
                }
            }
            Msg::Fold(lane) => match self.turned.iter().position(|it| *it == lane) {
                Some(at) => {
                    self.turned.remove(at);
                }
                None => self.turned.push(lane),
            },
            Msg::ToShard(stream, place) => self.go_to_shard(ctx, &stream, place),
        }
        true
    }

    fn view(&self, ctx: &Context<Stage>) -> Html {
        render::stage(self, ctx)
    }

    fn rendered(&mut self, ctx: &Context<Stage>, first: bool) {
        if first && let Some(room) = self.room.cast::<HtmlElement>() {
            let link = ctx.link().clone();
            link.send_message(Msg::Sized(watch::size_of(&room)));
            self.watch = Watch::new(&room, link.callback(Msg::Sized), link.callback(|()| Msg::Themed));
        }
        if let Some(id) = self.focus_next.take() {
            watch::focus(&id);
        }
    }
}

impl Stage {
    fn phone(&self, ctx: &Context<Stage>) -> bool {
        ctx.props().live && self.size.is_some_and(|size| size.width < CARDS_BELOW)
    }

    fn draw_picture(&mut self, ctx: &Context<Stage>) {
        let StageProps { view, marks, window_us, .. } = ctx.props();
        let Some(size) = self.size.filter(|size| size.width > 0.0) else { return };
        if self.phone(ctx) {
            // The cards draw single lanes; the whole picture is only asked which lanes there are.
            let picture = layout(view, &[], self.frame(ctx, size));
            self.picture = Rc::new(picture);
            return;
        }
        let picture = layout(view, marks, self.frame(ctx, size));
        self.glyphs = Rc::new(glyphs(&picture.lanes, marks, *window_us));
        self.picture = Rc::new(picture);
    }

    fn frame(&self, ctx: &Context<Stage>, size: Size) -> Frame<'_> {
        let StageProps { window_us, live, pair, grows, .. } = *ctx.props();
        let chosen = self.opened.as_ref().map(|(stream, shard)| (stream, *shard));
        Frame { size, window_us, live, pair, place: live && grows, chosen }
    }

    fn lane(&self, stream: &Name, shard: ShardId) -> Option<&Lane> {
        self.picture.lanes.iter().find(|lane| lane.stream == *stream && lane.shard == shard)
    }

    fn act(&mut self, ctx: &Context<Stage>, action: StageAction) {
        self.follow = match &action {
            StageAction::AddProducer { .. }
            | StageAction::AddSource { .. }
            | StageAction::AddConsumer { .. }
            | StageAction::AddFunction { .. }
            | StageAction::AddGroup { .. }
            | StageAction::AddOther(_)
            | StageAction::AddFirehose { .. } => true,
            StageAction::Select(_)
            | StageAction::MoveProducer { .. }
            | StageAction::Split { .. }
            | StageAction::SplitAtMidpoint { .. }
            | StageAction::Merge { .. }
            | StageAction::AskWhy { .. }
            | StageAction::OpenRecord { .. }
            | StageAction::OpenInvocation { .. }
            | StageAction::OpenObject { .. }
            | StageAction::Say(_) => false,
        };
        ctx.props().on.emit(action);
    }

    fn down(&mut self, held: Held, event: &PointerEvent) -> bool {
        if !event.is_primary() || event.button() != 0 {
            return false;
        }
        let from = (f64::from(event.client_x()), f64::from(event.client_y()));
        let at_once = matches!(held, Held::Cut(..));
        self.hold = Some(Hold { held, pointer: event.pointer_id(), from, at: at_once.then_some(from) });
        if at_once {
            self.catch(event.pointer_id());
        }
        at_once
    }

    fn pointer_moved(&mut self, event: &PointerEvent) -> bool {
        let at = (f64::from(event.client_x()), f64::from(event.client_y()));
        let Some(hold) = self.hold.as_mut().filter(|hold| hold.pointer == event.pointer_id()) else {
            return false;
        };
        if event.buttons() == 0 {
            self.hold = None;
            return true;
        }
        let begins = hold.at.is_none();
        if begins && (at.0 - hold.from.0).hypot(at.1 - hold.from.1) < DRAG_FROM {
            return false;
        }
        hold.at = Some(at);
        if begins {
            self.catch(event.pointer_id());
        }
        true
    }

    fn up(&mut self, ctx: &Context<Stage>, event: &PointerEvent) -> bool {
        self.let_go(ctx, event);
        let Some(mut hold) = self.hold.take_if(|hold| hold.pointer == event.pointer_id()) else {
            return false;
        };
        if hold.at.is_none() {
            return false;
        }
        hold.at = Some((f64::from(event.client_x()), f64::from(event.client_y())));
        // A cut that was only pressed, not moved, gets focus for the arrows.
        if let (Held::Cut(stream, shard), Some(at)) = (&hold.held, hold.at)
            && (at.0 - hold.from.0).hypot(at.1 - hold.from.1) < DRAG_FROM
        {
            self.focus_next = Some(cut_id(stream, *shard));
            return true;
        }
        match self.verdict(ctx, &hold) {
            Verdict::Yes { action, .. } => self.act(ctx, action),
            Verdict::No { why, .. } => ctx.props().on.emit(StageAction::Say(why)),
            Verdict::Nothing => ctx.props().on.emit(StageAction::Say("Let go: nothing changed".to_owned())),
        }
        true
    }

    fn verdict(&self, ctx: &Context<Stage>, hold: &Hold) -> Verdict {
        let (Some(at), Some(inside)) = (hold.at, self.inside.cast::<HtmlElement>()) else {
            return Verdict::Nothing;
        };
        let view = &ctx.props().view;
        // On a phone a cut is dragged in the picture of its own lane.
        if let (true, Held::Cut(stream, shard)) = (self.phone(ctx), &hold.held) {
            let Some(top) = watch::top_of_picture(&cut_id(stream, *shard)) else { return Verdict::Nothing };
            let lane = render::lane_picture(self, ctx, stream, *shard);
            return verdict(&hold.held, 0.0, at.1 - top, &lane, view);
        }
        let corner = inside.get_bounding_client_rect();
        verdict(&hold.held, at.0 - corner.left(), at.1 - corner.top(), &self.picture, view)
    }

    /// Keys that come to the stage or to anything on it.
    fn pressed(&mut self, ctx: &Context<Stage>, event: &KeyboardEvent) -> bool {
        self.last_up = None;
        if event.ctrl_key()
            || event.meta_key()
            || event.alt_key()
            || !ctx.props().live
            || self.popup.is_some()
        {
            return false;
        }
        let Some(key) = key(&event.key()) else { return false };
        let handled = self.follow_key(ctx, key);
        if handled {
            event.prevent_default();
            event.stop_propagation();
        }
        handled
    }

    fn follow_key(&mut self, ctx: &Context<Stage>, key: Key) -> bool {
        let say = |text: &str| ctx.props().on.emit(StageAction::Say(text.to_owned()));
        match key {
            Key::Add(tool) => self.act(ctx, tool.add()),
            Key::Help => self.popup = Some(Popup::Keys),
            Key::Escape if self.hold.take().is_some() => say("Let go: nothing changed"),
            Key::Escape => {
                let Some((stream, shard, _)) = self.cut.take() else { return false };
                self.focus_next = id(&Selection::Shard(stream, shard));
            }
            Key::Move => match &ctx.props().selection {
                Selection::Producer(name) => self.popup = Some(Popup::Move(name.clone())),
                Selection::Nothing
                | Selection::Stream(_)
                | Selection::Shard(..)
                | Selection::Reader(_)
                | Selection::Delivery(_)
                | Selection::Function(_)
                | Selection::Bucket(_)
                | Selection::Store(_)
                | Selection::Object { .. }
                | Selection::Refusals(..) => say("Select a producer first: then M moves it"),
            },
            Key::Split => match self.shard_meant(ctx) {
                Some(lane) => match lane.busy.clone() {
                    Some(why) => say(&why),
                    None => self.focus_next = Some(cut_id(&lane.stream, lane.shard)),
                },
                None => say("Select a shard first: then S cuts it"),
            },
            Key::Merge => match self.shard_meant(ctx).map(|lane| (lane.stream.clone(), lane.shard)) {
                Some((stream, shard)) => self.popup = Some(Popup::Merge(stream, shard)),
                None => say("Select a shard first: then G merges it"),
            },
            Key::Why => match self
                .shard_meant(ctx)
                .map(|lane| (lane.hot, pressed(&Hit::Refusals(lane.stream.clone(), lane.shard))))
            {
                Some((true, why)) => self.act(ctx, why),
                Some((false, _)) | None => say("No refusal to ask about: select a shard that is full"),
            },
            Key::Cut(step) if self.cut.is_some() => return self.step_cut(ctx, step),
            Key::Cut(step) => return self.step_shard(ctx, step),
            Key::Hottest => match map::hottest(&ctx.props().view) {
                Some((stream, shard)) => self.act(ctx, StageAction::Select(Selection::Shard(stream, shard))),
                None => say("No shard takes anything now"),
            },
            Key::Enter => {
                let Some((stream, shard, at)) = self.cut.take() else { return false };
                self.focus_next = id(&Selection::Shard(stream.clone(), shard));
                self.act(ctx, StageAction::Split { stream, shard, at });
            }
        }
        true
    }

    /// The selected shard; else the one that refuses; else the only one.
    fn shard_meant(&self, ctx: &Context<Stage>) -> Option<&Lane> {
        let chosen = shard_of(&ctx.props().selection).and_then(|(stream, shard)| self.lane(stream, shard));
        let open = || self.picture.lanes.iter().filter(|lane| lane.open);
        chosen
            .or_else(|| open().find(|lane| lane.hot))
            .or_else(|| open().next().filter(|_| open().count() == 1))
    }

    fn step_cut(&mut self, ctx: &Context<Stage>, step: Step) -> bool {
        let Some((stream, shard, at)) = self.cut.clone() else { return false };
        let Some(lane) = self.lane(&stream, shard) else { return false };
        let to = moved(at, step, lane.start, lane.end);
        ctx.props().on.emit(StageAction::Say(format!("Cut at {}", hex4(to))));
        self.cut = Some((stream, shard, to));
        true
    }
}
