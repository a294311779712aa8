//! Calls as resources of CloudFormation: which type a call makes, and why others make none.

use super::node::{Members, Node};
use super::request::Request;
use crate::command::Command;

/// A call that makes a resource.
pub(super) struct Kind {
    pub operation: &'static str,
    pub resource: &'static str,
    /// The member with its name, and what that is called in the template.
    pub name: (&'static str, &'static str),
    /// What ends its logical name.
    pub suffix: &'static str,
    /// What comes out, and by which function.
    pub output: Option<(&'static str, &'static str)>,
}

const fn kind(
    operation: &'static str,
    resource: &'static str,
    name: (&'static str, &'static str),
    suffix: &'static str,
    output: Option<(&'static str, &'static str)>,
) -> Kind {
    Kind { operation, resource, name, suffix, output }
}

pub(super) static KINDS: [Kind; 5] = [
    // Names of buckets are unique over all accounts: CloudFormation finds one.
    kind("CreateBucket", "AWS::S3::Bucket", ("Bucket", ""), "Bucket", Some(("Name", "Ref"))),
    kind("CreateStream", "AWS::Kinesis::Stream", ("StreamName", "Name"), "Stream", Some(("Arn", "GetAtt"))),
    kind(
        "RegisterStreamConsumer",
        "AWS::Kinesis::StreamConsumer",
        ("ConsumerName", "ConsumerName"),
        "Consumer",
        None,
    ),
    kind("CreateTable", "AWS::DynamoDB::Table", ("TableName", "TableName"), "Table", Some(("Name", "Ref"))),
    kind(
        "CreateDeliveryStream",
        "AWS::KinesisFirehose::DeliveryStream",
        ("DeliveryStreamName", "DeliveryStreamName"),
        "DeliveryStream",
        Some(("Name", "Ref")),
    ),
];

/// Calls that change one property of what there is.
static PROPERTIES: [(&str, &str, &str); 17] = [
    ("AddTagsToStream", "Tags", STREAM),
    ("RemoveTagsFromStream", "Tags", STREAM),
    ("IncreaseStreamRetentionPeriod", "RetentionPeriodHours", STREAM),
    ("DecreaseStreamRetentionPeriod", "RetentionPeriodHours", STREAM),
    ("UpdateShardCount", "ShardCount", STREAM),
    ("StartStreamEncryption", "StreamEncryption", STREAM),
    ("StopStreamEncryption", "StreamEncryption", STREAM),
    ("EnableEnhancedMonitoring", "DesiredShardLevelMetrics", STREAM),
    ("DisableEnhancedMonitoring", "DesiredShardLevelMetrics", STREAM),
    ("UpdateStreamMode", "StreamModeDetails", STREAM),
    ("UpdateMaxRecordSize", "MaxRecordSizeInKiB", STREAM),
    ("UpdateDestination", "the destination", DELIVERY),
    ("StartDeliveryStreamEncryption", "DeliveryStreamEncryptionConfigurationInput", DELIVERY),
    ("StopDeliveryStreamEncryption", "DeliveryStreamEncryptionConfigurationInput", DELIVERY),
    ("TagDeliveryStream", "Tags", DELIVERY),
    ("UntagDeliveryStream", "Tags", DELIVERY),
    ("UpdateTable", "BillingMode or ProvisionedThroughput", "AWS::DynamoDB::Table"),
];
const STREAM: &str = "AWS::Kinesis::Stream";
const DELIVERY: &str = "AWS::KinesisFirehose::DeliveryStream";

pub(super) fn of(operation: &str) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| kind.operation == operation)
}

/// Why a call of AWS's makes no resource; `None` if it does.
pub(super) fn why_none(command: &Command) -> Option<String> {
    let request = Request::of(command)?;
    let name = request.operation;
    if of(name).is_some() {
        return None;
    }
    if let Some((_, property, resource)) = PROPERTIES.iter().find(|(operation, ..)| *operation == name) {
        return Some(format!(
            "CloudFormation says what there is to be: change {property} of {resource} in the template."
        ));
    }
    let begins = |words: &[&str]| words.iter().any(|word| name.starts_with(word));
    Some(if name.ends_with("ResourcePolicy") {
        format!("{name}: the resource AWS::Kinesis::ResourcePolicy holds such a policy.")
    } else if begins(&["SplitShard", "MergeShards"]) {
        format!("CloudFormation knows no {name}: it has ShardCount alone, and cuts shards evenly.")
    } else if begins(&["PutRecord"]) {
        "Records are no resources: CloudFormation puts none.".to_owned()
    } else if begins(&["Delete", "Deregister"]) {
        format!("{name}: take the resource out of the template, and update the stack.")
    } else if request.service == "kms" && name != "DescribeKey" {
        format!("{name}: the state of a key is Enabled and PendingWindowInDays of AWS::KMS::Key.")
    } else {
        format!("{name} reads: CloudFormation only says what there is to be.")
    })
}

/// The properties of what a call makes.
pub(super) fn properties(kind: &Kind, request: &Request) -> Members {
    let said = request.members.iter().filter(|(name, _)| name != kind.name.0 || !kind.name.1.is_empty());
    let mut members: Members = said
        .map(|(name, node)| {
            let name = if name == kind.name.0 { kind.name.1 } else { name };
            (name.to_owned(), if name == "Tags" { tags(node) } else { node.clone() })
        })
        .collect();
    for (name, node) in &mut members {
        match name.as_str() {
            "RedshiftDestinationConfiguration" => {
                say(node, "Username", Node::text("firehose"));
                say(node, "Password", secret("redshift", "password"));
            }
            "SplunkDestinationConfiguration" => say(node, "HECToken", secret("splunk", "token")),
            _ => {}
        }
    }
    members
}

/// Who keeps a secret: no template should.
fn secret(of: &str, key: &str) -> Node {
    Node::Text(format!("{{{{resolve:secretsmanager:{of}:SecretString:{key}}}}}"))
}

fn say(node: &mut Node, name: &str, value: Node) {
    if let Node::Map(members) = node {
        members.push((name.to_owned(), value));
    }
}

/// A map of tags as the list that a template has.
pub(super) fn tags(node: &Node) -> Node {
    let Node::Map(map) = node else { return node.clone() };
    let one = |(key, value): &(String, Node)| Node::map([("Key", Node::text(key)), ("Value", value.clone())]);
    Node::List(map.iter().map(one).collect())
}
