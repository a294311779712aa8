//! Roles and keys, as a learner may look at them: what each role needs, what its policy says to that, what was denied.

use serde::Serialize;

use super::View;
use crate::actors::{Feed, Fetcher, Producer, Reader, sends};
use crate::command::{Action, Place, Principal, PutApi, ReadVia, Target};
use crate::kernel::Time;
use crate::names::Name;
use crate::security::{Effect, Policy, Role, Verdict, caller_arn, key_arn};
use crate::streams::Stream;
use crate::world::World;

/// The role of an actor, or the one that Firehose assumes for a delivery stream.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RoleView {
    /// Of the actor or of the delivery stream.
    pub name: Name,
    #[serde(skip)]
    pub who: Principal,
    /// `actor` or `firehose`.
    pub kind: &'static str,
    pub arn: String,
    /// Calls that were denied.
    pub denied: u64,
    /// Of the permissions below, those that its policy does not give now.
    pub missing: u64,
    /// What it needs as it is set now, and what else it asked for.
    pub permissions: Vec<PermissionView>,
    /// Its policy is no longer that of the beginning, where each action is allowed on everything.
    pub changed: bool,
    /// Statements that deny, as a line says them: `kinesis:PutRecords on orders`.
    pub denies: Vec<String>,
    /// Its calls go through an interface VPC endpoint.
    pub vpc_endpoint: bool,
    /// Firehose may take it on; always of an actor's own.
    #[serde(skip)]
    pub trusted: bool,
}

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PermissionView {
    pub action: Action,
    /// The stream, key, table, delivery stream, function or bucket.
    pub on: String,
    pub allowed: bool,
    /// `allowed`, `explicit deny`, `not allowed`.
    pub verdict: &'static str,
    pub asked: u64,
    pub denied: u64,
    /// µs since the story began.
    pub last_denied: Option<Time>,
}

/// A key with which a stream encrypts, or did.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KeyView {
    pub name: String,
    pub arn: String,
    /// Enabled, Disabled, PendingDeletion, Deleted.
    pub state: &'static str,
    /// Whether AWS manages it: nobody else can change it.
    pub managed: bool,
    pub throttled: bool,
    /// µs until it is deleted.
    pub deleted_in_us: Option<u64>,
    /// Streams whose records are encrypted with it.
    pub streams: Vec<Name>,
}

impl View {
    /// The role under which a producer, a source, a reader or a function works; of a delivery stream `firehose`.
    pub fn role(&self, who: &Principal) -> Option<&RoleView> {
        self.roles.iter().find(|role| &role.who == who)
    }
}

pub(super) fn roles(world: &World) -> Vec<RoleView> {
    callers(world).map(|who| role(world, who)).collect()
}

/// Everybody who has a role, actors first.
fn callers(world: &World) -> impl Iterator<Item = Principal> {
    let actors = world.actors();
    let of = |name: &Name| Principal::Actor(name.clone());
    let producers = actors.producers().map(|it| &it.name).chain(actors.feeds().map(|it| &it.name));
    let readers = actors.consumers().map(|it| &it.reader.who).chain(actors.fan_outs().map(|it| &it.name));
    let groups = actors.groups().map(|it| &it.app.name).chain(actors.mappings().map(|it| &it.name));
    let groups = groups.chain(actors.analytics().map(|it| &it.name));
    let functions = world.functions().iter().map(|it| &it.name);
    let all = producers.chain(readers).chain(groups).chain(functions).map(of);
    all.chain(world.firehose().iter().map(|it| Principal::Firehose(it.name.clone())))
}

/// The role of a name: an actor's before that of a delivery stream.
pub(super) fn named(world: &World, name: &Name) -> Option<RoleView> {
    callers(world).find(|who| who.name() == name).map(|who| role(world, who))
}

pub(super) fn names(world: &World) -> Vec<String> {
    let mut names: Vec<String> = callers(world).map(|who| who.name().to_string()).collect();
    names.sort_unstable();
    names.dedup();
    names
}

fn role(world: &World, who: Principal) -> RoleView {
    let at_first = Role::default();
    let role = world.security().role(&who).unwrap_or(&at_first);
    let mut wanted = needs(world, &who);
    for it in &role.uses {
        if !wanted.iter().any(|(action, on)| (*action, on) == (it.action, &it.on)) {
            wanted.push((it.action, it.on.clone()));
        }
    }
    let permissions: Vec<PermissionView> =
        wanted.into_iter().map(|(action, on)| permission(world, role, (action, on))).collect();
    let denying = role.policy.statements.iter().filter(|it| it.effect == Effect::Deny);
    let denies = denying.map(|it| match &it.on {
        Some(on) => format!("{} on {on}", it.actions),
        None => it.actions.to_string(),
    });
    RoleView {
        name: who.name().clone(),
        kind: match who {
            Principal::Actor(_) => "actor",
            Principal::Firehose(_) => "firehose",
        },
        arn: caller_arn(&who),
        denied: role.denied(),
        missing: permissions.iter().filter(|it| !it.allowed).count() as u64,
        changed: role.policy != Policy::default(),
        denies: denies.collect(),
        permissions,
        vpc_endpoint: role.vpc_endpoint,
        trusted: match &who {
            Principal::Actor(_) => true,
            Principal::Firehose(name) => {
                let asked = (Action::AssumeRole, name.as_str());
                world.security().verdict(role, asked) == Verdict::Allowed
            }
        },
        who,
    }
}

