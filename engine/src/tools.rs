//! Heavy pure functions that a host lends to a world: jq expressions, and files of columns.
//!
//! The engine does not link them: natively a program does, and a page loads each as a module of its own when it is
//! first needed. They are pure, so the same story gives the same bytes everywhere. Whoever begins a story asks first
//! what it [`needs`]; a command that needs what was not lent is refused, and nothing is half done.

use std::collections::BTreeSet;
use std::fmt::{self, Debug};
use std::sync::Arc;

use crate::command::{ColumnFormat, Command, Firehose, Processor, Table};
use crate::refusal::Refusal;

/// Runs jq expressions.
pub trait Jq: Debug + Send + Sync {
    /// Reads a program.
    ///
    /// # Errors
    /// A sentence that says where it cannot be read.
    fn check(&self, program: &str) -> Result<(), String>;

    /// What a program answers to one JSON value: a JSON text each, at most `most` of them.
    ///
    /// # Errors
    /// A sentence that says what the input lacks, or what the program itself says.
    fn run(&self, program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String>;
}

/// Writes files of columns.
pub trait Columns: Debug + Send + Sync {
    /// Whether it can write rows of this table in this format.
    ///
    /// # Errors
    /// A sentence that says why not.
    fn writes(&self, format: ColumnFormat, table: &Table) -> Result<(), String>;

    /// The file that holds a sheet: a JSON text with `format` (`parquet`, `orc`), `columns` (name and Glue type) and
    /// `rows`, whose cells are null or texts that fit their columns.
    ///
    /// # Errors
    /// A sentence that says what does not hold together.
    fn write(&self, sheet: &str) -> Result<Vec<u8>, String>;
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tool {
    Jq,
    Columns,
}

impl Tool {
    pub const ALL: [Tool; 2] = [Tool::Jq, Tool::Columns];

    /// Also the name of the crate, and of the module that a page loads.
    pub fn word(self) -> &'static str {
        match self {
            Tool::Jq => "jq",
            Tool::Columns => "columns",
        }
    }
}

impl fmt::Display for Tool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// What a world has been lent.
#[derive(Clone, Debug, Default)]
pub struct Tools {
    jq: Option<Arc<dyn Jq>>,
    columns: Option<Arc<dyn Columns>>,
}

impl Tools {
    pub fn none() -> Tools {
        Tools::default()
    }

    pub fn with_jq(self, jq: Arc<dyn Jq>) -> Tools {
        Tools { jq: Some(jq), ..self }
    }

    pub fn with_columns(self, columns: Arc<dyn Columns>) -> Tools {
        Tools { columns: Some(columns), ..self }
    }

    /// # Errors
    /// A refusal that names the tool.
    pub fn jq(&self) -> Result<Arc<dyn Jq>, Refusal> {
        self.jq.clone().ok_or_else(|| missing(Tool::Jq))
    }

    /// # Errors
    /// A refusal that names the tool.
    pub fn columns(&self) -> Result<Arc<dyn Columns>, Refusal> {
        self.columns.clone().ok_or_else(|| missing(Tool::Columns))
    }
}

fn missing(tool: Tool) -> Refusal {
    let what = match tool {
        Tool::Jq => "a jq expression",
        Tool::Columns => "format conversion",
    };
    Refusal::scene(format!("{what} needs the tool `{tool}`, which this world has not been lent"))
}

/// What must be lent before a command can be done.
pub fn needs(command: &Command) -> BTreeSet<Tool> {
    let (processors, converts) = match command {
        Command::Firehose(Firehose::CreateDeliveryStream(ask)) => {
            (ask.destination.processors.as_slice(), ask.destination.s3.conversion.is_some())
        }
        // What it does not say stays as it was: that was lent when the delivery stream was made.
        Command::Firehose(Firehose::UpdateDestination(ask)) => (
            ask.update.processors.as_deref().unwrap_or_default(),
            matches!(ask.update.s3.conversion, Some(Some(_))),
        ),
        Command::Firehose(
            Firehose::DeleteDeliveryStream { .. }
            | Firehose::DescribeDeliveryStream { .. }
            | Firehose::ListDeliveryStreams { .. }
            | Firehose::PutRecord { .. }
            | Firehose::PutRecordBatch { .. }
            | Firehose::StartDeliveryStreamEncryption { .. }
            | Firehose::StopDeliveryStreamEncryption { .. }
            | Firehose::TagDeliveryStream { .. }
            | Firehose::UntagDeliveryStream { .. }
            | Firehose::ListTagsForDeliveryStream { .. },
        )
        | Command::Kinesis(_)
        | Command::S3(_)
        | Command::Dynamodb(_)
        | Command::Kms(_)
        | Command::Lambda(_)
        | Command::Actor(_)
        | Command::Answer(_) => return BTreeSet::new(),
    };
    let asks = processors.iter().any(|processor| matches!(processor, Processor::Metadata { .. }));
    asks.then_some(Tool::Jq).into_iter().chain(converts.then_some(Tool::Columns)).collect()
}
