//! The next frame of the screen.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::window;

/// A frame that was asked for. Dropping it takes the wish back.
pub struct Frame {
    id: i32,
    _call: Closure<dyn FnMut(f64)>,
}

impl Drop for Frame {
    fn drop(&mut self) {
        // A frame that has been drawn is not known to the browser any more; that is no error.
        let _ = window().cancel_animation_frame(self.id);
    }
}

/// Calls back with the frame's time in real milliseconds.
pub fn next_frame(call: impl FnOnce(f64) + 'static) -> Option<Frame> {
    let call = Closure::once(call);
    let id = window().request_animation_frame(call.as_ref().unchecked_ref()).ok()?;
    Some(Frame { id, _call: call })
}
