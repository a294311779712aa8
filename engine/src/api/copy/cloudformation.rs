//! Resources of CloudFormation, in YAML: of one call, or a template of a whole scene.

mod roles;

use std::collections::BTreeMap;

use super::node::{Members, Node};
use super::request::Request;
use super::resources::{self, Kind};
use super::scene::{Item, code};
use super::{call, commented, yaml};
use crate::command::{Command, FailureDestination, Firehose, Table};
use crate::lambda;
use crate::names::{ACCOUNT, Name, REGION};
use crate::security::key_arn;

#[derive(Default)]
struct Template {
    parameters: Members,
    /// Logical name, lines above it, type, properties.
    resources: Vec<(String, String, &'static str, Members)>,
    outputs: Members,
    notes: String,
    /// What stands in the place of an ARN or a key that is a resource of the template.
    known: BTreeMap<String, Node>,
    /// The logical name of a stream by its name.
    streams: BTreeMap<String, String>,
}

/// The resources of some calls, without what stands around them.
pub(super) fn resources(items: &[Item]) -> String {
    let template = Template::of(items);
    format!("{}Resources:\n{}", template.notes, template.resources())
}

pub(super) fn template(items: &[Item], title: &str) -> String {
    let template = Template::of(items);
    let mut head = vec![
        ("AWSTemplateFormatVersion".to_owned(), Node::text("2010-09-09")),
        ("Description".to_owned(), Node::text(title)),
    ];
    if !template.parameters.is_empty() {
        head.push(("Parameters".to_owned(), Node::Map(template.parameters.clone())));
    }
    let mut out = yaml::members(&head, 0) + &template.notes;
    if template.resources.is_empty() {
        out += &commented(
            "Nothing of the scene is a resource of AWS; a template must have one, and this one waits for none.",
        );
        out += "Resources:\n  Nothing:\n    Type: AWS::CloudFormation::WaitConditionHandle\n";
    } else {
        out += &format!("Resources:\n{}", template.resources());
    }
    if !template.outputs.is_empty() {
        out += &yaml::members(&[("Outputs".to_owned(), Node::Map(template.outputs))], 0);
    }
    out
}

fn named(name: &str, node: Node) -> (String, Node) {
    (name.to_owned(), node)
}

impl Template {
    fn of(items: &[Item]) -> Template {
        let mut template = Template::default();
        for item in items {
            template.know(item);
        }
        for item in items {
            template.add(item);
        }
        let all = template.resources();
        let used = |id: &str| all.lines().any(|line| line.ends_with(&format!("!Ref {id}")));
        let (used, idle): (Members, Members) =
            std::mem::take(&mut template.parameters).into_iter().partition(|(id, _)| used(id));
        template.parameters = used;
        template.notes +=
            &idle.iter().map(|(id, _)| commented(&format!("Nothing asks for {id}"))).collect::<String>();
        template
    }

    /// A logical name that nobody has: letters and digits alone.
    fn id(&self, name: &str, suffix: &str) -> String {
        let words = name.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
        let camel: String = words.map(|word| word[..1].to_ascii_uppercase() + &word[1..]).collect();
        let id = format!("{camel}{suffix}");
        let taken = |id: &str| {
            self.known.values().any(|node| {
                if let Node::Call(_, text) = node { text.split('.').next() == Some(id) } else { false }
            }) || self.resources.iter().any(|(other, ..)| other == id)
        };
        (1..)
            .map(|n| if n == 1 { id.clone() } else { format!("{id}{n}") })
            .find(|id| !taken(id))
            .unwrap_or(id)
    }

    fn arn(&mut self, arn: String, id: &str) {
        self.known.insert(arn, Node::Call("GetAtt", format!("{id}.Arn")));
    }

