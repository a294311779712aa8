use super::*;

const ARN: &str = "arn:aws:lambda:us-east-1:123456789012:function:to-json";

fn check(era: Era, about: &About<'_>, expected: &str) {
    let failed = Failed {
        era,
        code: "X.Code",
        message: "said \"no\"",
        attempts: 4,
        arrived: Time::START,
        ended: Time::seconds(2),
        data: b"hello",
    };
    let start = era.starts_at();
    let expected = expected
        .replace(
            "HEAD",
            "\"attemptsMade\":4,\"arrivalTimestamp\":ARRIVED,CODE,\"attemptEndingTimestamp\":ENDED",
        )
        .replace("CODE", "\"errorCode\":\"X.Code\",\"errorMessage\":\"said \\\"no\\\"\"")
        .replace("ARRIVED", &format!("{start}000"))
        .replace("ENDED", &format!("{}000", start + 2))
        .replace("RAW", "\"rawData\":\"aGVsbG8=\"");
    assert_eq!(error_line(&failed, about), format!("{{{expected}}}\n"));
}

#[test]
fn every_kind_has_its_shape() {
    let transform = About::Transform { function_arn: ARN };
    for era in [Era::Y2018, Era::Y2020] {
        check(era, &transform, &format!("HEAD,RAW,\"lambdaArn\":\"{ARN}:$LATEST\""));
    }
    let today = "RAW,CODE,\"attemptsMade\":4,\"arrivalTimestamp\":ARRIVED,\"attemptEndingTimestamp\":ENDED";
    check(Era::Today, &transform, &format!("{today},\"lambdaARN\":\"{ARN}\""));
    check(Era::Today, &About::Partition, today);
    check(Era::Y2020, &About::Partition, "HEAD,RAW");
    for era in Era::ALL {
        check(
            era,
            &About::Document { id: "7", index: "clicks-2026-11-21", type_name: "" },
            "HEAD,\"esDocumentId\":\"7\",\"esIndexName\":\"clicks-2026-11-21\",\"esTypeName\":\"\",RAW",
        );
        check(era, &About::Splunk { sequence: "49" }, "HEAD,RAW,\"EventId\":\"49.0\"");
        check(era, &About::Http { sequence: "49" }, "HEAD,RAW,\"subsequenceNumber\":0,\"dataId\":\"49.0\"");
    }
}

#[test]
fn a_record_that_was_not_converted_names_its_table() {
    let failed = Failed {
        era: Era::Today,
        code: NoRow::NotJson.words().0,
        message: NoRow::NotJson.words().1,
        attempts: 1,
        arrived: Time::START,
        ended: Time::START,
        data: b"[",
    };
    let about = |sequence| About::Conversion { sequence, database: "web", table: "clicks" };
    let json = |about| -> serde_json::Value { serde_json::from_str(&error_line(&failed, &about)).unwrap() };
    let put = json(about(None));
    assert_eq!(put["lastErrorCode"], "DataFormatConversion.ParseError");
    assert_eq!(put["dataCatalogTable"]["tableName"], "clicks");
    assert_eq!(put["dataCatalogTable"]["catalogId"], ACCOUNT);
    assert_eq!(put.get("sequenceNumber"), None, "Direct PUT has none");
    let read = json(about(Some("49")));
    assert_eq!((&read["sequenceNumber"], &read["subSequenceNumber"]), (&"49".into(), &0.into()));
}

#[test]
fn folders_are_named_by_era() {
    let names = |folder| Era::ALL.map(|era| failure_folder(folder, era));
    let types = |folder| Era::ALL.map(|era| error_output_type(folder, era));
    assert_eq!(
        names(Folder::ProcessingFailed),
        ["processing_failed", "processing-failed", "processing-failed"]
    );
    assert_eq!(types(Folder::ProcessingFailed), ["processing-failed"; 3]);
    assert_eq!(
        names(Folder::OpenSearchFailed),
        ["elasticsearch_failed", "elasticsearch_failed", "AmazonOpenSearchService_failed"]
    );
    assert_eq!(
        types(Folder::OpenSearchFailed),
        ["elasticsearch-failed", "elasticsearch-failed", "AmazonOpenSearchService-failed"]
    );
    assert_eq!(names(Folder::SplunkFailed), ["splunk-failed"; 3]);
    assert_eq!(names(Folder::HttpFailed), ["http-endpoint-failed"; 3]);
    assert_eq!(names(Folder::FormatConversionFailed), ["format-conversion-failed"; 3]);
    assert_eq!(names(Folder::Manifest), ["errors", "errors", "errors/manifests"]);
}

#[test]
fn a_manifest_lists_what_must_be_loaded() {
    assert_eq!(
        manifest("lake", ["a/1", "a/2"]),
        "{\"entries\":[{\"url\":\"s3://lake/a/1\",\"mandatory\":true},{\"url\":\"s3://lake/a/2\",\"mandatory\":true}]}"
    );
}
