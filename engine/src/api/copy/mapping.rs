//! An event source mapping as CreateEventSourceMapping says it: what differs from what AWS takes if nothing is said.

use super::node::{Members, Node};
use crate::actors::MappingConfig;
use crate::command::{Filter, ItemFailures, ReadFrom};
use crate::era::Era;
use crate::limits;

pub(super) fn of_config(config: &MappingConfig, from: ReadFrom, era: Era) -> Members {
    let mut members = Members::new();
    let mut say = |name: &str, node: Option<Node>| members.extend(node.map(|node| (name.to_owned(), node)));
    let unless = |value: u64, default: u64| (value != default).then(|| Node::number(value));
    say("BatchSize", unless(config.batch_size, limits::ESM_BATCH.at(era)));
    say("MaximumBatchingWindowInSeconds", unless(config.window.as_seconds(), 0));
    say("ParallelizationFactor", unless(config.factor, 1));
    say("BisectBatchOnFunctionError", config.bisect.then_some(Node::Bool(true)));
    say("MaximumRetryAttempts", config.retry_attempts.map(Node::number));
    say("MaximumRecordAgeInSeconds", config.record_age.map(|age| Node::number(age.as_seconds())));
    let to = config.on_failure.as_ref().map(|to| Node::map([("Destination", Node::text(to.arn()))]));
    say("DestinationConfig", to.map(|to| Node::map([("OnFailure", to)])));
    say("TumblingWindowInSeconds", unless(config.tumbling.as_seconds(), 0));
    let pattern = |filter: &Filter| Node::map([("Pattern", Node::text(filter))]);
    let filters = || Node::List(config.filters.iter().map(pattern).collect());
    say("FilterCriteria", (!config.filters.is_empty()).then(|| Node::map([("Filters", filters())])));
    let reports = config.item_failures != ItemFailures::No;
    say("FunctionResponseTypes", reports.then(|| Node::List(vec![Node::text("ReportBatchItemFailures")])));
    let (position, at) = match from {
        ReadFrom::TrimHorizon => ("TRIM_HORIZON", None),
        ReadFrom::Latest => ("LATEST", None),
        ReadFrom::AtTimestamp(at) => ("AT_TIMESTAMP", Some(Node::Time(era.epoch_seconds(at).to_string()))),
    };
    say("StartingPosition", Some(Node::text(position)));
    say("StartingPositionTimestamp", at);
    members
}