fn permission(world: &World, role: &Role, (action, on): (Action, String)) -> PermissionView {
    let verdict = world.security().verdict(role, (action, &on));
    let used = role.uses.iter().find(|it| it.action == action && it.on == on);
    PermissionView {
        action,
        allowed: verdict == Verdict::Allowed,
        verdict: match verdict {
            Verdict::Allowed => "allowed",
            Verdict::Denied => "explicit deny",
            Verdict::NotAllowed => "not allowed",
        },
        asked: used.map_or(0, |it| it.asked),
        denied: used.map_or(0, |it| it.denied),
        last_denied: used.and_then(|it| it.last_denied),
        on,
    }
}

/// What somebody may not do since it asked last, or the key that does not work for it; in few words.
pub(super) fn not_allowed(world: &World, who: &Principal) -> Option<String> {
    let security = world.security();
    let uses = &security.role(who)?.uses;
    let denied = uses.iter().filter(|it| it.verdict != Verdict::Allowed).max_by_key(|it| it.last_denied);
    if let Some(it) = denied {
        return Some(it.action.word().to_owned());
    }
    // A key that was replaced is nobody's trouble.
    let needed = needs(world, who);
    let is_needed = |it: &&crate::security::Use| {
        it.action.service() == "kms" && needed.iter().any(|(action, on)| (*action, on) == (it.action, &it.on))
    };
    uses.iter().rev().filter(is_needed).find_map(|it| match security.keys.state(&it.on, world.now()) {
        Some("Enabled") if security.keys.is_throttled(&it.on) => Some("KMS throttles".to_owned()),
        Some("Enabled") => None,
        Some(state) => Some(format!("key {state}")),
        None => Some("key Deleted".to_owned()),
    })
}

type Needs = Vec<(Action, String)>;

/// What a role needs as its owner is set now.
fn needs(world: &World, who: &Principal) -> Needs {
    let actors = world.actors();
    let name = who.name();
    match who {
        Principal::Firehose(_) => {
            let fetcher = actors.fetchers().find(|it| &it.delivery_stream == name);
            let mut needs = fetcher.map_or(Vec::new(), |it: &Fetcher| polls(world, &it.reader));
            if let Ok(delivery) = world.firehose().delivery_stream(name) {
                needs.extend(delivery.transform().map(|it| (Action::InvokeFunction, it.to_string())));
                let backup = delivery.destination.backup.as_ref().map(|backup| &backup.bucket);
                let buckets = [&delivery.destination.s3.bucket].into_iter().chain(backup);
                needs.extend(buckets.map(|bucket| (Action::PutObject, bucket.to_string())));
                needs.dedup();
            }
            needs
        }
        Principal::Actor(_) => {
            if let Some(it) = actors.producers().find(|it| &it.name == name) {
                return puts(world, it);
            }
            if let Some(it) = actors.feeds().find(|it| &it.name == name) {
                return feeds(world, it);
            }
            if let Some(it) = actors.consumers().find(|it| &it.name == name) {
                return polls(world, &it.reader);
            }
            if let Some(it) = actors.fan_outs().find(|it| &it.name == name) {
                return subscribes(world, &it.reader);
            }
            if let Some(it) = actors.mappings().find(|it| &it.name == name) {
                let reads = if it.fan_out.is_some() {
                    subscribes(world, &it.reader)
                } else {
                    polls(world, &it.reader)
                };
                let to = it.config.on_failure.as_ref();
                let tells = to.map(|to| (sends(to), to.name().to_string()));
                return reads.into_iter().chain(tells).collect();
            }
            if let Some(it) = actors.analytics().find(|it| &it.name == name) {
                let rows = it.query.rows_to.as_ref();
                let rows = rows.map_or(Vec::new(), |target| to(world, target, PutApi::PutRecords));
                return polls(world, &it.reader).into_iter().chain(rows).collect();
            }
            let Some(it) = actors.groups().find(|it| &it.app.name == name) else { return Vec::new() };
            let table = it.app.table.to_string();
            let mut needs = match it.app.config.via {
                ReadVia::Polling => polls(world, &it.app.reader),
                ReadVia::FanOut => subscribes(world, &it.app.reader),
            };
            needs.extend(OF_TABLE.map(|action| (action, table.clone())));
            needs.push((Action::PutMetricData, "*".to_owned()));
            let emits = it.app.pipeline.as_ref().map(|pipeline| (&pipeline.emit, &pipeline.through));
            if let Some((Place::Bucket(bucket), _) | (Place::Cluster(_), bucket)) = emits {
                needs.push((Action::PutObject, bucket.to_string()));
            }
            if let Some((Place::Table(table), _)) = emits {
                needs.push((Action::BatchWriteItem, table.to_string()));
            }
            needs
        }
    }
}

