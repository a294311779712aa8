use super::*;

const IDS: [&str; 2] = ["1", "2"];

/// One word for each record, or the fault of all.
fn check(answer: &str, expected: [&str; 3]) {
    let found = Era::ALL.map(|era| {
        let ids = IDS.map(str::to_owned);
        match judge(&ids, Invoked::Answered(read(answer)), era) {
            Judgement::Batch(fault) => format!("{fault:?} {}", if fault.retried(era) { 4 } else { 1 }),
            Judgement::Records(judged) => {
                let words = judged.into_iter().map(|judged| match judged {
                    Judged::Ok { data, keys } => {
                        let keys: Vec<_> = keys.iter().map(|(key, value)| format!("{key}={value}")).collect();
                        format!("Ok({}){}", String::from_utf8(data).unwrap(), keys.join("/"))
                    }
                    Judged::Dropped => "Dropped".to_owned(),
                    Judged::Failed(fault) => format!("{fault:?}"),
                });
                words.collect::<Vec<_>>().join(" ")
            }
        }
    });
    assert_eq!(found, expected, "{answer}");
}

fn records(list: &str) -> String {
    format!("{{\"records\":[{list}]}}")
}

const OK_1: &str = r#"{"recordId":"1","result":"Ok","data":"YQ=="}"#;
const OK_2: &str = r#"{"recordId":"2","result":"Ok","data":"Yg=="}"#;

