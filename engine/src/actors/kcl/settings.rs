//! What may be said of an application of the KCL, and between which bounds.

use super::{Application, Config};
use crate::actors::not_known;
use crate::actors::reader::Reader;
use crate::command::{Checkpointing, ReadVia, Setting};
use crate::kernel::Span;
use crate::limits;
use crate::names::Name;
use crate::refusal::Refusal;
use crate::step::Step;

const KNOWN: &str = "workers, via, poll, limit, checkpoint, sink, work, failover, decrypts and vpc-endpoint";

impl Config {
    /// What may be said to a group at work as well as at its start.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    pub(super) fn take(
        &mut self,
        step: &Step<'_>,
        reader: &mut Reader,
        workers: &mut u64,
        (name, setting): (&Name, &Setting),
    ) -> Result<(), Refusal> {
        let era = step.era;
        let bounds = |what: &str, value: u64, (least, most): (u64, &'static limits::Limit)| {
            let highest = most.at(era);
            if (least..=highest).contains(&value) {
                return Ok(());
            }
            let text = format!("{what}: {value} {}, but it is {least} to {highest}", most.unit);
            Err(Refusal::scene(text).met(most, highest, value))
        };
        match setting {
            Setting::Workers(n) => {
                bounds("workers", *n, (1, &limits::KCL_WORKERS_MOST))?;
                *workers = *n;
            }
            Setting::Poll(idle) => {
                let least = limits::KCL_IDLE_LEAST.at(era);
                if *idle < Span::millis(least) {
                    let text =
                        format!("the KCL waits at least {least} ms between reads, such as `poll 200ms`");
                    return Err(Refusal::scene(text).met(&limits::KCL_IDLE_LEAST, least, idle.as_millis()));
                }
                self.idle = *idle;
            }
            Setting::Via(via) => self.via = *via,
            Setting::Limit(limit) => {
                let most = limits::KCL_MAX_RECORDS.at(era);
                let records = limit.unwrap_or(most);
                bounds("a limit", records, (1, &limits::KCL_MAX_RECORDS))?;
                reader.limit = Some(records);
            }
            Setting::Checkpoint(Checkpointing::Records(0)) => {
                return Err(Refusal::scene("a checkpoint is written after every 1 or more records"));
            }
            Setting::Sink(kind) => reader.set_sink(*kind, era)?,
            Setting::Checkpoint(checkpointing) => self.checkpoint = *checkpointing,
            Setting::Security(setting) => reader.secure(*setting),
            Setting::Work(span) => {
                bounds("work", span.as_millis(), (0, &limits::KCL_WORK_MOST))?;
                self.work = *span;
            }
            Setting::Failover(span) => {
                bounds("failover", span.as_millis(), (1_000, &limits::KCL_FAILOVER_MOST))?;
                self.failover = *span;
            }
            Setting::Kcl
            | Setting::LeaseTable(_)
            | Setting::From(_)
            | Setting::Reads(_)
            | Setting::Parents(_) => {
                return Err(Refusal::scene(format!(
                    "`{}` of the KCL application {name} cannot be set so: what it knows is {KNOWN}, and it reads parents \
                     first",
                    setting.word()
                )));
            }
            _ => return Err(not_known("KCL application", name, setting, KNOWN)),
        }
        Ok(())
    }
}

impl Application {
    /// What is built on an older KCL polls.
    ///
    /// # Errors
    /// A SceneError that says so, and what reads by enhanced fan-out.
    pub(super) fn may_read_so(&self) -> Result<(), Refusal> {
        let who = match (&self.pipeline, self.tool) {
            (Some(_), _) => "the Connector Library",
            (None, Some(tool)) => tool.facts().name,
            (None, None) => return Ok(()),
        };
        if self.config.via == ReadVia::Polling {
            return Ok(());
        }
        Err(Refusal::scene(format!(
            "{who} is built on KCL 1, which only calls GetRecords: `consumer {} reads {} kcl via fan-out` is an \
             application of KCL 2 or later",
            self.name, self.reader.stream
        )))
    }
}
