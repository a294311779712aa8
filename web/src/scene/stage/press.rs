//! What a press on the stage means: a record, where a mark is near.

use web_sys::HtmlElement;
use yew::prelude::*;

use super::{Stage, watch};
use crate::scene::layout::glyphs::{glyphs, record_at};
use crate::scene::{Selection, StageAction};

impl Stage {
    /// A press on a mark means its record, and any other press on a lane the shard.
    pub(super) fn meant(&mut self, ctx: &Context<Stage>, action: StageAction) -> StageAction {
        let StageAction::Select(Selection::Shard(stream, shard)) = &action else {
            self.last_up = None;
            return action;
        };
        if !ctx.props().live {
            return action;
        }
        let lane = self.picture.lanes.iter().find(|lane| lane.stream == *stream && lane.shard == *shard);
        let (Some((x, y)), Some(lane)) = (self.last_up.take(), lane) else { return action };
        let props = ctx.props();
        match record_at(&glyphs(std::slice::from_ref(lane), &props.marks, props.window_us), x, y) {
            Some(of) => StageAction::OpenRecord { stream: stream.clone(), shard: *shard, of },
            None => action,
        }
    }

    /// The pointer was let go: a click follows.
    pub(super) fn let_go(&mut self, ctx: &Context<Stage>, event: &PointerEvent) {
        // On a phone each lane is a picture of its own.
        let inside = self.inside.cast::<HtmlElement>().filter(|_| !self.phone(ctx));
        self.last_up = inside.map(|inside| {
            let corner = inside.get_bounding_client_rect();
            (f64::from(event.client_x()) - corner.left(), f64::from(event.client_y()) - corner.top())
        });
    }

    /// All further events of this pointer come to the stage, wherever it goes.
    pub(super) fn catch(&self, pointer: i32) {
        if let Some(root) = self.root.cast::<HtmlElement>() {
            // Fails if the pointer has gone meanwhile: then there is nothing to catch.
            let _ = root.set_pointer_capture(pointer);
            watch::focus_inside(&root);
        }
    }
}