    /// Gives each resource its name before anything speaks of it.
    fn know(&mut self, item: &Item) {
        let arn = |service: &str, rest: String| format!("arn:aws:{service}:{REGION}:{ACCOUNT}:{rest}");
        match item {
            Item::Call(command) => {
                let Some(request) = Request::of(command) else { return };
                let Some(kind) = resources::of(request.operation) else { return };
                let name = request.text(kind.name.0).to_owned();
                let id = self.id(&name, kind.suffix);
                let arn = match kind.suffix {
                    "Bucket" => {
                        let all = Node::Call("Sub", format!("${{{id}.Arn}}/*"));
                        self.known.insert(format!("arn:aws:s3:::{name}/*"), all);
                        format!("arn:aws:s3:::{name}")
                    }
                    "Stream" => {
                        self.streams.insert(name.clone(), id.clone());
                        arn("kinesis", format!("stream/{name}"))
                    }
                    "Table" => arn("dynamodb", format!("table/{name}")),
                    "DeliveryStream" => arn("firehose", format!("deliverystream/{name}")),
                    _ => {
                        let stream = request.text("StreamARN").to_owned();
                        let known = Node::Call("GetAtt", format!("{id}.ConsumerARN"));
                        self.known.insert(format!("{stream}/consumer/{name}:1"), known);
                        return;
                    }
                };
                self.arn(arn, &id);
            }
            Item::Function(function) => {
                let id = self.id(function.name.as_str(), "FunctionArn");
                self.known.insert(lambda::arn(&function.name), Node::Call("Ref", id));
            }
            Item::Mapping { function, .. } => {
                let id = self.id(function.as_str(), "FunctionArn");
                self.known.entry(lambda::arn(function)).or_insert(Node::Call("Ref", id));
            }
            Item::Key(key) => {
                let id = self.id(key.rsplit('/').next().unwrap_or("customer"), "Key");
                self.arn(key_arn(key), &id);
                self.arn(key.clone(), &id);
            }
            Item::Role(role) => {
                if let Some(arn) = roles::arn(role) {
                    let id = self.id(role.name.as_str(), "DeliveryRole");
                    self.arn(arn, &id);
                }
            }
            Item::Active(_) | Item::Glue(_) | Item::Puts(_) | Item::Note(_) => {}
        }
    }

    fn add(&mut self, item: &Item) {
        match item {
            Item::Call(command) => self.call(command),
            Item::Mapping { function, stream, fan_out, members } => {
                self.function(function, "the function that the mapping invokes");
                self.mapping(function, (stream, *fan_out), members);
            }
            Item::Function(function) => {
                let what = format!("ARN of a function that does what the scene's does: {}", code(function));
                let what: String = what.chars().take(200).collect();
                self.function(&function.name, &what);
            }
            Item::Glue(table) => self.glue(table),
            Item::Key(key) => self.key(key),
            Item::Role(role) => roles::add(self, role),
            Item::Puts(puts) => self.notes += &commented(&format!("No resource: {}", puts.about)),
            Item::Note(text) => self.notes += &commented(&format!("No resource: {text}")),
            Item::Active(_) => {}
        }
    }

    fn call(&mut self, command: &Command) {
        let Some(request) = Request::of(command) else { return };
        let Some(kind) = resources::of(request.operation) else { return self.change(&request) };
        let name = request.text(kind.name.0).to_owned();
        let Some(id) = self.id_of(kind, &request, &name) else { return };
        let mut members = resources::properties(kind, &request);
        if let Command::Firehose(Firehose::CreateDeliveryStream(_)) = command {
            let role = self.known.get(&roles::key(&name)).cloned();
            let own = |text: String| match &role {
                Some(role) if text == roles::SIMULATED => role.clone(),
                Some(_) | None => Node::Text(text),
            };
            members = members.into_iter().map(|(name, node)| (name, node.with_texts(&own))).collect();
        }
        if let Some((what, function)) = kind.output {
            let value = if function == "Ref" { id.clone() } else { format!("{id}.{what}") };
            self.outputs
                .push(named(&format!("{id}{what}"), Node::map([("Value", Node::Call(function, value))])));
        }
        let above =
            if kind.suffix == "Bucket" { commented(&format!("{name} in the scene")) } else { String::new() };
        self.push(id, above, kind.resource, members);
    }

