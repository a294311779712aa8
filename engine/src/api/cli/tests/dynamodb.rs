//! Lines of `aws dynamodb`: one item of a table of leases.

use super::*;
use crate::kernel::Time;
use crate::world::World;

const KEY: &str = "'{\"leaseKey\":{\"S\":\"shardId-000000000000\"}}'";

#[test]
fn an_item_is_asked_by_the_key_of_its_lease() {
    let line = format!("aws dynamodb get-item --table-name app --key {KEY}");
    check(&line, &line);
    check("aws dynamodb get-item --table-name app --key leaseKey={S=shardId-000000000000}", &line);
    check(&format!("{line} --consistent-read"), &format!("{line} --consistent-read"));
    check(&format!("{line} --no-consistent-read"), &line);
    check(
        "aws dynamodb get-item --table-name app --key '{}'",
        "46: An error occurred (ValidationException) when calling the GetItem operation: The provided key element does not \
         match the schema",
    );
    check(
        "aws dynamodb get-item --table-name app --key '{\"name\":{\"S\":\"x\"}}'",
        "46: Parameter validation failed: Unknown parameter in Key: \"name\", must be one of: id, leaseKey",
    );
    check(
        "aws dynamodb get-item --table-name app --key '{\"id\":{\"S\":\"x\"},\"leaseKey\":{\"S\":\"x\"}}'",
        "46: An error occurred (ValidationException) when calling the GetItem operation: The provided key element does not \
         match the schema",
    );
    let id = "aws dynamodb get-item --table-name app --key '{\"id\":{\"S\":\"x\"}}'";
    check(id, id);
}

#[test]
fn a_table_has_one_of_two_keys() {
    let line = |name: &str, schema: &str| {
        format!(
            "aws dynamodb create-table --table-name app --attribute-definitions AttributeName={name},AttributeType=S \
             --key-schema AttributeName={schema},KeyType=HASH --billing-mode PAY_PER_REQUEST"
        )
    };
    for key in ["leaseKey", "id"] {
        check(&line(key, key), &line(key, key));
    }
    check(
        "aws dynamodb create-table --table-name app --billing-mode PAY_PER_REQUEST",
        &line("leaseKey", "leaseKey"),
    );
    for (name, schema) in [("id", "leaseKey"), ("name", "name")] {
        let error = parse(&line(name, schema)).expect_err("it has another key").to_string();
        assert!(error.contains("a table here has one key"), "{error}");
    }
}

#[test]
fn a_consistent_read_takes_twice_the_capacity() {
    // Of 1 read unit, saved up for 300 s: 600 halves.
    for (more, fits) in [("", 600), (" --consistent-read", 300)] {
        let mut world = World::new(Era::Today, 1);
        let apply = |world: &mut World, line: &str| world.apply(&parse(line).unwrap());
        apply(
            &mut world,
            "aws dynamodb create-table --table-name leases --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1",
        )
        .unwrap();
        world.advance(Time::seconds(1_000), u64::MAX);
        let line = format!("aws dynamodb get-item --table-name leases --key {KEY}{more}");
        for n in 0..fits {
            apply(&mut world, &line).unwrap_or_else(|refusal| panic!("{n} of {fits}: {refusal}"));
        }
        let refusal = apply(&mut world, &line).unwrap_err();
        assert_eq!(refusal.error.as_str(), "ProvisionedThroughputExceededException");
    }
}
