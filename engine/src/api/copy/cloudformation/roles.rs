//! Roles: that of a delivery stream as a role, what an actor may do as a policy for whoever runs it.

use super::{Template, named};
use crate::api::copy::commented;
use crate::api::copy::node::Node;
use crate::command::{Action, Actions, Principal};
use crate::security::resource_arn;
use crate::view::{PermissionView, RoleView};

/// The role that lines name.
pub(super) const SIMULATED: &str = "arn:aws:iam::123456789012:role/firehose";

const POLICY: &str = "AWS::IAM::ManagedPolicy";

/// What Firehose's guide asks for besides what is played here, by the action that is.
const BESIDES: [(Action, &[&str]); 3] = [
    (Action::GetRecords, &["kinesis:DescribeStream"]),
    (
        Action::PutObject,
        &[
            "s3:AbortMultipartUpload",
            "s3:GetBucketLocation",
            "s3:GetObject",
            "s3:ListBucket",
            "s3:ListBucketMultipartUploads",
        ],
    ),
    (Action::InvokeFunction, &["lambda:GetFunctionConfiguration"]),
];

/// Under which the role of a delivery stream is known.
pub(super) fn key(delivery_stream: &str) -> String {
    format!("role of {delivery_stream}")
}

pub(super) fn arn(role: &RoleView) -> Option<String> {
    matches!(role.who, Principal::Firehose(_)).then(|| key(role.name.as_str()))
}

pub(super) fn root() -> Node {
    Node::Call("Sub", "arn:${AWS::Partition}:iam::${AWS::AccountId}:root".to_owned())
}

pub(super) fn policy(statements: Vec<Node>) -> Node {
    Node::map([("Version", Node::text("2012-10-17")), ("Statement", Node::List(statements))])
}

pub(super) fn add(template: &mut Template, role: &RoleView) {
    let of_firehose = arn(role).is_some();
    let mut statements = allowed(role, of_firehose);
    statements.extend(role.denies.iter().filter_map(|line| denied(line)));
    if statements.is_empty() {
        template.notes +=
            &commented(&format!("No resource: {} may do nothing, so it has no policy", role.name));
        return;
    }
    if !of_firehose {
        let members = vec![named("PolicyDocument", template.resolved(policy(statements.clone())))];
        let alike = template.resources.iter_mut().find(|(.., kind, own)| *kind == POLICY && *own == members);
        if let Some((_, above, ..)) = alike {
            *above = format!("{}, {}\n", above.trim_end(), role.name);
            return;
        }
        let id = template.id(role.name.as_str(), "Policy");
        let above = commented(&format!("For whoever runs {}", role.name));
        template.push(id, above, POLICY, members);
        return;
    }
    let Some(Node::Call(_, id)) = template.known.get(&key(role.name.as_str())).cloned() else { return };
    let id = id.split('.').next().unwrap_or_default().to_owned();
    let own = Node::map([("PolicyName", Node::text("delivery")), ("PolicyDocument", policy(statements))]);
    let members =
        vec![named("AssumeRolePolicyDocument", trust(role)), named("Policies", Node::List(vec![own]))];
    template.push(id, String::new(), "AWS::IAM::Role", members);
}

/// Who may take the role on. That Firehose may not is said here as well: a permission of the role would not keep it from
/// that. A policy needs a statement, so it denies where nothing allows.
fn trust(role: &RoleView) -> Node {
    let effect = if role.trusted { "Allow" } else { "Deny" };
    policy(vec![Node::map([
        ("Effect", Node::text(effect)),
        ("Principal", Node::map([("Service", Node::text("firehose.amazonaws.com"))])),
        ("Action", Node::text(Action::AssumeRole.word())),
    ])])
}

/// One statement for each resource.
fn allowed(role: &RoleView, of_firehose: bool) -> Vec<Node> {
    let mut by_resource: Vec<(String, Vec<&str>)> = Vec::new();
    let own = |it: &&PermissionView| it.allowed && it.action != Action::AssumeRole;
    for it in role.permissions.iter().filter(own) {
        let arn = resource_arn(it.action, &it.on);
        let place = by_resource.iter().position(|(other, _)| *other == arn).unwrap_or_else(|| {
            by_resource.push((arn, Vec::new()));
            by_resource.len() - 1
        });
        let actions = &mut by_resource[place].1;
        actions.push(it.action.word());
        let besides = BESIDES.iter().filter(|(action, _)| of_firehose && *action == it.action);
        actions.extend(besides.flat_map(|(_, words)| words.iter().copied()));
    }
    let one = |(arn, actions): (String, Vec<&str>)| {
        // What is asked of a bucket itself is asked of its ARN without the keys.
        let bucket = arn
            .strip_suffix("/*")
            .filter(|_| of_firehose && arn.starts_with("arn:aws:s3:"))
            .map(str::to_owned);
        let resources: Vec<Node> = bucket.into_iter().chain([arn]).map(Node::Text).collect();
        statement("Allow", actions.into_iter().map(Node::text).collect(), resources)
    };
    by_resource.into_iter().map(one).collect()
}

/// `kinesis:PutRecords on orders`.
fn denied(line: &str) -> Option<Node> {
    let (actions, on) = line.split_once(" on ").map_or((line, None), |(actions, on)| (actions, Some(on)));
    let one = match Actions::parse(actions)? {
        Actions::One(action) => Some(action),
        Actions::Of(service) => Action::all().find(|action| action.service() == service),
        Actions::All => None,
    };
    // The trust in the role says it.
    if one == Some(Action::AssumeRole) {
        return None;
    }
    let resource = match (on, one) {
        (None, _) => "*".to_owned(),
        (Some(on), Some(action)) => resource_arn(action, on),
        (Some(on), None) => format!("arn:aws:*:*:*:*{on}"),
    };
    Some(statement("Deny", vec![Node::text(actions)], vec![Node::Text(resource)]))
}

fn statement(effect: &str, actions: Vec<Node>, mut resources: Vec<Node>) -> Node {
    let resource = if resources.len() == 1 { resources.remove(0) } else { Node::List(resources) };
    Node::map([("Effect", Node::text(effect)), ("Action", Node::List(actions)), ("Resource", resource)])
}
