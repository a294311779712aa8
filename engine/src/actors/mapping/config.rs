//! The settings of an event source mapping and of its function, and which of them an era has.

use crate::actors::not_known;
use crate::actors::reader::Reader;
use crate::command::{ItemFailures, MappingSetting, Poison, Setting};
use crate::era::Era;
use crate::kernel::Span;
use crate::limits::{self, Limit};
use crate::names::Name;
use crate::refusal::Refusal;

const KNOWN: &str = "batch-size, batching-window, parallelization-factor, bisect, retry-attempts, record-age, on-failure, \
     item-failures, duration, work, timeout, concurrency, poison, deaggregates, decrypts and vpc-endpoint";

/// What the learner sets.
#[derive(Clone, Debug)]
pub struct Config {
    pub batch_size: u64,
    pub window: Span,
    pub factor: u64,
    pub bisect: bool,
    /// `None`: without end.
    pub retry_attempts: Option<u64>,
    pub record_age: Option<Span>,
    pub on_failure: Option<Name>,
    pub item_failures: ItemFailures,
    /// How long an invocation takes without any record.
    pub duration: Span,
    /// And for each of them.
    pub work: Span,
    pub timeout: Span,
    /// `None`: nothing is reserved.
    pub concurrency: Option<u64>,
    pub poison: Poison,
}

impl Config {
    /// As CreateEventSourceMapping and CreateFunction show it if nothing is said.
    pub(super) fn new(era: Era) -> Config {
        Config {
            batch_size: limits::ESM_BATCH.at(era),
            window: Span::default(),
            factor: 1,
            bisect: false,
            retry_attempts: None,
            record_age: None,
            on_failure: None,
            item_failures: ItemFailures::No,
            duration: Span::millis(limits::LAMBDA_TAKES.at(era)),
            work: Span::micros(limits::LAMBDA_TAKES_RECORD.at(era)),
            timeout: Span::seconds(limits::LAMBDA_TIMEOUT_DEFAULT.at(era)),
            concurrency: None,
            poison: Poison::None,
        }
    }

    /// What a line asks for, whether its era has it or not.
    pub fn said(era: Era, settings: &[Setting]) -> Config {
        let mut config = Config::new(era);
        for setting in settings {
            if let Setting::Mapping(setting) = setting {
                // What an era does not know is refused where it is done.
                let _ = config.take_own(era, setting);
            }
        }
        config
    }

    /// How many invocations there may be at once.
    pub fn may_run(&self, era: Era) -> u64 {
        self.concurrency.unwrap_or(limits::LAMBDA_CONCURRENCY_MAX.at(era))
    }

    /// What may be said to a mapping at work as well as at its start.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a new setting is no other actor's business")]
    pub(super) fn take(
        &mut self,
        era: Era,
        reader: &mut Reader,
        (name, setting): (&Name, &Setting),
    ) -> Result<(), Refusal> {
        match setting {
            Setting::Mapping(setting) => self.take_own(era, setting),
            Setting::Work(span) => {
                let most = Span::millis(limits::KCL_WORK_MOST.at(era));
                if *span > most {
                    let text = format!("work on a record: it takes 0 to {} ms here", most.as_millis());
                    return Err(Refusal::scene(text).met(
                        &limits::KCL_WORK_MOST,
                        most.as_millis(),
                        span.as_millis(),
                    ));
                }
                self.work = *span;
                Ok(())
            }
            Setting::Timeout(span) => {
                let seconds = seconds("Timeout", *span)?;
                within("Timeout", seconds, (1, &limits::LAMBDA_TIMEOUT_MAX), era)?;
                self.timeout = *span;
                Ok(())
            }
            Setting::Deaggregates(yes) => {
                reader.deaggregates = *yes;
                Ok(())
            }
            Setting::Security(setting) => {
                reader.secure(*setting);
                Ok(())
            }
            Setting::From(_) | Setting::Via(_) | Setting::Reads(_) => Err(Refusal::scene(format!(
                "`{}` of a mapping cannot be changed: stop {name} and add another. It knows {KNOWN}",
                setting.word()
            ))),
            Setting::Poll(_) => Err(Refusal::scene(format!(
                "Lambda polls each shard once a second, and nobody can set that: {name} knows {KNOWN}"
            ))),
            _ => Err(not_known("Lambda function", name, setting, KNOWN)),
        }
    }

