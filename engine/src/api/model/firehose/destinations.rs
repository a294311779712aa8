//! The shapes of the destinations that are not S3: each as a new one, and as an update.

use super::members::*;
use crate::api::model::{Bound, Member, Pattern, Shape, Since, came, may, missing, need, text};

const JDBC: Member = need(
    "ClusterJDBCURL",
    text(1, 512, Some(Pattern::JdbcUrl)),
    "jdbc:redshift://CLUSTER.x.us-east-1.redshift.amazonaws.com:5439/DATABASE",
);
const COPY: Member = need(
    "CopyCommand",
    Shape::Structure(&[
        need("DataTableName", text(1, 512, None), "the table"),
        missing("DataTableColumns"),
        may("CopyOptions", text(0, 10_240, None), "such as json 'auto'"),
    ]),
    "DataTableName=NAME,CopyOptions=TEXT",
);
const USER: Member = may("Username", text(1, 512, None), "taken and not used");
const PASSWORD: Member = may("Password", text(6, 512, None), "taken and not used");
const SECRETS: Member = missing("SecretsManagerConfiguration");

pub(super) const REDSHIFT: Shape = Shape::Structure(&[
    ROLE,
    JDBC,
    COPY,
    USER,
    PASSWORD,
    RETRY,
    S3_CONFIGURATION,
    PROCESSING,
    BACKUP_MODE,
    S3_BACKUP,
    LOGGING,
    SECRETS,
]);
pub(super) const REDSHIFT_UPDATE: Shape = Shape::Structure(&[
    optional(ROLE),
    optional(JDBC),
    optional(COPY),
    USER,
    PASSWORD,
    RETRY,
    S3_CHANGE,
    PROCESSING,
    BACKUP_MODE,
    S3_BACKUP_UPDATE,
    LOGGING,
    SECRETS,
]);

const DOMAIN: Member = may("DomainARN", text(1, 512, Some(Pattern::DomainArn)), "the domain");
const INDEX: Member = need("IndexName", text(1, 80, None), "the index");
const TYPE_NAME: Member = may("TypeName", text(0, 100, None), "taken and not used");
const ROTATION: Member = may(
    "IndexRotationPeriod",
    Shape::Choice(&["NoRotation", "OneHour", "OneDay", "OneWeek", "OneMonth"]),
    "OneDay if not said",
);
const DOCUMENTS: Member = may(
    "S3BackupMode",
    Shape::Choice(&["FailedDocumentsOnly", "AllDocuments"]),
    "FailedDocumentsOnly if not said",
);

pub(super) const SEARCH: Shape = Shape::Structure(&[
    ROLE,
    DOMAIN,
    missing("ClusterEndpoint"),
    INDEX,
    TYPE_NAME,
    ROTATION,
    HINTS,
    RETRY,
    DOCUMENTS,
    S3_CONFIGURATION,
    PROCESSING,
    LOGGING,
    missing("VpcConfiguration"),
    missing("DocumentIdOptions"),
]);
pub(super) const SEARCH_UPDATE: Shape = Shape::Structure(&[
    optional(ROLE),
    DOMAIN,
    missing("ClusterEndpoint"),
    optional(INDEX),
    TYPE_NAME,
    ROTATION,
    HINTS,
    RETRY,
    S3_CHANGE,
    PROCESSING,
    LOGGING,
    missing("DocumentIdOptions"),
]);

const HEC: Member = need("HECEndpoint", text(0, 2_048, None), "https://COLLECTOR.example.com:8088");
const HEC_TYPE: Member = need("HECEndpointType", Shape::Choice(&["Raw", "Event"]), "Raw or Event");
const HEC_TOKEN: Member = may("HECToken", text(0, 2_048, None), "taken and not used");
const HEC_WAIT: Member =
    may("HECAcknowledgmentTimeoutInSeconds", ANY_NUMBER, "how long Splunk is waited for");
const EVENTS: Member =
    may("S3BackupMode", Shape::Choice(&["FailedEventsOnly", "AllEvents"]), "FailedEventsOnly if not said");
/// Splunk's hints were fixed before.
const SPLUNK_HINTS: Member = came(Since::today("December 2023"), HINTS);

pub(super) const SPLUNK: Shape = Shape::Structure(&[
    HEC,
    HEC_TYPE,
    HEC_TOKEN,
    HEC_WAIT,
    RETRY,
    EVENTS,
    S3_CONFIGURATION,
    PROCESSING,
    LOGGING,
    SPLUNK_HINTS,
    SECRETS,
]);
pub(super) const SPLUNK_UPDATE: Shape = Shape::Structure(&[
    optional(HEC),
    optional(HEC_TYPE),
    HEC_TOKEN,
    HEC_WAIT,
    RETRY,
    EVENTS,
    S3_CHANGE,
    PROCESSING,
    LOGGING,
    SPLUNK_HINTS,
    SECRETS,
]);

const ENDPOINT: Member = need(
    "EndpointConfiguration",
    Shape::Structure(&[
        need("Url", text(1, 1_000, Some(Pattern::Https)), "https://ENDPOINT.example.com/path"),
        may("Name", text(1, 256, Some(Pattern::NotBlank)), "what you call it"),
        may("AccessKey", text(0, 4_096, None), "stands in a header of each request"),
    ]),
    "Url=URL,Name=TEXT",
);
const REQUEST: Member = may(
    "RequestConfiguration",
    Shape::Structure(&[
        may("ContentEncoding", Shape::Choice(&["NONE", "GZIP"]), "NONE"),
        may(
            "CommonAttributes",
            Shape::List {
                of: &Shape::Structure(&[
                    need("AttributeName", text(1, 256, Some(Pattern::NotBlank)), "NAME"),
                    need("AttributeValue", text(0, 1_024, None), "TEXT"),
                ]),
                least: 0,
                most: Bound::Is(50),
                entry: "",
            },
            "AttributeName=NAME,AttributeValue=TEXT",
        ),
    ]),
    "ContentEncoding=NONE",
);
const DATA: Member =
    may("S3BackupMode", Shape::Choice(&["FailedDataOnly", "AllData"]), "FailedDataOnly if not said");

pub(super) const HTTP_ENDPOINT: Shape = Shape::Structure(&[
    ENDPOINT,
    HINTS,
    LOGGING,
    REQUEST,
    PROCESSING,
    optional(ROLE),
    RETRY,
    DATA,
    S3_CONFIGURATION,
    SECRETS,
]);
pub(super) const HTTP_ENDPOINT_UPDATE: Shape = Shape::Structure(&[
    optional(ENDPOINT),
    HINTS,
    LOGGING,
    REQUEST,
    PROCESSING,
    optional(ROLE),
    RETRY,
    DATA,
    S3_CHANGE,
    SECRETS,
]);
