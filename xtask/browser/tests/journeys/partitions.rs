//! Prefixes and dynamic partitioning by the fields of a delivery stream's panel: each slip is said at its field, what is sent is a
//! call that the terminal and a story take too, and the objects lie where it says.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};
use engine::story;

const STORY: &str = "title By kind\nseed 7\n\
    aws firehose create-delivery-stream --delivery-stream-name all --extended-s3-destination-configuration \
    BucketARN=arn:aws:s3:::lake,BufferingHints={SizeInMBs=1,IntervalInSeconds=60}\n";

/// Writes into a field in place of what is there.
fn write(page: &Page, field: &str, text: &str) {
    page.browser.click(field);
    page.browser.press("Control+a");
    page.browser.type_text(text);
}

#[track_caller]
fn says(page: &Page, field: &str, text: &str) {
    page.browser.wait_for_text(&format!("{field}-says"), text);
}

/// The last call, as the page writes it in one line.
fn last_call(page: &Page) -> String {
    page.press("#inspector", "All calls");
    page.browser.wait_for(".dock .call b");
    let line = page.browser.text(".dock .call b").expect("a call");
    page.press(".dock-tabs", "Charts and terminal");
    line
}

#[test]
fn prefixes_and_partitions_are_set_by_fields_that_say_what_is_wrong() {
    let page = Page::open(&link(STORY));
    let browser = &page.browser;
    browser.wait_for("#on-stage-delivery-all");
    page.stop();
    browser.click("#on-stage-delivery-all");
    browser.wait_for("#object-prefix");

    // A prefix with an expression needs an error prefix; one with a slip is named.
    write(&page, "#object-prefix", "raw/!{timestamp:yyyy");
    says(&page, "#object-prefix", "has no closing brace");
    write(&page, "#object-prefix", "raw/!{timestamp:yyyy}/");
    says(&page, "#object-error-prefix", "ErrorOutputPrefix can't be null when Prefix contains expressions.");
    write(&page, "#object-error-prefix", "bad/!{firehose:error-output-type}/");
    browser.press("Enter");
    browser.wait_for_text("#inspector", "firehose update-destination");
    browser.wait_for_text("#inspector", "s3://lake/raw/!{timestamp:yyyy}/");
    let disabled = |text: &str| {
        let script = "return [...document.querySelectorAll('#inspector button')]
            .find((it) => it.textContent === arguments[0])?.disabled";
        browser.eval_with(script, vec![serde_json::json!(text)])
    };
    assert_eq!(disabled("Change names"), true, "it is as it was set");

    // Keys with their expressions; jq itself says what it cannot read.
    write(&page, "#parts-name", "all");
    says(&page, "#parts-name", "There is a delivery stream all already.");
    write(&page, "#parts-name", "parted");
    write(&page, "#parts-keys", "kind");
    says(&page, "#parts-keys", "Line 1: write key = jq expression.");
    assert_eq!(disabled("Create it with partitions"), true);
    write(&page, "#parts-keys", "kind = .kind |");
    page.press("#inspector .parts", "Create it with partitions");
    says(&page, "#parts-keys", "MetadataExtractionQuery");
    write(&page, "#parts-keys", "kind = .kind");
    browser.until("no slip any more", |browser| match browser.text("#parts-keys-says") {
        Some(text) if text.is_empty() => Ok(()),
        other => Err(format!("{other:?}")),
    });
    let prefix = browser.eval("return document.querySelector('#parts-prefix').value");
    assert_eq!(prefix, "kind=!{partitionKeyFromQuery:kind}/", "it follows from the keys");
    write(&page, "#parts-prefix", "by/!{partitionKeyFromQuery:sort}/");
    says(&page, "#parts-prefix", "It names sort, which is none of the keys above.");
    let form = "document.querySelector('#inspector .parts').scrollIntoView()";
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "partitions-form", |_| drop(browser.eval(form)));
    write(&page, "#parts-prefix", "by/!{partitionKeyFromQuery:kind}/");
    page.press("#inspector .parts", "Create it with partitions");
    browser.wait_for("#on-stage-delivery-parted");

    // The call is a line of a story, and the terminal takes it.
    let line = last_call(&page);
    for part in ["--delivery-stream-name parted", "by/!{partitionKeyFromQuery:kind}/", "\\\"kind\\\": .kind"]
    {
        assert!(line.contains(part), "{part}: {line}");
    }
    let command = story::command(&line).unwrap_or_else(|error| panic!("{line}: {error}"));
    assert_eq!(story::command(&command.to_string()).expect("it reads back"), command);
    page.typed(&line.replace("--delivery-stream-name parted", "--delivery-stream-name typed"));
    browser.wait_for("#on-stage-delivery-typed");

    page.typed("producer p to firehose parted rate 4/s payload template '{\"kind\":\"{a|b}\"}'");
    browser.click("#on-stage-bucket-lake .nt");
    page.play_until("60 times", "both partitions", "#inspector .tree", |tree| {
        ["by/", "a/", "b/"].iter().all(|folder| tree.contains(folder))
    });
    browser.click("#on-stage-delivery-parted");
    browser.wait_for_text("#inspector", "of 500 partitions");
    browser.wait_for_text("#inspector", "64 to 128 MiB");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "partitions-made", |_| {});

    // The keys of one that is there: jq says what it cannot read, and the first ones stay.
    write(&page, "#object-query", "{kind: .kind");
    page.press("#inspector .names", "Change names");
    says(&page, "#object-query", "MetadataExtractionQuery");
    write(&page, "#object-query", "{kind: (.kind + \"x\")}");
    page.press("#inspector .names", "Change names");
    browser.wait_for_text("#inspector", "{kind: (.kind + \"x\")}");
    browser.click("#on-stage-bucket-lake .nt");
    page.play_until("60 times", "a partition of the new keys", "#inspector .tree", |tree| {
        tree.contains("ax/")
    });
    browser.assert_no_problems();
}