    /// What `know` has called it.
    fn id_of(&self, kind: &Kind, request: &Request, name: &str) -> Option<String> {
        let arn = match kind.suffix {
            "Bucket" => format!("arn:aws:s3:::{name}"),
            "Stream" => format!("arn:aws:kinesis:{REGION}:{ACCOUNT}:stream/{name}"),
            "Table" => format!("arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{name}"),
            "DeliveryStream" => format!("arn:aws:firehose:{REGION}:{ACCOUNT}:deliverystream/{name}"),
            _ => format!("{}/consumer/{name}:1", request.text("StreamARN")),
        };
        let Some(Node::Call(_, id)) = self.known.get(&arn) else { return None };
        id.split('.').next().map(str::to_owned)
    }

    /// A call that changes what another has made.
    fn change(&mut self, request: &Request) {
        if request.operation == "DisableKey"
            && let Some(Node::Call(_, arn)) = self.known.get(request.text("KeyId"))
        {
            let id = arn.split('.').next().unwrap_or_default().to_owned();
            if let Some((.., members)) = self.resources.iter_mut().find(|(other, ..)| *other == id) {
                members.push(named("Enabled", Node::Bool(false)));
            }
            return;
        }
        let Some(id) = self.streams.get(request.text("StreamName")).cloned() else { return };
        let of = |name: &str| request.member(name).cloned();
        let property = match request.operation {
            "IncreaseStreamRetentionPeriod" => {
                of("RetentionPeriodHours").map(|it| ("RetentionPeriodHours", it))
            }
            "EnableEnhancedMonitoring" => of("ShardLevelMetrics").map(|it| ("DesiredShardLevelMetrics", it)),
            "AddTagsToStream" => of("Tags").map(|it| ("Tags", resources::tags(&it))),
            "StartStreamEncryption" => of("KeyId").map(|key| {
                ("StreamEncryption", Node::map([("EncryptionType", Node::text("KMS")), ("KeyId", key)]))
            }),
            _ => None,
        };
        let Some((name, node)) = property else { return };
        let node = self.resolved(node);
        if let Some((.., members)) = self.resources.iter_mut().find(|(other, ..)| *other == id) {
            members.push(named(name, node));
        }
    }

    fn function(&mut self, function: &Name, what: &str) {
        let Some(Node::Call(_, id)) = self.known.get(&lambda::arn(function)).cloned() else { return };
        if !self.parameters.iter().any(|(name, _)| *name == id) {
            let parameter = Node::map([("Type", Node::text("String")), ("Description", Node::text(what))]);
            self.parameters.push((id, parameter));
        }
    }

    fn mapping(&mut self, function: &Name, stream: (&Name, bool), said: &Members) {
        let mut members = call::create_mapping(function, stream, said.clone()).members;
        members[0].1 = Node::text(lambda::arn(function));
        let told: Vec<FailureDestination> =
            said.iter().filter_map(|(name, node)| destination(name, node)).collect();
        for to in told.iter().filter(|to| !self.known.contains_key(&to.arn())).collect::<Vec<_>>() {
            let (short, kind, member) = match to {
                FailureDestination::Queue(_) => ("Queue", "AWS::SQS::Queue", "QueueName"),
                FailureDestination::Topic(_) => ("Topic", "AWS::SNS::Topic", "TopicName"),
                // All buckets of the scene are there already.
                FailureDestination::Bucket(_) => continue,
            };
            let id = self.id(to.name().as_str(), short);
            self.arn(to.arn(), &id);
            self.push(id, String::new(), kind, vec![named(member, Node::text(to.name()))]);
        }
        let id = self.id(function.as_str(), "Mapping");
        self.push(id, String::new(), "AWS::Lambda::EventSourceMapping", members);
    }

