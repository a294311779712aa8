//! The scene as a picture of its own, whatever the screen's size: shapes, without their looks.

use engine::kernel::Span;
use engine::view;

use super::{MARKS, Shell};
use crate::driver::Driver;
use crate::scene;

impl Shell {
    /// The stage at the present instant as SVG, as a figure: nothing in it is there to be pressed.
    #[inline(never)]
    pub(super) fn drawn(&self, driver: &Driver) -> String {
        let world = driver.world();
        let view = view::view(world);
        let window_us = scene::window_us(u64::from(driver.speed()), &view);
        let marks = scene::marks_in(world, &view, Span::micros(window_us), MARKS, &self.model.selection);
        scene::svg(&view, &marks, window_us, &self.model.selection)
    }
}
