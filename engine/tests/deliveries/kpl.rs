//! Records that the Kinesis Producer Library aggregated.

use engine::record::md5;

use super::*;

/// Two user records with one key.
pub(super) fn aggregated(first: &str, second: &str) -> Vec<u8> {
    let mut message = b"\x0a\x01k".to_vec();
    for data in [first, second] {
        let length = |n: usize| u8::try_from(n).expect("a short record");
        message.extend([0x1a, length(data.len() + 4), 0x08, 0, 0x1a, length(data.len())]);
        message.extend(data.bytes());
    }
    [&[0xf3, 0x89, 0x9a, 0xc2], message.as_slice(), &md5(&message).to_be_bytes()].concat()
}

pub(super) fn base64(data: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(data)
}

#[test]
fn firehose_parts_what_it_reads_from_a_stream_and_json_after_that() {
    let mut world = World::new(Era::Today, 1);
    line(&mut world, "aws kinesis create-stream --stream-name s --shard-count 1");
    let mut destination = s3();
    destination.processors.push(Processor::DeAggregate(engine::command::SubRecords::Json));
    let mut ask = CreateDeliveryStream::new(name("d"), Some(name("s")), destination);
    ask.destination.s3.buffering = Some(HINTS);
    world.apply(&Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))).expect("it is made");
    at(&mut world, 10);
    let good = aggregated("{\"a\":1}{\"a\":2}", "{\"a\":3}");
    let mut broken = aggregated("{\"a\":4}", "{\"a\":5}");
    *broken.last_mut().expect("a byte") ^= 1;
    for data in [&good, &broken, &b"{\"a\":6}".to_vec()] {
        line(
            &mut world,
            &format!("aws kinesis put-record --stream-name s --partition-key k --data {}", base64(data)),
        );
    }
    let end = at(&mut world, 100);
    assert_eq!((end.ledger.delivered, end.ledger.put), (5, 3), "three of the good one, the broken one, one");
    let bucket = world.buckets().bucket(&name("lake")).expect("a bucket");
    let bytes = bucket.objects().next().expect("an object").content.0.bytes();
    let expected = [b"{\"a\":1}{\"a\":2}{\"a\":3}".as_slice(), &broken, b"{\"a\":6}"].concat();
    assert_eq!(bytes, expected, "a wrong checksum passes as it is");
}

#[test]
fn by_direct_put_it_stays_as_it_is() {
    let mut world = World::new(Era::Today, 1);
    create(&mut world, s3());
    line(
        &mut world,
        &format!(
            "aws firehose put-record --delivery-stream-name d --record Data={}",
            base64(&aggregated("x", "y"))
        ),
    );
    assert_eq!(at(&mut world, 100).ledger.delivered, 1);
}
