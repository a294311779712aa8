//! What was done, or a whole scene, in the words of others: lines for a shell with the AWS CLI, Python with boto3, a
//! template of CloudFormation.
//!
//! Promised: the same command or world gives the same text; a script makes anew what a scene has in AWS's services, and
//! says in a comment what it leaves out. Absent: other languages; roles, functions, keys and a mapping with fan-out in the
//! two scripts, which name what must be there.

mod boto3;
mod call;
mod cloudformation;
mod keys;
mod mapping;
mod node;
mod request;
mod resources;
mod scene;
mod script;
mod yaml;

use crate::command::Command;
use crate::era::Era;
use crate::world::World;

/// A language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Cli,
    Boto3,
    CloudFormation,
}

impl Form {
    pub const ALL: [Form; 3] = [Form::Cli, Form::Boto3, Form::CloudFormation];

    /// What people call it.
    pub fn label(self) -> &'static str {
        match self {
            Form::Cli => "AWS CLI",
            Form::Boto3 => "boto3",
            Form::CloudFormation => "CloudFormation",
        }
    }

    /// The name of a file with a whole scene.
    pub fn file(self) -> &'static str {
        match self {
            Form::Cli => "scene.sh",
            Form::Boto3 => "scene.py",
            Form::CloudFormation => "scene.yaml",
        }
    }
}

/// One command. Where a language has nothing for it, a comment of one sentence says why.
pub fn command(command: &Command, form: Form, era: Era) -> String {
    match form {
        Form::Cli => call::cli(command, era),
        Form::Boto3 => call::boto3(command, era),
        Form::CloudFormation => call::cloudformation(command, era),
    }
}

/// The body of a call as it goes over the wire, in JSON; `None` where there is none.
pub fn body(command: &Command) -> Option<String> {
    let (_, body) = super::cli::request(command)?;
    serde_json::to_string_pretty(&body).ok()
}

/// All that a world has at its present instant.
pub fn scene(world: &World, title: &str, form: Form) -> String {
    let items = scene::items(world);
    let title = match title.trim() {
        "" => "A scene",
        title => title,
    };
    match form {
        Form::Cli => script::shell(&items, title),
        Form::Boto3 => script::python(&items, title),
        Form::CloudFormation => cloudformation::template(&items, title),
    }
}

/// Text in a comment stays within it.
fn commented(text: &str) -> String {
    let text: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("# {text}\n")
}