    fn glue(&mut self, table: &Table) {
        let database = self.id(table.database.as_str(), "Database");
        let catalog = || named("CatalogId", Node::Call("Ref", "AWS::AccountId".to_owned()));
        let database_of = Node::text(&table.database);
        let known = self.known.get(&format!("glue/{}", table.database)).cloned();
        let reference = known.unwrap_or_else(|| {
            let input = Node::map([("Name", database_of)]);
            let members = vec![catalog(), named("DatabaseInput", input)];
            let reference = Node::Call("Ref", database.clone());
            self.known.insert(format!("glue/{}", table.database), reference.clone());
            self.push(database, String::new(), "AWS::Glue::Database", members);
            reference
        });
        let column = |it: &crate::command::Column| {
            Node::map([("Name", Node::text(&it.name)), ("Type", Node::text(it.kind))])
        };
        let columns = Node::List(table.columns.iter().map(column).collect());
        let storage = Node::map([("Columns", columns)]);
        let input = Node::map([("Name", Node::text(&table.name)), ("StorageDescriptor", storage)]);
        let id = self.id(table.name.as_str(), "GlueTable");
        let members = vec![catalog(), named("DatabaseName", reference), named("TableInput", input)];
        self.push(id, String::new(), "AWS::Glue::Table", members);
    }

    fn key(&mut self, key: &str) {
        let Some(Node::Call(_, arn)) = self.known.get(key).cloned() else { return };
        let id = arn.split('.').next().unwrap_or_default().to_owned();
        let statement = Node::map([
            ("Effect", Node::text("Allow")),
            ("Principal", Node::map([("AWS", roles::root())])),
            ("Action", Node::text("kms:*")),
            ("Resource", Node::text("*")),
        ]);
        self.push(
            id.clone(),
            String::new(),
            "AWS::KMS::Key",
            vec![named("KeyPolicy", roles::policy(vec![statement]))],
        );
        if key.starts_with("alias/") {
            let members = vec![
                named("AliasName", Node::Code(key.to_owned())),
                named("TargetKeyId", Node::Call("Ref", id.clone())),
            ];
            self.push(format!("{id}Alias"), String::new(), "AWS::KMS::Alias", members);
        }
    }

    fn push(&mut self, id: String, above: String, kind: &'static str, members: Members) {
        let members = members.into_iter().map(|(name, node)| (name, self.resolved(node))).collect();
        self.resources.push((id, above, kind, members));
    }

    /// With references in the place of what the template itself makes, and of the account.
    fn resolved(&self, node: Node) -> Node {
        node.with_texts(&|text| match self.known.get(&text) {
            Some(known) => known.clone(),
            None => general(text),
        })
    }

    fn resources(&self) -> String {
        let one = |(id, above, kind, members): &(String, String, &'static str, Members)| {
            let mut body = vec![named("Type", Node::text(kind))];
            if !members.is_empty() {
                body.push(named("Properties", Node::Map(members.clone())));
            }
            let above: String = above.lines().map(|line| format!("  {line}\n")).collect();
            above + &yaml::members(&[(id.clone(), Node::Map(body))], 1)
        };
        self.resources.iter().map(one).collect()
    }
}

/// Whom a mapping tells of what it gives up.
fn destination(name: &str, node: &Node) -> Option<FailureDestination> {
    let Node::Map(on_failure) = node else { return None };
    let Node::Map(destination) = &on_failure.first().filter(|_| name == "DestinationConfig")?.1 else {
        return None;
    };
    let Node::Text(arn) = &destination.first()?.1 else { return None };
    FailureDestination::of_arn(arn)
}

/// An ARN of any account and region.
fn general(text: String) -> Node {
    let Some(rest) = text.strip_prefix("arn:aws:") else { return Node::Text(text) };
    let rest = rest.replace(REGION, "${AWS::Region}").replace(ACCOUNT, "${AWS::AccountId}");
    Node::Call("Sub", format!("arn:${{AWS::Partition}}:{rest}"))
}
