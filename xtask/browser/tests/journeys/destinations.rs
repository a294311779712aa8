//! A Redshift cluster, a Splunk collector and an HTTP endpoint by hand: broken, tried again, healed; and what failed
//! brought in afterwards, by the button that stands beside it.

use crate::common::{Page, link};
use browser::{DESKTOP, PHONE, TABLET};

const BUFFER: &str = "BufferingHints={SizeInMBs=1,IntervalInSeconds=60}";

fn made(name: &str, destination: &str) -> String {
    format!(
        "aws firehose create-delivery-stream --delivery-stream-name {name} --{destination}\n\
         producer {name}-source to firehose {name} rate 4/s size 200B payload orders\n"
    )
}

fn to_redshift(retry: u64) -> String {
    made(
        "sales",
        &format!(
            "redshift-destination-configuration ClusterJDBCURL=jdbc:redshift://dwh.x1.us-east-1.redshift.amazonaws.com:5439/dev,\
             CopyCommand={{DataTableName=orders}},RetryOptions={{DurationInSeconds={retry}}},\
             S3Configuration={{BucketARN=arn:aws:s3:::stage,{BUFFER}}}"
        ),
    )
}

fn to_search() -> String {
    made(
        "search",
        &format!(
            "elasticsearch-destination-configuration DomainARN=arn:aws:es:us-east-1:123456789012:domain/logs,IndexName=orders,\
             RetryOptions={{DurationInSeconds=0}},{BUFFER},S3Configuration={{BucketARN=arn:aws:s3:::failed,{BUFFER}}}"
        ),
    )
}

fn to_splunk() -> String {
    made(
        "events",
        &format!(
            "splunk-destination-configuration HECEndpoint=https://hec.example.com:8088,HECEndpointType=Raw,\
             HECToken=00000000-0000-0000-0000-000000000000,S3Configuration={{BucketARN=arn:aws:s3:::kept,{BUFFER}}}"
        ),
    )
}

fn to_endpoint() -> String {
    made(
        "partner",
        &format!(
            "http-endpoint-destination-configuration EndpointConfiguration={{Url=https://api.example.com/in}},{BUFFER},\
             S3Configuration={{BucketARN=arn:aws:s3:::spare,{BUFFER}}}"
        ),
    )
}

fn scene(streams: &[String]) -> Page {
    let page = Page::open(&link(&format!("title Destinations\nseed 7\n{}", streams.concat())));
    page.browser.wait_for("#stage [id^=on-stage-delivery-]");
    page.stop();
    page
}

/// Breaks the place whose panel is open until it is healed, by keys alone: its trouble is so many below the first.
fn break_it(page: &Page, below: usize) {
    page.browser.click("#lasting");
    page.browser.press("Shift+Tab");
    (0..below).for_each(|_| page.browser.press("ArrowDown"));
    page.browser.press("Tab");
    page.browser.press("Tab");
    page.browser.press("End");
    page.browser.press("Tab");
    page.browser.press("Enter");
}

#[test]
fn a_cluster_a_collector_and_an_endpoint_are_broken_tried_again_and_healed() {
    let page = scene(&[to_redshift(3_600), to_splunk(), to_endpoint()]);
    let browser = &page.browser;
    let places = [
        ("cluster", "dwh", 2, "maintenance", "Redshift cluster", "rows"),
        ("collector", "hec", 2, "silent", "Splunk collector", "events"),
        ("endpoint", "api", 1, "refusing", "HTTP endpoint", "records"),
    ];
    for (kind, name, below, trouble, heading, unit) in places {
        browser.click(&format!("#on-stage-{kind}-{name}"));
        browser.wait_for_text("#inspector .kick", &heading.to_uppercase());
        browser.wait_for_text("#inspector", unit);
        break_it(&page, below);
        browser.wait_for_text("#inspector", &format!("fault {kind} {name} {trouble}"));
        browser.wait_for_text("#inspector", &format!("✕ {trouble}"));
    }
    // Each is tried again while it is broken.
    for (kind, name, ..) in places {
        browser.click(&format!("#on-stage-{kind}-{name}"));
        page.play_until("60 times", &format!("an attempt at {name}"), "#inspector", |panel| {
            panel.contains("again in")
        });
        page.looks(&[&DESKTOP, &TABLET, &PHONE], &format!("card-{kind}"), |_| {});
    }
    // Healed, each takes all that waited.
    for (kind, name, ..) in places {
        browser.click(&format!("#on-stage-{kind}-{name}"));
        page.press("#inspector", "Heal");
        browser.wait_for_text("#inspector", &format!("heal {kind} {name}"));
        page.play_until("60 times", &format!("{name} without retries"), "#inspector", |panel| {
            panel.contains("Break it") && !panel.contains("again in")
        });
    }
    browser.assert_no_problems();
}

