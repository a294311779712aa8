use std::io::Write;

use super::*;
use crate::lambda::contract::{Judged, Judgement, RecordFault, judge, within};

pub(super) fn gzip(text: &str) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(9));
    out.write_all(text.as_bytes()).unwrap();
    out.finish().unwrap()
}

/// Ids of 62 digits, as records of a stream have them.
fn ids(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("{i:062}")).collect()
}

fn run(blueprint: Blueprint, data: &[Vec<u8>]) -> Ran {
    let ids = ids(data.len());
    let records: Vec<_> = ids.iter().zip(data).map(|(id, data)| EventRecord { id, data }).collect();
    blueprint.run(&records, Era::Today)
}

fn bytes(ran: &Ran) -> u64 {
    match &ran.invoked {
        Invoked::Answered(answered) => answered.bytes,
        Invoked::Fault(fault) => panic!("{fault:?}"),
    }
}

/// The megabyte of the project's last task (checklist W21).
fn large() -> Vec<u8> {
    let json = format!("{{\"id\": 1, \"payload\": \"{}\"}}", "a".repeat(1_000_000));
    assert_eq!(json.len(), 1_000_024);
    let packed = gzip(&json);
    assert_eq!(packed.len(), 1_031);
    packed
}

fn larges(n: usize, state: SizeLimit) -> (Ran, Judgement) {
    let ran = run(Blueprint::SizeLimit(state), &vec![large(); n]);
    let judgement = judge(&ids(n), ran.invoked.clone(), Era::Y2020);
    (ran, judgement)
}

fn count(judgement: &Judgement) -> [usize; 3] {
    let Judgement::Records(judged) = judgement else { panic!("{judgement:?}") };
    let count = |is: fn(&Judged) -> bool| judged.iter().filter(|judged| is(judged)).count();
    [
        count(|judged| matches!(judged, Judged::Ok { data, .. } if data.len() == 1_000_024)),
        count(|judged| *judged == Judged::Dropped),
        count(|judged| *judged == Judged::Failed(RecordFault::MissingId)),
    ]
}

#[test]
fn four_records_pass_and_five_are_too_large() {
    let (four, judged) = larges(4, SizeLimit::Unaware);
    assert_eq!((bytes(&four), count(&judged)), (5_333_893, [4, 0, 0]));
    let (five, judged) = larges(5, SizeLimit::Unaware);
    assert_eq!((bytes(&five), judged), (6_667_363, Judgement::Batch(Fault::TooLarge)));
}

#[test]
fn only_dropped_and_put_back_loses_nothing() {
    let (_, judged) = larges(5, SizeLimit::Skip);
    assert_eq!(count(&judged), [4, 0, 1], "the fifth is missing");
    let (ran, judged) = larges(5, SizeLimit::Drop);
    assert_eq!((ran.put_back.len(), judged), (0, Judgement::Batch(Fault::BadStructure)));
    let (ran, judged) = larges(5, SizeLimit::ReIngest);
    assert_eq!((count(&judged), ran.put_back), ([4, 1, 0], vec![large()]));
    let (ran, judged) = larges(1, SizeLimit::ReIngest);
    assert_eq!((count(&judged), ran.put_back.len()), ([1, 0, 0], 0), "alone it fits");
}

#[test]
fn what_fits_no_answer_alone_is_not_put_back_for_ever() {
    let huge = gzip(&"a".repeat(5_000_001));
    let ran = run(Blueprint::SizeLimit(SizeLimit::ReIngest), &[huge]);
    let judged = judge(&ids(1), ran.invoked, Era::Today);
    assert_eq!(judged, Judgement::Records(vec![Judged::Failed(RecordFault::ProcessingFailed)]));
    assert_eq!(ran.put_back.len(), 0);
}

#[test]
fn a_bomb_stops_the_function_and_not_the_page() {
    let bomb = gzip(&"a".repeat(64 * 1024 * 1024 + 1));
    assert_eq!(Blueprint::AddPartitionKeys.answer(&bomb), Verdict::ProcessingFailed);
    assert_eq!(
        Blueprint::AddPartitionKeys.reason(&bomb),
        Some("the data unpacks to more than the function's memory")
    );
}

#[test]
fn a_slow_function_is_not_waited_for_and_a_failing_one_throws() {
    let ran = run(Blueprint::Slow, &[b"a".to_vec()]);
    assert_eq!(ran.takes, Span::seconds(360));
    let (invoked, takes) = within(ran.invoked, ran.takes, Era::Today);
    assert_eq!((invoked, takes), (Invoked::Fault(Fault::TimedOut), Span::seconds(300)));
    let ran = run(Blueprint::Failing, &[b"a".to_vec()]);
    assert_eq!((ran.invoked, ran.takes), (Invoked::Fault(Fault::Thrown), Span::micros(40_020)));
}

#[test]
fn a_record_answers_in_an_event_as_it_does_alone() {
    let line = "10.0.3.7 - - [21/Nov/2026:14:00:07 +0000] \"GET /healthcheck HTTP/1.1\" 200 512 \"-\" \"w\"";
    let keyed = "{\"database\":\"shop\",\"table\":\"orders\",\"timestamp\":1565382027}";
    let data = [b"a,b,c,d".to_vec(), line.into(), gzip(keyed), b"Nov  1 00:00:00 h p: m".to_vec()];
    for blueprint in Blueprint::ALL.into_iter().filter(|blueprint| blueprint.is_per_record()) {
        let Judgement::Records(judged) = judge(&ids(4), run(blueprint, &data).invoked, Era::Today) else {
            panic!("{blueprint:?} answers");
        };
        for (judged, data) in judged.into_iter().zip(&data) {
            let alone = match blueprint.answer(data) {
                Verdict::Ok(out) => Judged::Ok { data: out, keys: blueprint.partition_keys(data) },
                Verdict::Dropped => Judged::Dropped,
                Verdict::ProcessingFailed => Judged::Failed(RecordFault::ProcessingFailed),
            };
            assert_eq!(judged, alone, "{blueprint:?}");
            assert_eq!(blueprint.reason(data).is_none(), matches!(alone, Judged::Ok { .. }), "{blueprint:?}");
        }
    }
}

#[test]
fn every_blueprint_has_a_word_and_a_source_of_its_own() {
    for (i, blueprint) in Blueprint::ALL.into_iter().enumerate() {
        let others = &Blueprint::ALL[..i];
        assert!(others.iter().all(|other| other.word() != blueprint.word()));
        assert!(others.iter().all(|other| other.source() != blueprint.source()), "{}", blueprint.word());
        assert!(blueprint.source().contains("exports.handler = async (event) =>"), "{}", blueprint.word());
    }
}
