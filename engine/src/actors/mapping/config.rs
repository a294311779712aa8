//! The settings of an event source mapping and of its function, and which of them an era has.

use crate::actors::not_known;
use crate::actors::reader::Reader;
use crate::command::{FailureDestination, Filter, ItemFailures, MappingSetting, Poison, Setting};
use crate::era::Era;
use crate::kernel::Span;
use crate::limits::{self, Limit};
use crate::names::Name;
use crate::refusal::Refusal;

const KNOWN: &str = "enabled, batch-size, batching-window, parallelization-factor, bisect, retry-attempts, record-age, tumbling-window, \
     window-state, filter-criteria, on-failure, \
     item-failures, duration, work, timeout, concurrency, poison, deaggregates, decrypts and vpc-endpoint";

/// What the learner sets.
#[derive(Clone, Debug)]
pub struct Config {
    pub enabled: bool,
    pub batch_size: u64,
    pub window: Span,
    pub factor: u64,
    pub bisect: bool,
    /// `None`: without end.
    pub retry_attempts: Option<u64>,
    pub record_age: Option<Span>,
    /// No time: there are no windows.
    pub tumbling: Span,
    /// Bytes that the state of a window has of each record.
    pub window_state: u64,
    /// None: every record reaches the function.
    pub filters: Vec<Filter>,
    pub on_failure: Option<FailureDestination>,
    pub item_failures: ItemFailures,
    /// How long an invocation takes without any record.
    pub duration: Span,
    /// And for each of them.
    pub work: Span,
    pub timeout: Span,
    /// Another mapping's, which it invokes; `None`: one of its own name.
    pub function: Option<Name>,
    /// `None`: nothing is reserved.
    pub concurrency: Option<u64>,
    pub poison: Poison,
}

impl Config {
    /// As CreateEventSourceMapping and CreateFunction show it if nothing is said.
    pub(super) fn new(era: Era) -> Config {
        Config {
            enabled: true,
            batch_size: limits::ESM_BATCH.at(era),
            window: Span::default(),
            factor: 1,
            bisect: false,
            retry_attempts: None,
            record_age: None,
            tumbling: Span::default(),
            window_state: 0,
            filters: Vec::new(),
            on_failure: None,
            item_failures: ItemFailures::No,
            duration: Span::millis(limits::LAMBDA_TAKES.at(era)),
            work: Span::micros(limits::LAMBDA_TAKES_RECORD.at(era)),
            timeout: Span::seconds(limits::LAMBDA_TIMEOUT_DEFAULT.at(era)),
            function: None,
            concurrency: None,
            poison: Poison::None,
        }
    }

    /// What a line asks for, whether its era has it or not.
    pub fn said(era: Era, settings: &[Setting]) -> Config {
        let mut config = Config::new(era);
        for setting in settings {
            if let Setting::Mapping(setting) = setting {
                if let MappingSetting::Function(name) = setting {
                    config.function = Some(name.clone());
                }
                // What an era does not know is refused where it is done.
                let _ = config.take_own(era, setting);
            }
        }
        config
    }

    /// What belongs to the function is as another mapping has it.
    pub(super) fn share(&mut self, function: &Config) {
        (self.duration, self.work, self.timeout) = (function.duration, function.work, function.timeout);
        (self.concurrency, self.window_state) = (function.concurrency, function.window_state);
        self.poison.clone_from(&function.poison);
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
        if let (Some(function), true) = (&self.function, is_of_function(setting)) {
            return Err(Refusal::scene(format!(
                "`{}` is the function's, and {name} invokes that of {function}: set it there",
                setting.word()
            )));
        }
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
            MappingSetting::Enabled(yes) => self.enabled = *yes,
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
            MappingSetting::Tumbling(window) => {
                let seconds = seconds("TumblingWindowInSeconds", *window)?;
                within("TumblingWindowInSeconds", seconds, (0, &limits::ESM_TUMBLING_MAX), era)?;
                self.tumbling = *window;
            }
            MappingSetting::WindowState(bytes) => {
                within("window-state", *bytes, (0, &limits::ESM_STATE_MAX), era)?;
                self.window_state = *bytes;
            }
            MappingSetting::Filters(filters) => {
                within("FilterCriteria", filters.len() as u64, (0, &limits::ESM_FILTERS_MAX), era)?;
                for filter in filters {
                    let chars = filter.as_str().chars().count() as u64;
                    within("Pattern", chars, (0, &limits::ESM_FILTER_CHARS), era)?;
                }
                self.filters.clone_from(filters);
            }
            MappingSetting::Function(_) => {
                return Err(Refusal::scene(
                    "`function` of a mapping is said in its first line: which one it invokes does not change",
                ));
            }
            MappingSetting::OnFailure(to) => self.on_failure.clone_from(to),
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

/// What belongs to the function, whoever invokes it.
fn is_of_function(setting: &Setting) -> bool {
    matches!(
        setting,
        Setting::Work(_)
            | Setting::Timeout(_)
            | Setting::Mapping(
                MappingSetting::Duration(_)
                    | MappingSetting::Concurrency(_)
                    | MappingSetting::Poison(_)
                    | MappingSetting::WindowState(_)
            )
    )
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
    let (came, since) = match setting {
        MappingSetting::Window(_) => ("MaximumBatchingWindowInSeconds came on 29 August 2019", Era::Y2020),
        MappingSetting::Factor(_) => ("ParallelizationFactor came on 25 November 2019", Era::Y2020),
        MappingSetting::Bisect(_) => ("BisectBatchOnFunctionError came on 25 November 2019", Era::Y2020),
        MappingSetting::RetryAttempts(_) => ("MaximumRetryAttempts came on 25 November 2019", Era::Y2020),
        MappingSetting::RecordAge(_) => ("MaximumRecordAgeInSeconds came on 25 November 2019", Era::Y2020),
        MappingSetting::OnFailure(Some(FailureDestination::Bucket(_))) => {
            ("S3 as a destination on failure came in November 2024", Era::Today)
        }
        MappingSetting::OnFailure(_) => ("destinations on failure came on 25 November 2019", Era::Y2020),
        MappingSetting::ItemFailures(_) => ("ReportBatchItemFailures came on 15 December 2020", Era::Y2020),
        MappingSetting::Tumbling(_) | MappingSetting::WindowState(_) => {
            ("TumblingWindowInSeconds came on 15 December 2020", Era::Y2020)
        }
        MappingSetting::Filters(_) => ("FilterCriteria came on 23 November 2021", Era::Today),
        MappingSetting::Lambda
        | MappingSetting::Enabled(_)
        | MappingSetting::BatchSize(_)
        | MappingSetting::Duration(_)
        | MappingSetting::Function(_)
        | MappingSetting::Concurrency(_)
        | MappingSetting::Poison(_) => return Ok(()),
    };
    match (era < since, era) {
        (false, _) => Ok(()),
        (true, Era::Y2018) => Err(Refusal::scene(format!(
            "{came}: in 2018 a mapping has only BatchSize and StartingPosition (`batch-size` and `from`)"
        ))),
        (true, Era::Y2020 | Era::Today) => Err(Refusal::scene(format!("{came}: the era {era} has it not"))),
    }
}