#[test]
fn an_endpoint_shows_the_request_that_it_got_and_why_its_answer_does_not_count() {
    let page = scene(&[to_endpoint()]);
    let browser = &page.browser;
    browser.click("#on-stage-endpoint-api");
    browser.wait_for_text("#inspector .kick", "HTTP ENDPOINT");
    break_it(&page, 6);
    browser.wait_for_text("#inspector", "fault endpoint api answers-other-id");
    page.play_until("60 times", "an answer that does not count", "#inspector", |panel| {
        panel.contains("HttpEndpoint.InvalidResponseFromDestination") && panel.contains("does not match")
    });
    let said = browser.text("#inspector").expect("the panel");
    let (_, behind) = said.split_once("X-Amz-Firehose-Request-Id: ").expect("the header");
    let id = behind.lines().next().expect("an id");
    for part in [
        "POST https://api",
        "Content-Type: application/json",
        "X-Amz-Firehose-Protocol-Version: 1.0",
        "X-Amz-Firehose-Source-Arn: arn:aws:firehose:",
        &format!("{{\"requestId\":\"{id}\",\"timestamp\":"),
        "\"records\":[{\"data\":\"",
        "200\nContent-Type: application/json",
        "\"requestId\":\"00000000-0000-4000-8000-000000000000\"",
    ] {
        assert!(said.contains(part), "{part} is missing in {said}");
    }
    let look = "[...document.querySelectorAll('#inspector h2')].find(h => h.textContent == 'The last request').scrollIntoView()";
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "endpoint-request", |_| drop(browser.eval(look)));
    page.press("#inspector", "Heal");
    // Newer requests come, too: what is looked at is the newest.
    page.play_until("60 times", "a yes", "#inspector", |panel| panel.contains("Firehose takes it for a yes"));
    browser.assert_no_problems();
}

/// An object below a folder of failures, in the open tree.
const FAILED: &str = ".tree button.er + ul .log button";

/// Breaks a place until something lies in a bucket, heals it, and opens the object.
fn fail_and_open(page: &Page, (place, bucket): (&str, &str), says: &str) {
    let browser = &page.browser;
    browser.click(place);
    browser.wait_for("#lasting");
    break_it(page, 1);
    browser.wait_for_text("#inspector", "✕ refusing");
    browser.click(&format!("#on-stage-bucket-{bucket} .nt"));
    page.play_until("60 times", says, "#inspector .tree", |tree| tree.contains(says));
    browser.click(place);
    page.press("#inspector", "Heal");
    browser.wait_for_text("#inspector", "Break it");
    browser.click(&format!("#on-stage-bucket-{bucket} .nt"));
}

#[test]
fn what_failed_is_loaded_or_indexed_again_by_a_button() {
    let page = scene(&[to_redshift(0), to_search()]);
    let browser = &page.browser;
    fail_and_open(&page, ("#on-stage-cluster-dwh", "stage"), "manifests/ ✕");
    browser.click(FAILED);
    browser.wait_for_text("#inspector", "these objects lie in the bucket and were not copied");
    page.press("#inspector", "Load it now");
    page.play_until("10 times", "the manifest's rows", "#inspector", |panel| {
        panel.contains("brought in since")
    });
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "manifest-loaded", |_| {});

    fail_and_open(&page, ("#on-stage-domain-logs", "failed"), "_failed/ ✕");
    browser.click(FAILED);
    browser.wait_for_text("#inspector", "Why did they not arrive?");
    page.press("#inspector", "Index again");
    page.play_until("10 times", "the documents", "#inspector", |panel| panel.contains("brought in since"));
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "indexed-again", |_| {});
    browser.assert_no_problems();
}