    fn take_own(&mut self, era: Era, setting: &MappingSetting) -> Result<(), Refusal> {
        since(era, setting)?;
        match setting {
            MappingSetting::Lambda => {}
            MappingSetting::BatchSize(records) => {
                within("BatchSize", *records, (1, &limits::ESM_BATCH_MAX), era)?;
                self.batch_size = *records;
            }
            MappingSetting::Window(window) => {
                let seconds = seconds("MaximumBatchingWindowInSeconds", *window)?;
                within("MaximumBatchingWindowInSeconds", seconds, (0, &limits::ESM_WINDOW_MAX), era)?;
                self.window = *window;
            }
            MappingSetting::Factor(batches) => {
                within("ParallelizationFactor", *batches, (1, &limits::ESM_FACTOR_MAX), era)?;
                self.factor = *batches;
            }
            MappingSetting::Bisect(yes) => self.bisect = *yes,
            MappingSetting::RetryAttempts(retries) => {
                if let Some(retries) = retries {
                    within("MaximumRetryAttempts", *retries, (0, &limits::ESM_RETRIES_MAX), era)?;
                }
                self.retry_attempts = *retries;
            }
            MappingSetting::RecordAge(age) => {
                if let Some(age) = age {
                    let seconds = seconds("MaximumRecordAgeInSeconds", *age)?;
                    let least = limits::ESM_AGE_MIN.at(era);
                    within("MaximumRecordAgeInSeconds", seconds, (least, &limits::ESM_AGE_MAX), era)?;
                }
                self.record_age = *age;
            }
            MappingSetting::OnFailure(queue) => self.on_failure.clone_from(queue),
            MappingSetting::ItemFailures(how) => self.item_failures = *how,
            MappingSetting::Duration(span) => {
                let most = limits::LAMBDA_TIMEOUT_MAX.at(era);
                if *span > Span::seconds(most) {
                    let text = format!("duration: no function works longer than {most} s");
                    let met = span.as_seconds();
                    return Err(Refusal::scene(text).met(&limits::LAMBDA_TIMEOUT_MAX, most, met));
                }
                self.duration = *span;
            }
            MappingSetting::Concurrency(at_once) => {
                if let Some(at_once) = at_once {
                    within("reserved concurrency", *at_once, (0, &limits::LAMBDA_CONCURRENCY_MAX), era)?;
                }
                self.concurrency = *at_once;
            }
            MappingSetting::Poison(poison) => self.poison = poison.clone(),
        }
        Ok(())
    }
}

/// What AWS counts in whole seconds.
fn seconds(what: &str, span: Span) -> Result<u64, Refusal> {
    if span.as_micros().is_multiple_of(1_000_000) {
        return Ok(span.as_seconds());
    }
    Err(Refusal::scene(format!("{what} is a number of whole seconds")))
}

fn within(what: &str, value: u64, (least, most): (u64, &'static Limit), era: Era) -> Result<(), Refusal> {
    let highest = most.at(era);
    if (least..=highest).contains(&value) {
        return Ok(());
    }
    let text = format!("{what}: {value} {}, but it is {least} to {highest}", most.unit);
    Err(Refusal::scene(text).met(most, highest, value))
}

/// In 2018 a mapping has only BatchSize and StartingPosition. What came within an exam's time counts as there all along.
fn since(era: Era, setting: &MappingSetting) -> Result<(), Refusal> {
    let came = match setting {
        MappingSetting::Window(_) => "MaximumBatchingWindowInSeconds came on 29 August 2019",
        MappingSetting::Factor(_) => "ParallelizationFactor came on 25 November 2019",
        MappingSetting::Bisect(_) => "BisectBatchOnFunctionError came on 25 November 2019",
        MappingSetting::RetryAttempts(_) => "MaximumRetryAttempts came on 25 November 2019",
        MappingSetting::RecordAge(_) => "MaximumRecordAgeInSeconds came on 25 November 2019",
        MappingSetting::OnFailure(_) => "destinations on failure came on 25 November 2019",
        MappingSetting::ItemFailures(_) => "ReportBatchItemFailures came on 15 December 2020",
        MappingSetting::Lambda
        | MappingSetting::BatchSize(_)
        | MappingSetting::Duration(_)
        | MappingSetting::Concurrency(_)
        | MappingSetting::Poison(_) => return Ok(()),
    };
    match era {
        Era::Y2018 => Err(Refusal::scene(format!(
            "{came}: in 2018 a mapping has only BatchSize and StartingPosition (`batch-size` and `from`)"
        ))),
        Era::Y2020 | Era::Today => Ok(()),
    }
}
