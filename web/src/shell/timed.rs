//! Time, as the learner moves it.

use crate::driver::Driver;
use crate::model::{TimeMsg, Told};
use crate::update::second;

pub(super) fn timed(driver: &mut Driver, time: TimeMsg) -> Vec<Told> {
    match time {
        TimeMsg::PlayPause => {
            if driver.playing() {
                driver.pause();
            } else {
                driver.play();
            }
        }
        TimeMsg::Play => driver.play(),
        TimeMsg::Pause => driver.pause(),
        TimeMsg::Speed(speed) => driver.set_speed(speed),
        TimeMsg::ToStart => {
            driver.pause();
            driver.seek(driver.begins());
        }
        TimeMsg::Event { back: true } => driver.step_event_back(),
        TimeMsg::Event { back: false } => driver.step_event(),
        TimeMsg::Second { back } => {
            driver.pause();
            driver.seek(second(driver.now(), back));
        }
        TimeMsg::Seek(to) => {
            driver.pause();
            driver.seek(to);
        }
        TimeMsg::PlayTo(to, speed) => {
            driver.set_speed(speed);
            driver.stop_at(Some(to));
            driver.play();
        }
        TimeMsg::At(marker) => {
            driver.pause();
            driver.seek(marker.at);
        }
        // The model turns this into a seek: it knows the markers that are shown.
        TimeMsg::Marker { .. } => {}
        TimeMsg::Skip(kind) => driver.skip_to(kind),
        TimeMsg::Undo => return driver.undo().map(Told::Undone).into_iter().collect(),
        TimeMsg::Redo => return driver.redo().map(Told::Redone).into_iter().collect(),
        TimeMsg::Switch(branch) => driver.switch(branch),
    }
    vec![]
}
