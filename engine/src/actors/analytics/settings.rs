//! What an application that counts in windows can be told, and what not.

use super::Analytics;
use crate::actors::not_known;
use crate::command::{AnalyticsSetting, ReadVia, RowTime, Setting};
use crate::era::Era;
use crate::kernel::Span;
use crate::limits;
use crate::refusal::Refusal;

const KNOWN: &str = "window, count, above, row-time, rows-to, poll, from and limit";

impl Analytics {
    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    pub(super) fn take_settings(&mut self, era: Era, settings: &[Setting]) -> Result<(), Refusal> {
        for setting in settings {
            match setting {
                Setting::Analytics(setting) => self.take(era, setting)?,
                Setting::Poll(every) if *every < Span::millis(limits::POLL_LEAST.at(era)) => {
                    let least = limits::POLL_LEAST.at(era);
                    let text = format!("poll at least {least} ms apart, such as `poll 200ms`");
                    return Err(Refusal::scene(text).met(&limits::POLL_LEAST, least, every.as_millis()));
                }
                Setting::Poll(every) => self.poll = *every,
                Setting::From(from) => {
                    self.reader.from = *from;
                    self.reader.restart();
                }
                Setting::Limit(limit) => {
                    let most = limits::GET_RECORDS_COUNT.at(era);
                    if limit.is_some_and(|records| records == 0 || records > most) {
                        let asked = limit.unwrap_or(0);
                        let text = format!("a limit of {asked} records: it is 1 to {most}");
                        return Err(Refusal::scene(text).met(&limits::GET_RECORDS_COUNT, most, asked));
                    }
                    self.reader.limit = *limit;
                }
                Setting::Security(setting) => self.reader.secure(*setting),
                Setting::Via(ReadVia::Polling) => {}
                _ => {
                    return Err(not_known("Analytics application", &self.name, setting, KNOWN));
                }
            }
        }
        if self.query.row_time == RowTime::Arrival && self.query.sliding {
            return Err(Refusal::scene(
                "a sliding window goes along with the rows as they are read here: take `row-time read`",
            ));
        }
        Ok(())
    }

    fn take(&mut self, era: Era, setting: &AnalyticsSetting) -> Result<(), Refusal> {
        match setting {
            AnalyticsSetting::On => {}
            AnalyticsSetting::Window { length, sliding } => {
                let seconds = length.as_seconds();
                let (least, most) = (&limits::ANALYTICS_WINDOW_LEAST, &limits::ANALYTICS_WINDOW_MOST);
                let met = if seconds < least.at(era) { least } else { most };
                let whole = Span::seconds(seconds) == *length;
                if !whole || !(least.at(era)..=most.at(era)).contains(&seconds) {
                    let text = format!(
                        "a window has {} to {} whole seconds, such as `window 60s`",
                        least.at(era),
                        most.at(era)
                    );
                    return Err(Refusal::scene(text).met(met, met.at(era), seconds));
                }
                (self.query.window, self.query.sliding) = (*length, *sliding);
            }
            AnalyticsSetting::Count(by) => self.query.by = *by,
            AnalyticsSetting::Alert(above) => self.query.above = *above,
            AnalyticsSetting::RowTime(RowTime::Arrival) if era != Era::Today => {
                return Err(Refusal::scene(
                    "an application of SQL counts by ROWTIME, when it reads a row; windows by the time of arrival came \
                     with Apache Flink: take the era today",
                ));
            }
            AnalyticsSetting::RowTime(time) => self.query.row_time = *time,
            AnalyticsSetting::Rows(target) => self.query.rows_to.clone_from(target),
        }
        Ok(())
    }
}
