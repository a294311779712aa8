//! The operations of DynamoDB that a table of leases is looked after with.

use super::{Bound, Member, Operation, Pattern, Service, Shape, Since, came, may, missing, need, text};
use crate::limits;

const NAME: Shape = text(3, 255, Some(Pattern::Name));
const TABLE: Member = need("TableName", NAME, "the table");
const UNITS: Shape = Shape::Integer { least: Bound::Is(1), most: Bound::Row(&limits::DDB_UNITS_MOST) };
const THROUGHPUT: Member = may(
    "ProvisionedThroughput",
    Shape::Structure(&[
        need("ReadCapacityUnits", UNITS, "reads of 4 KiB a second"),
        need("WriteCapacityUnits", UNITS, "writes of 1 KiB a second"),
    ]),
    "ReadCapacityUnits=N,WriteCapacityUnits=N",
);
const BILLING: Member = came(
    Since::y2020("November 2018"),
    may("BillingMode", Shape::Choice(&["PROVISIONED", "PAY_PER_REQUEST"]), "PAY_PER_REQUEST is on-demand"),
);
const ATTRIBUTE: Member = need("AttributeName", text(1, 255, None), "the attribute");

const fn op(name: &'static str, members: &'static [Member], about: &'static str) -> Operation {
    Operation { service: Service::Dynamodb, name, members, judged: &[], since: Since::EVER, about }
}

/// In the order of their names.
pub(super) static OPERATIONS: [Operation; 6] = [
    op(
        "CreateTable",
        &[
            may(
                "AttributeDefinitions",
                Shape::List {
                    of: &Shape::Structure(&[
                        ATTRIBUTE,
                        need("AttributeType", Shape::Choice(&["S", "N", "B"]), "S"),
                    ]),
                    least: 0,
                    most: Bound::None,
                    entry: "",
                },
                "AttributeName=leaseKey,AttributeType=S, which may be left out here, or id for an emitter's items",
            ),
            TABLE,
            may(
                "KeySchema",
                Shape::List {
                    of: &Shape::Structure(&[
                        ATTRIBUTE,
                        need("KeyType", Shape::Choice(&["HASH", "RANGE"]), "HASH"),
                    ]),
                    least: 0,
                    most: Bound::None,
                    entry: "",
                },
                "AttributeName=leaseKey,KeyType=HASH, or id, as the attribute is named",
            ),
            missing("LocalSecondaryIndexes"),
            missing("GlobalSecondaryIndexes"),
            BILLING,
            THROUGHPUT,
            missing("StreamSpecification"),
            missing("SSESpecification"),
            missing("Tags"),
            missing("TableClass"),
            missing("DeletionProtectionEnabled"),
            missing("WarmThroughput"),
            missing("ResourcePolicy"),
            missing("OnDemandThroughput"),
        ],
        "make a table for a KCL application's leases, or for an emitter's items",
    ),
    op("DescribeTable", &[TABLE], "show a table's state, capacity and size"),
    op(
        "GetItem",
        &[
            TABLE,
            need(
                "Key",
                Shape::Structure(&[
                    may(
                        "id",
                        Shape::Structure(&[may("S", text(0, 2048, None), "the id of a record")]),
                        "the key of a table that an emitter fills",
                    ),
                    may(
                        "leaseKey",
                        Shape::Structure(&[may("S", text(0, 2048, None), "the key of a lease")]),
                        "the key of a table of leases",
                    ),
                ]),
                "{\"leaseKey\":{\"S\":\"shardId-000000000000\"}}",
            ),
            missing("AttributesToGet"),
            may("ConsistentRead", Shape::Boolean, "what was written last, for twice the capacity"),
            missing("ReturnConsumedCapacity"),
            missing("ProjectionExpression"),
            missing("ExpressionAttributeNames"),
        ],
        "show one item of a table: the lease of one shard, or what an emitter put",
    ),
    op("ListTables", &[missing("ExclusiveStartTableName"), missing("Limit")], "list tables"),
    op(
        "Scan",
        &[
            TABLE,
            missing("IndexName"),
            missing("AttributesToGet"),
            missing("Limit"),
            missing("Select"),
            missing("FilterExpression"),
            missing("ProjectionExpression"),
            missing("ConsistentRead"),
            missing("ExclusiveStartKey"),
        ],
        "show all items of a table, which takes read capacity",
    ),
    op(
        "UpdateTable",
        &[
            missing("AttributeDefinitions"),
            TABLE,
            BILLING,
            THROUGHPUT,
            missing("GlobalSecondaryIndexUpdates"),
            missing("StreamSpecification"),
            missing("SSESpecification"),
            missing("ReplicaUpdates"),
            missing("TableClass"),
            missing("DeletionProtectionEnabled"),
        ],
        "give a table another capacity",
    ),
];
