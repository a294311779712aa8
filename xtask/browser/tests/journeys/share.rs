//! A scene leaves the page and comes back: by link, by file, as a picture, in another page. By hand.

use crate::common::{Page, link};
use browser::{Browser, DESKTOP, PHONE, TABLET, dist, serve};
use serde_json::{Value, json};

const STORY: &str = "title To be shared\nseed 7\naws kinesis create-stream --stream-name orders --shard-count 2\n\
    producer web to orders rate 40/s size 200B\nconsumer billing reads orders poll 1s\nbucket lake\n\
    aws firehose create-delivery-stream --delivery-stream-name to-lake --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/orders \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake\n";

/// The story, standing still.
fn scene(story: &str) -> Page {
    let page = Page::open(&link(story));
    page.browser.wait_for("#stage [id^=on-stage-stream-]");
    page.stop();
    // What goes to the clipboard or into a file is kept for the test.
    page.browser.eval(
        "window.kept = []; window.copied = '';
        Object.defineProperty(navigator, 'clipboard', { value: { writeText: async (text) => { window.copied = text } } });
        const make = URL.createObjectURL.bind(URL);
        URL.createObjectURL = (blob) => { window.kept.push(blob); return make(blob) };",
    );
    page
}

fn share(page: &Page, what: &str) {
    if page.browser.count("#share") == 0 {
        page.press("header", "Share…");
    }
    page.browser.wait_for("#share");
    page.press("#share", what);
}

/// The hash of the link in the clipboard.
fn copied(browser: &Browser) -> String {
    browser.until("a copied link", |browser| {
        let text = browser.eval("return window.copied");
        match text.as_str().and_then(|text| text.split_once('#')) {
            Some((_, hash)) => Ok(format!("#{hash}")),
            None => Err(text.to_string()),
        }
    })
}

#[track_caller]
fn file(browser: &Browser, script: &str) -> Value {
    browser.until("a saved file", |browser| {
        let value = browser.eval(&format!(
            "if (!window.kept.length) return null; const blob = window.kept.at(-1); {script}"
        ));
        if value.is_null() { Err("nothing is saved".to_owned()) } else { Ok(value) }
    })
}

#[test]
fn a_link_carries_the_scene_with_what_was_done_and_opens_at_its_instant() {
    let page = scene(STORY);
    let browser = &page.browser;
    page.press(".pal", "Producer");
    browser.wait_for_text("#stage", "producer-1");
    page.stop();
    page.press("header", "Share…");
    page.looks(&[&DESKTOP, &TABLET, &PHONE], "share-menu", |_| {});
    let clock = browser.text("#clock").expect("a clock");
    browser.click("#share input[type=checkbox]");
    share(&page, "Copy link");
    let hash = copied(browser);
    assert!(hash.starts_with("#/s/1.") && hash.contains("?at=") && hash.len() < 1_000, "{hash}");
    browser.wait_for_text(".toasts", "in the clipboard");

    // What is there when the link is opened is another scene at another instant.
    page.press(".tr", "Undo");
    browser.until("no producer-1", |browser| match browser.text("#stage") {
        Some(text) if text.contains("producer-1") => Err(text),
        _ => Ok(()),
    });
    page.press(".tr", "To the start");
    page.go(&hash);
    browser.wait_for_text("#stage", "producer-1");
    browser.until("the instant of the link", |browser| match browser.text("#clock") {
        Some(now) if now == clock && !page.playing() => Ok(()),
        other => Err(format!("{other:?}, not {clock}")),
    });
    browser.assert_no_problems();

    // A link that lost its end, one of another form, and one with a slip say so, and the page works on.
    for (bad, says) in [
        (
            hash.split('?').next().map(|it| it[..it.len() - 30].to_owned()).expect("a link"),
            "Ask for it again, or copy all of it.",
        ),
        ("#/s/9.abc".to_owned(), "version 9, and this page reads version 1"),
        (link("title Bad\nproducer p to s rate 5\n"), "line 2, column"),
    ] {
        page.go(&bad);
        browser.wait_for_text(".oops", says);
        browser.assert_accessible();
    }
    browser.screenshot("share-bad-link-1440-light");
    page.press(".oops", "To the playground");
    browser.wait_for("#stage");
}

