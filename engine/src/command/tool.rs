//! Tools of others that write to a stream or read one: one table of what each is made of and where it may stand.
//!
//! Such a tool is one of our own actors under its name: at the end it makes the same calls as any SDK, KPL or KCL
//! program. Absent: what the tool does besides (Spark's jobs, NiFi's flows, Flume's channels).

use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tool {
    Spark,
    Log4j,
    Flume,
    KafkaConnect,
    Nifi,
}

/// What a tool calls the service with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Below {
    /// An AWS SDK: PutRecord, PutRecords, GetRecords.
    Sdk,
    Kpl,
    Kcl,
}

impl Below {
    pub fn words(self) -> &'static str {
        match self {
            Below::Sdk => "an AWS SDK",
            Below::Kpl => "the Kinesis Producer Library",
            Below::Kcl => "the Kinesis Client Library",
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ToolFacts {
    pub tool: Tool,
    pub word: &'static str,
    pub name: &'static str,
    /// With what it writes to a stream.
    pub writes: Below,
    /// With what it reads a stream.
    pub reads: Below,
    /// Whether it has a part of its own that puts straight to a delivery stream.
    pub to_firehose: bool,
    pub says: &'static str,
    pub source: &'static str,
}

/// All of them; each may attach to a stream on either side, and none reads from a Firehose (facts 62, 108, 109, 218).
pub static TOOLS: [ToolFacts; 5] = [
    ToolFacts {
        tool: Tool::Spark,
        word: "spark",
        name: "Apache Spark",
        writes: Below::Sdk,
        reads: Below::Kcl,
        to_firehose: false,
        says: "Spark Streaming reads a stream with the KCL, so it has a lease table in DynamoDB; it writes from code of \
               its jobs, with an SDK.",
        source: "Spark guide: Spark Streaming + Kinesis Integration; S2:189, S2:253, S3:44",
    },
    ToolFacts {
        tool: Tool::Log4j,
        word: "log4j",
        name: "Log4j appender",
        writes: Below::Sdk,
        reads: Below::Sdk,
        to_firehose: false,
        says: "The appender of AWS Labs puts each log event of a Java program into a stream; others' put into a Firehose \
               too. The course notes name it among the readers as well; an appender itself reads nothing, so what reads \
               here under its name is a plain SDK program.",
        source: "awslabs/kinesis-log4j-appender; S2:189, S2:253",
    },
    ToolFacts {
        tool: Tool::Flume,
        word: "flume",
        name: "Apache Flume",
        writes: Below::Sdk,
        reads: Below::Sdk,
        to_firehose: true,
        says: "A Flume agent takes events from its sources and puts them through a sink, of a plug-in for Kinesis or \
               for Firehose; as a source the plug-in reads a stream.",
        source: "flume-kinesis plug-ins; S2:189, S2:253",
    },
    ToolFacts {
        tool: Tool::KafkaConnect,
        word: "kafka-connect",
        name: "Kafka Connect",
        writes: Below::Kpl,
        reads: Below::Sdk,
        to_firehose: true,
        says: "A sink connector copies a Kafka topic into a stream, with the KPL, or into a delivery stream; a source \
               connector copies a stream into a topic.",
        source: "awslabs/kinesis-kafka-connector; S2:189, S2:253",
    },
    ToolFacts {
        tool: Tool::Nifi,
        word: "nifi",
        name: "Apache NiFi",
        writes: Below::Sdk,
        reads: Below::Kcl,
        to_firehose: true,
        says: "Processors of a flow: PutKinesisStream and PutKinesisFirehose write, ConsumeKinesisStream reads with the \
               KCL.",
        source: "NiFi documentation, nifi-aws-processors; S2:29, S2:189",
    },
];

impl Tool {
    pub const ALL: [Tool; 5] = [Tool::Spark, Tool::Log4j, Tool::Flume, Tool::KafkaConnect, Tool::Nifi];

    pub fn facts(self) -> &'static ToolFacts {
        match self {
            Tool::Spark => &TOOLS[0],
            Tool::Log4j => &TOOLS[1],
            Tool::Flume => &TOOLS[2],
            Tool::KafkaConnect => &TOOLS[3],
            Tool::Nifi => &TOOLS[4],
        }
    }

    pub fn word(self) -> &'static str {
        self.facts().word
    }
}