/// What a KCL application does with its table.
const OF_TABLE: [Action; 6] = [
    Action::CreateTable,
    Action::Scan,
    Action::GetItem,
    Action::PutItem,
    Action::UpdateItem,
    Action::DeleteItem,
];

fn puts(world: &World, producer: &Producer) -> Needs {
    let mut needs = to(world, &producer.to, producer.api);
    if let (PutApi::Kpl, Target::Stream(stream)) = (producer.api, &producer.to) {
        needs.push((Action::ListShards, stream.to_string()));
    }
    needs
}

/// Which of the two operations a source calls shows when it calls.
fn feeds(world: &World, feed: &Feed) -> Needs {
    let role = world.security().role(&Principal::Actor(feed.name.clone()));
    let once =
        |it: &&crate::security::Use| matches!(it.action, Action::PutRecord | Action::FirehosePutRecord);
    let single = role.is_some_and(|role| role.uses.iter().find(once).is_some());
    to(world, &feed.to, if single { PutApi::PutRecord } else { PutApi::PutRecords })
}

fn to(world: &World, target: &Target, api: PutApi) -> Needs {
    let single = api == PutApi::PutRecord;
    match target {
        Target::Stream(name) => {
            let action = if single { Action::PutRecord } else { Action::PutRecords };
            let key = world.streams().stream(name).ok().and_then(Stream::encryption_key);
            let key = key.map(|key| (Action::GenerateDataKey, key.to_owned()));
            [(action, name.to_string())].into_iter().chain(key).collect()
        }
        Target::Firehose(name) => {
            let action = if single { Action::FirehosePutRecord } else { Action::FirehosePutRecordBatch };
            let delivery = world.firehose().delivery_stream(name).ok();
            let key = delivery.and_then(|it| it.customers_key(world.now()));
            let key = key.map(|key| (Action::GenerateDataKey, key.to_owned()));
            [(action, name.to_string())].into_iter().chain(key).collect()
        }
        // A function's own resource policy lets CloudWatch Logs invoke it.
        Target::Function(_) => Vec::new(),
    }
}

fn polls(world: &World, reader: &Reader) -> Needs {
    with_keys(world, reader, &[Action::ListShards, Action::GetShardIterator, Action::GetRecords])
}

fn subscribes(world: &World, reader: &Reader) -> Needs {
    let actions = [
        Action::DescribeStreamConsumer,
        Action::RegisterStreamConsumer,
        Action::ListShards,
        Action::SubscribeToShard,
    ];
    with_keys(world, reader, &actions)
}

/// Actions on the stream, and Decrypt with each of its keys.
fn with_keys(world: &World, reader: &Reader, actions: &[Action]) -> Needs {
    let mut needs: Needs = actions.iter().map(|action| (*action, reader.stream.to_string())).collect();
    let stream = world.streams().stream(&reader.stream).ok();
    let keys = stream.map_or(Vec::new(), Stream::keys);
    needs.extend(keys.into_iter().map(|key| (Action::Decrypt, key.to_owned())));
    needs
}

pub(super) fn keys(world: &World) -> Vec<KeyView> {
    let mut found: Vec<KeyView> = Vec::new();
    for stream in world.streams().iter() {
        for name in stream.keys() {
            match found.iter_mut().find(|key| key.name == name) {
                Some(key) => key.streams.push(stream.name.clone()),
                None => found.push(key(world, name, &stream.name)),
            }
        }
    }
    found
}

fn key(world: &World, name: &str, stream: &Name) -> KeyView {
    let keys = &world.security().keys;
    KeyView {
        name: name.to_owned(),
        arn: key_arn(name),
        state: state(world, name),
        managed: keys.describe(name, (world.now(), world.era())).is_ok_and(|it| it.manager == "AWS"),
        throttled: keys.is_throttled(name),
        deleted_in_us: keys
            .deleted_at(name)
            .filter(|at| *at > world.now())
            .map(|at| at.since(world.now()).as_micros()),
        streams: vec![stream.clone()],
    }
}

/// Enabled, Disabled, PendingDeletion, Deleted.
pub(super) fn state(world: &World, key: &str) -> &'static str {
    world.security().keys.state(key, world.now()).unwrap_or("Deleted")
}
