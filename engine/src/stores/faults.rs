//! What is wrong where, and until when.

use std::collections::BTreeMap;

use crate::command::{Lost, Place, Trouble};
use crate::event::What;
use crate::kernel::{Span, Time};
use crate::refusal::Refusal;
use crate::step::Step;
use crate::wake::Wake;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    pub trouble: Trouble,
    /// Of a producer's calls each so-manieth; 1: all.
    pub every: u64,
    pub since: Time,
    /// `None`: until it is healed.
    pub until: Option<Time>,
}

#[derive(Clone, Debug, Default)]
pub struct Faults(BTreeMap<Place, Fault>);

impl Faults {
    pub fn iter(&self) -> impl Iterator<Item = (&Place, &Fault)> {
        self.0.iter()
    }

    /// What is wrong at a place now.
    pub fn at(&self, place: &Place) -> Option<Trouble> {
        self.0.get(place).map(|fault| fault.trouble)
    }

    /// Which calls of a producer are lost now.
    pub fn loss(&self, place: &Place) -> Option<(Lost, u64)> {
        let fault = self.0.get(place)?;
        Some((fault.trouble.loses()?, fault.every))
    }

    /// Something goes wrong; it replaces what was wrong there.
    ///
    /// # Errors
    /// A trouble that the place cannot have, or no time at all.
    pub fn begin(
        &mut self,
        step: &mut Step<'_>,
        place: &Place,
        (trouble, every): (Trouble, u64),
        lasting: Option<Span>,
    ) -> Result<(), Refusal> {
        if !place.knows().contains(&trouble) {
            let known: Vec<&str> = place.knows().iter().map(|trouble| trouble.word()).collect();
            return Err(Refusal::scene(format!(
                "a {} cannot be {}: it can be {}",
                place.kind(),
                trouble.word(),
                known.join(", ")
            )));
        }
        if every != 1 && trouble.loses().is_none() {
            return Err(Refusal::scene(format!(
                "`every` counts calls that are lost: {} has none",
                trouble.word()
            )));
        }
        if every == 0 {
            return Err(Refusal::scene("of 0 calls none is lost: write `every` with 1 or more"));
        }
        if lasting == Some(Span::default()) {
            return Err(Refusal::scene("a fault lasts some time, such as `for 10m`"));
        }
        let until = lasting.map(|span| step.now + span);
        throttle(step, place, true);
        self.0.insert(place.clone(), Fault { trouble, every, since: step.now, until });
        let event = step.emit(What::FaultBegan { place: place.clone(), trouble });
        if let Some(until) = until {
            step.because(event).schedule(until, Wake::FaultEnds { place: place.clone() });
        }
        Ok(())
    }

    /// # Errors
    /// Nothing is wrong there.
    pub fn heal(&mut self, step: &mut Step<'_>, place: &Place) -> Result<(), Refusal> {
        match self.0.remove(place) {
            Some(_) => {
                throttle(step, place, false);
                step.emit(What::FaultEnded { place: place.clone() });
                Ok(())
            }
            None => Err(Refusal::scene(format!("nothing is wrong at {place}"))),
        }
    }

    /// The time of a fault is over, unless another one has taken its place.
    #[inline(never)]
    pub(crate) fn ended(&mut self, step: &mut Step<'_>, place: &Place) {
        if self.0.get(place).is_some_and(|fault| fault.until == Some(step.now)) {
            self.0.remove(place);
            throttle(step, place, false);
            step.emit(What::FaultEnded { place: place.clone() });
        }
    }
}

/// Of a key KMS itself must know it.
fn throttle(step: &mut Step<'_>, place: &Place, throttled: bool) {
    if let Place::Key(name) = place {
        step.security.keys.throttle(&format!("alias/{name}"), throttled);
    }
}