#[test]
fn a_scene_is_saved_as_a_file_and_opened_again_by_hand_and_by_drop() {
    let page = scene(STORY);
    let browser = &page.browser;
    page.press(".pal", "Producer");
    browser.wait_for_text("#stage", "producer-1");
    share(&page, "Save as file");
    let text = file(browser, "return blob.text()").as_str().expect("text").to_owned();
    assert!(
        text.starts_with("title To be shared\nseed 7\n") && text.contains("producer producer-1"),
        "{text}"
    );

    // Chosen in the browser's own dialog.
    let path = std::env::temp_dir().join(format!("shardlab-{}.story", std::process::id()));
    std::fs::write(&path, text.replace("To be shared", "From a file")).expect("a file is written");
    page.press("header", "Share…");
    page.choose("#open-file", &path);
    browser.wait_for_text("h1", "From a file");
    let _ = std::fs::remove_file(&path);

    // Dropped on the page: one that is no story changes nothing, one that is takes the place of the scene.
    let drop = |name: &str, text: &str| {
        let script =
            "const data = new DataTransfer(); data.items.add(new File([arguments[1]], arguments[0]));
            for (const kind of ['dragover', 'drop'])
                document.querySelector('#stage').dispatchEvent(
                    new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }))";
        browser.eval_with(script, vec![json!(name), json!(text)]);
    };
    drop("bad.story", "title Bad\nproducer p to s rate 5\n");
    browser.wait_for_text(".oops", "bad.story cannot be opened");
    browser.wait_for_text(".oops", "line 2, column");
    page.press(".oops", "Close");
    browser.wait_for_text("h1", "From a file");
    // What was done in the file's scene is done again at its time.
    page.play_past("10 times", 15_000);
    browser.wait_for_text("#stage", "producer-1");
    page.press(".pal", "Producer");
    browser.wait_for_text("#stage", "producer-2");
    drop("good.story", "title Dropped\naws kinesis create-stream --stream-name s --shard-count 1\n");
    browser.wait_for_text("h1", "Dropped");
    page.press(".toasts", "Bring it back");
    browser.wait_for_text("#stage", "producer-2");
    browser.wait_for_text("h1", "From a file");
    browser.assert_no_problems();
}

#[test]
fn the_scene_is_drawn_as_svg_and_png_as_it_is_shown() {
    let page = scene(STORY);
    let browser = &page.browser;
    let mut grounds = vec![];
    for dark in [false, true] {
        browser.prefer_dark(dark);
        browser.eval("window.kept.length = 0");
        share(&page, "Picture (SVG)");
        let text = file(browser, "return blob.text()").as_str().expect("text").to_owned();
        let svg = roxmltree::Document::parse(&text).unwrap_or_else(|error| panic!("{error}\n{text}"));
        let said: String = svg.descendants().filter_map(|node| node.text()).collect::<Vec<_>>().join(" ");
        for name in ["orders", "web", "billing", "to-lake", "lake", "To be shared"] {
            assert!(said.contains(name), "{name}: {said}");
        }
        // Nothing of it needs the page: no class, no variable, no address, no canvas.
        for word in ["class=", "var(", "http:", "<image", "foreignObject", "color("] {
            let rest = text.replace("http://www.w3.org/2000/svg", "");
            assert!(!rest.contains(word), "{word} in {text}");
        }
        let back = svg.root_element().children().find(|node| node.has_tag_name("rect")).expect("a ground");
        grounds.push(back.attribute("fill").expect("a colour").to_owned());
        let marks = svg.descendants().filter(|node| node.has_tag_name("path")).count();
        assert!(marks > 30, "{marks} paths: the marks are shapes");

        browser.eval("window.kept.length = 0");
        share(&page, "Picture (PNG)");
        let look = file(
            browser,
            "return createImageBitmap(blob).then((map) => {
                const canvas = new OffscreenCanvas(map.width, map.height); const pen = canvas.getContext('2d');
                pen.drawImage(map, 0, 0);
                const data = new Uint32Array(pen.getImageData(0, 0, map.width, map.height).data.buffer);
                return { type: blob.type, width: map.width, height: map.height, colours: new Set(data).size };
            })",
        );
        let root = svg.root_element();
        let twice = |side: &str| {
            root.attribute(side).and_then(|it| it.parse::<f64>().ok()).map(|it| (it * 2.0) as u64)
        };
        assert_eq!((look["width"].as_u64(), look["height"].as_u64()), (twice("width"), twice("height")));
        assert_eq!(look["type"], "image/png");
        assert!(look["colours"].as_u64().is_some_and(|colours| colours > 50), "{look}");
    }
    assert_ne!(grounds[0], grounds[1], "light and dark");
    browser.assert_no_problems();
}