#[test]
fn every_answer_has_its_verdict_in_every_era() {
    let with = |second: &str| records(&format!("{OK_1},{second}"));
    for (answer, expected) in [
        (with(OK_2), ["Ok(a) Ok(b)"; 3]),
        (records(&format!("{OK_2},{OK_1}")), ["Ok(a) Ok(b)"; 3]),
        (with(r#"{"recordId":"2","result":"Dropped"}"#), ["Ok(a) Dropped"; 3]),
        (
            with(r#"{"recordId":"2","result":"ProcessingFailed","data":"Yg=="}"#),
            ["Ok(a) ProcessingFailed"; 3],
        ),
        (with(r#"{"recordId":"2","result":"Ok","data":""}"#), ["Ok(a) Ok()"; 3]),
        (records(OK_1), ["Ok(a) MissingId"; 3]),
        (with(r#"{"recordId":"7","result":"Ok","data":"Yg=="}"#), ["Ok(a) MissingId"; 3]),
        (with(&format!("{OK_2},{OK_2}")), ["Ok(a) DuplicatedId"; 3]),
        // An id that was not in the event, beside all that were.
        (with(&format!("{OK_2},{}", r#"{"recordId":"7","result":"Ok","data":"Yg=="}"#)), ["Ok(a) Ok(b)"; 3]),
        (
            with(r#"{"recordId":"2","result":"Drop","data":""}"#),
            ["BadStructure 4", "BadStructure 4", "BadStructure 1"],
        ),
        (
            with(r#"{"recordId":"2","result":"ok","data":"Yg=="}"#),
            ["BadStructure 4", "BadStructure 4", "BadStructure 1"],
        ),
        (with(r#"{"recordId":"2","data":"Yg=="}"#), ["BadStructure 4", "BadStructure 4", "BadStructure 1"]),
        (
            with(r#"{"recordId":"2","result":"Ok","data":"not base64!"}"#),
            ["BadStructure 4", "BadStructure 4", "BadStructure 1"],
        ),
        (with(r#"{"recordId":"2","result":"Ok"}"#), ["BadStructure 4", "BadStructure 4", "Ok(a) NoData"]),
        ("{\"records\":".to_owned(), ["NotJson 4", "NotJson 4", "NotJson 1"]),
        ("null".to_owned(), ["BadStructure 4", "BadStructure 4", "MissingId MissingId"]),
        ("{\"Records\":[]}".to_owned(), ["BadStructure 4", "BadStructure 4", "MissingId MissingId"]),
        (
            with(
                r#"{"recordId":"2","result":"Ok","data":"Yg==","metadata":{"partitionKeys":{"y":"2026","n":7,"z":null}}}"#,
            ),
            ["Ok(a) Ok(b)n=7/y=2026/z="; 3],
        ),
    ] {
        check(&answer, expected);
    }
}

#[test]
fn an_answer_may_have_6_291_556_bytes_and_not_one_more() {
    for (more, expected) in [(0, ["Ok(a) Ok(b)"; 3]), (1, ["TooLarge 4"; 3])] {
        let answer = records(&format!("{OK_1},{OK_2}"));
        let spaces = 6_291_556 + more - answer.len();
        check(&format!("{answer}{}", " ".repeat(spaces)), expected);
    }
}

#[test]
fn an_invocation_may_take_300_seconds_and_not_one_microsecond_more() {
    let answered = || Invoked::Answered(read("{}"));
    let most = Span::seconds(300);
    let more = most + Span::micros(1);
    for era in Era::ALL {
        assert_eq!(within(answered(), most, era), (answered(), most));
        assert_eq!(within(answered(), more, era), (Invoked::Fault(Fault::TimedOut), most));
    }
}

#[test]
fn a_fault_is_that_of_all_records_and_has_aws_words() {
    let words: Vec<_> = Fault::ALL.iter().map(|fault| fault.words().0).collect();
    assert_eq!(
        words,
        [
            "Lambda.FunctionError",
            "Lambda.FunctionError",
            "Lambda.FunctionTimedOut",
            "Lambda.InvokeLimitExceeded",
            "Lambda.InvokeAccessDenied",
            "Lambda.AssumeRoleAccessDenied",
            "Lambda.ResourceNotFound",
            "Lambda.JsonProcessingException",
            "Lambda.FunctionError",
        ]
    );
    for fault in Fault::ALL {
        let found = judge(&["1".to_owned()], Invoked::Fault(fault), Era::Today);
        assert_eq!(found, Judgement::Batch(fault));
    }
    assert_eq!(
        RecordFault::MissingId.words(),
        (
            "Lambda.MissingRecordId",
            "One or more record IDs were not returned. Ensure that the Lambda function returns all received record IDs."
        )
    );
    assert_eq!(
        RecordFault::DuplicatedId.words(),
        (
            "Lambda.DuplicatedRecordId",
            "Multiple records were returned with the same record ID. Ensure that the Lambda function returns unique record \
             IDs for each record."
        )
    );
    assert_eq!(
        Fault::TooLarge.log_lines(Era::Today),
        [
            "LAMBDA_RUNTIME Failed to post handler success response. Http response code: 413.",
            "Exceeded maximum allowed payload size (6291556 bytes).",
        ]
    );
    assert_eq!(Fault::TimedOut.log_lines(Era::Today), ["Task timed out after 300.00 seconds"]);
}

#[test]
fn what_is_written_reads_back_at_its_size() {
    let record = |id: &str, result: &str, data, keys: &[(&str, &str)]| AnsweredRecord {
        id: id.to_owned(),
        result: result.to_owned(),
        data,
        keys: keys.iter().map(|(k, v)| (k.to_string(), v.to_string())).collect(),
    };
    let answered = Answered::of(vec![
        record("1", "Ok", Back::Bytes(b"hello".to_vec()), &[("year", "2026"), ("a\"b", "c")]),
        record("2", "Dropped", Back::Missing, &[]),
        record("3", "Drop", Back::Bytes(Vec::new()), &[]),
        record("4", "Ok", Back::NotBase64, &[]),
    ]);
    let Shape::Records(records) = &answered.shape else { panic!("it has records") };
    assert_eq!(answered.bytes, write(records).len() as u64);
    assert_eq!(read(&write(records)), answered);
    assert_eq!(Answered::of(Vec::new()).bytes, "{\"records\":[]}".len() as u64);
}