/// Zone, extension and compression, and what the next object is: named and packed so, and it says why it is there.
#[test]
fn objects_are_packed_and_named_as_the_fields_say_and_say_why_they_are_there() {
    let page = Page::open(&link(&format!("{STORY}producer web to firehose all rate 400/s size 1000B\n")));
    let browser = &page.browser;
    browser.wait_for("#on-stage-delivery-all");
    page.stop();
    browser.click("#on-stage-delivery-all");
    browser.wait_for("#object-zone");
    write(&page, "#object-zone", "Asia/Tokio");
    says(&page, "#object-zone", "no time zone");
    write(&page, "#object-zone", "Asia/Tokyo");
    write(&page, "#object-extension", ".log");
    browser.eval("document.getElementById('object-packing').focus(); return 1");
    browser.press("ArrowDown");
    page.press("#inspector", "Change names");
    browser.wait_for_text("#inspector", "GZIP");
    let call = last_call(&page);
    for part in ["CustomTimeZone", "Asia/Tokyo", "FileExtension", ".log", "GZIP"] {
        assert!(call.contains(part), "{part} is missing in {call}");
    }
    page.play_until("10 times", "an object", "#stage", |_| browser.count("[id^=on-stage-object-lake-]") > 0);
    browser.click("[id^=on-stage-object-lake-]");
    browser.wait_for_text("#inspector", "packed by gzip");
    browser.wait_for_text("#inspector h1", ".log");
    page.press("#inspector", "Why this object, now?");
    browser.wait_for_text("#inspector", "WHY IS THIS OBJECT HERE?");
    browser
        .wait_for_text("#inspector", "SizeInMBs, is 1, and was reached before the interval of 60 s was over");
    browser.wait_for_text("#inspector", "in Asia/Tokyo");
    assert_eq!(browser.count(".why.trouble"), 0, "nothing went wrong");
    browser.assert_no_problems();
}