#[test]
fn an_address_hides_locks_and_names_what_it_does_not_know() {
    let page = Page::open(&format!("{}?lock&hide=dock,header&speed=60&sped=3", link(STORY)));
    let browser = &page.browser;
    browser.wait_for("#stage [id^=on-stage-stream-]");
    browser.wait_for_text(".toasts", "sped is left out: there is none of this name");
    assert_eq!((browser.count(".dock"), browser.count("header.top")), (0, 0));
    assert_eq!(
        browser.attribute(".speeds [aria-pressed=true]", "aria-label").as_deref(),
        Some("60 times real time")
    );
    page.stop();
    // A key of the stage that would add a producer is refused with the reason.
    browser.click("#on-stage-stream-orders");
    browser.press("p");
    browser.wait_for_text(".toasts", "This page is locked by its address");
    assert_eq!(browser.count("[id^=on-stage-producer-]"), 1);
    page.looks(&[&DESKTOP, &PHONE], "share-locked", |_| {});
    browser.assert_no_problems();
}

/// A page of another origin with the scene in an iframe; it keeps what it is told.
#[test]
fn another_page_plays_the_scene_and_hears_of_it() {
    let site = serve(&dist(), "");
    let folder = std::env::temp_dir().join(format!("shardlab-host-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let packed = link(STORY);
    let host = format!(
        "<!doctype html><html lang=en><title>Host</title><link rel=icon href=\"data:,\"><body style=\"margin:0\"><script>window.said = [];
        addEventListener('message', (event) => said.push({{ ...event.data, origin: event.origin }}));
        window.tell = (message) => document.querySelector('iframe').contentWindow.postMessage(message, '*');</script>
        <iframe title=Shardlab src=\"{}?embed{packed}\" width=960 height=600></iframe>",
        site.url()
    );
    std::fs::write(folder.join("index.html"), host).expect("a page");
    let around = serve(&folder, "");
    let browser = Browser::start();
    browser.viewport(&DESKTOP);
    browser.open(&around.url());
    let heard = |what: &str, fits: &dyn Fn(&Value) -> bool| {
        browser.until(what, |browser| {
            let said = browser.eval("return window.said");
            let all = said.as_array().cloned().unwrap_or_default();
            all.into_iter().rfind(|it| it["shardlab"] == 1 && fits(it)).ok_or(said.to_string())
        })
    };
    let tell = |message: Value| browser.eval_with("window.tell(arguments[0])", vec![message]);
    let ready = heard("ready", &|it| it["event"] == "ready");
    assert_eq!((ready["title"].as_str(), ready["seed"].as_u64()), (Some("To be shared"), Some(7)));
    heard("time", &|it| it["event"] == "time" && it["playing"] == true);
    tell(json!({ "shardlab": 1, "do": "pause" }));
    heard("a pause", &|it| it["event"] == "time" && it["playing"] == false);
    browser.screenshot("embed-1440-light");
    tell(json!({ "shardlab": 1, "do": "seek", "ms": 90_000 }));
    heard("the instant", &|it| it["event"] == "time" && it["ms"] == 90_000 && it["playing"] == false);
    tell(json!({ "shardlab": 1, "do": "speed", "value": 60 }));
    heard("the speed", &|it| it["event"] == "time" && it["speed"] == 60);
    tell(json!({ "shardlab": 1, "do": "play" }));
    heard("a flush", &|it| it["event"] == "event" && it["kind"] == "flush");
    let load = "title Another\naws kinesis create-stream --stream-name s --shard-count 1\n\
        goal \"Two streams\" stream.t.open_shards = 1\nat 5s aws kinesis create-stream --stream-name t --shard-count 1\n";
    tell(json!({ "shardlab": 1, "do": "load", "story": load }));
    heard("another scene", &|it| it["event"] == "ready" && it["title"] == "Another");
    heard("a goal", &|it| it["event"] == "goal" && it["text"] == "Two streams" && it["state"] == "met");
    // What does not fit is answered, with the origin that sent it, and the page works on.
    for (message, why) in [
        (json!({ "shardlab": 2, "do": "play" }), "version 1"),
        (json!("play"), "no object"),
        (json!({ "shardlab": 1, "do": "dance" }), "`dance`"),
        (json!({ "shardlab": 1, "do": "load", "story": "producer p to s rate 5" }), "line 1"),
    ] {
        tell(message);
        let told = heard(why, &|it| {
            it["event"] == "error" && it["text"].as_str().is_some_and(|text| text.contains(why))
        });
        assert_eq!(format!("{}/", told["from"].as_str().expect("an origin")), around.url());
    }
    browser.eval("const circle = {}; circle.self = circle; window.tell(circle); window.tell(12n)");
    heard("an error for a circle", &|it| {
        it["event"] == "error" && it["text"].as_str().is_some_and(|text| text.contains("no JSON"))
    });
    tell(json!({ "shardlab": 1, "do": "pause" }));
    heard("a pause after all that", &|it| it["event"] == "time" && it["playing"] == false);
    let _ = std::fs::remove_dir_all(&folder);
    browser.assert_no_problems();
}
