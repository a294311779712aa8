//! A producer with a KPL: it gives the KPL what it makes, and the KPL does the rest.

use super::Producer;
use crate::actors::Services;
use crate::actors::kpl::Around;
use crate::command::{PutApi, Setting, Target};
use crate::kernel::Time;
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;

impl Producer {
    /// Gives the KPL, if it uses one, the records that are made by now.
    pub(super) fn hand_over(&mut self, step: &mut Step<'_>, services: &mut Services<'_>) {
        let due = self.due(step.now);
        if let (PutApi::Kpl, Target::Stream(stream), Some(kpl)) = (self.api, &self.to, &mut self.kpl) {
            let mut around =
                Around { step, streams: services.streams, by: &self.name, stream, line: &mut self.line };
            for number in self.next..due {
                kpl.add(&mut around, &self.origin, number);
            }
            self.next = self.next.max(due);
            kpl.act(&mut around);
        }
    }

    /// A buffer of its KPL is due, or an answer comes.
    #[inline(never)]
    pub(crate) fn kpl_acts(&mut self, step: &mut Step<'_>, services: &mut Services<'_>) {
        if let (Target::Stream(stream), Some(kpl)) = (&self.to, &mut self.kpl) {
            let step = &mut step.because(self.configured);
            kpl.wake(&mut Around {
                step,
                streams: services.streams,
                by: &self.name,
                stream,
                line: &mut self.line,
            });
        }
    }

    /// The number of the first record that is not made yet.
    pub(super) fn due(&self, now: Time) -> u64 {
        let elapsed = now.since(self.since).as_micros();
        let made = u64::try_from(u128::from(elapsed) * u128::from(self.rate) / 1_000_000);
        self.counted_from + made.expect("fewer than 2^64 records")
    }
}

/// What a KPL does not take.
pub(super) fn fits_a_kpl(
    step: &Step<'_>,
    name: &Name,
    (to, size): (&Target, u64),
    settings: &[Setting],
) -> Result<(), Refusal> {
    let of_the_sdk =
        |it: &&Setting| matches!(it, Setting::Retries(_) | Setting::Backoff(_) | Setting::Resend(_));
    if let Some(setting) = settings.iter().find(of_the_sdk) {
        return Err(Refusal::scene(format!(
            "the KPL of {name} has no `{}`: it puts again by itself until RecordTtl is over, which `ttl` sets",
            setting.word()
        )));
    }
    if let Target::Firehose(delivery_stream) = to {
        return Err(Refusal::scene(format!(
            "{name} uses the KPL, and the KPL puts to streams only: let {delivery_stream} read a stream, or use \
             `api put-records`"
        )));
    }
    let most = limits::KPL_RECORD_SIZE.at(step.era);
    if size > most {
        let text = format!("a user record of {size} bytes: the KPL takes 1 to {most}");
        return Err(Refusal::scene(text).met(&limits::KPL_RECORD_SIZE, most, size));
    }
    Ok(())
}
