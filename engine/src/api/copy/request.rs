//! A command as the call that an SDK makes of it.

use super::node::{Members, Node, members};
use crate::api::cli;
use crate::api::model::word_of;
use crate::command::{Command, Kinesis, S3, S3Api, SplitAt};
use crate::names::{Name, ShardId};

/// A call of one of AWS's services.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// As boto3 names the service: `kinesis`.
    pub service: &'static str,
    /// As the API names the operation: `SplitShard`.
    pub operation: &'static str,
    pub members: Members,
    /// It splits this shard in the middle, which no call can say: the caller must find the hash key.
    pub midpoint: Option<(Name, ShardId)>,
}

/// Members that name what a call is about.
const ABOUT: [&str; 5] = ["StreamName", "StreamARN", "DeliveryStreamName", "TableName", "KeyId"];

impl Request {
    pub fn new(service: &'static str, operation: &'static str, members: Members) -> Request {
        Request { service, operation, members, midpoint: None }
    }

    /// `None` of our own lines.
    pub fn of(command: &Command) -> Option<Request> {
        if let Command::S3(call) = command {
            return Some(bucket(call));
        }
        let (operation, body) = cli::request(command)?;
        let midpoint =
            if let Command::Kinesis(Kinesis::SplitShard { stream, shard, at: SplitAt::Midpoint }) = command {
                Some((stream.clone(), *shard))
            } else {
                None
            };
        let mut members = members(operation.members, &body);
        // What it is about stands first, as people write it.
        members.sort_by_key(|(name, _)| !ABOUT.contains(&name.as_str()));
        Some(Request { service: operation.service.word(), operation: operation.name, members, midpoint })
    }

    pub fn member(&self, name: &str) -> Option<&Node> {
        self.members.iter().find(|(member, _)| member == name).map(|(_, node)| node)
    }

    pub fn text(&self, name: &str) -> &str {
        if let Some(Node::Text(text)) = self.member(name) { text } else { "" }
    }

    /// boto3's name of the operation: `split_shard`.
    pub fn method(&self) -> String {
        word_of(self.operation).replace('-', "_")
    }
}

fn bucket(call: &S3) -> Request {
    let of = |operation, said: &[(&str, &str)]| {
        let said = said.iter().filter(|(_, text)| !text.is_empty());
        let members = said.map(|(name, text)| ((*name).to_owned(), Node::text(text))).collect();
        Request::new("s3", operation, members)
    };
    match call {
        S3::CreateBucket { bucket } | S3::Api(S3Api::CreateBucket { bucket }) => {
            of("CreateBucket", &[("Bucket", bucket.as_str())])
        }
        S3::ListBuckets | S3::Api(S3Api::ListBuckets) => of("ListBuckets", &[]),
        S3::ListObjects { bucket, prefix, recursive } => {
            let slash = if *recursive { "" } else { "/" };
            of("ListObjectsV2", &[("Bucket", bucket.as_str()), ("Prefix", prefix), ("Delimiter", slash)])
        }
        S3::GetObject { bucket, key } | S3::Api(S3Api::GetObject { bucket, key }) => {
            of("GetObject", &[("Bucket", bucket.as_str()), ("Key", key)])
        }
        S3::Api(S3Api::HeadObject { bucket, key }) => {
            of("HeadObject", &[("Bucket", bucket.as_str()), ("Key", key)])
        }
        S3::Api(S3Api::ListObjectsV2 { bucket, prefix, delimiter, start_after, max_keys }) => {
            let said = [
                ("Bucket", bucket.as_str()),
                ("Prefix", prefix),
                ("Delimiter", delimiter),
                ("StartAfter", start_after),
            ];
            let mut request = of("ListObjectsV2", &said);
            request.members.extend(max_keys.map(|most| ("MaxKeys".to_owned(), Node::number(most))));
            request
        }
    }
}
