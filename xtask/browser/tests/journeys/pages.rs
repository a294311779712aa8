//! Lessons, labs, questions, terminal, links and what is kept: each screen by hand, and axe on all of them.

use std::time::Duration;

use crate::common::Page;
use browser::{DESKTOP, PHONE, TABLET};

#[test]
fn a_lesson_asks_for_a_prediction_and_the_engine_answers() {
    let page = Page::open("#/learn/partition-keys");
    let browser = &page.browser;
    browser.wait_for_text(".txt", "Your keys decide");
    browser.screenshot("lesson-1440-light");
    page.press(".txt", "Next");
    page.press(".txt", "Next");
    browser.wait_for_text(".pred", "How many records");
    page.press(".pred", "None");
    page.press(".pred", "Run it");
    browser.until_within(Duration::from_secs(40), "the engine's answer", |browser| {
        let text = browser.text(".pred").unwrap_or_default();
        if text.contains("otherwise") && text.contains("✓ Nearly as many") { Ok(()) } else { Err(text) }
    });
    // Why not, and why.
    browser.wait_for_text(".because .bad", "This key lands on one of them");
    browser.wait_for_text(".because .good", "land on one child");
    browser.screenshot("lesson-predicted-1440-light");
    browser.assert_accessible();
    page.press(".txt", "Next");
    browser.wait_for_text(".txt", "What does help");
    browser.screenshot("lesson-end-1440-light");
    browser.assert_no_problems();
}

#[test]
fn a_question_is_answered_and_its_options_run() {
    let page = Page::open("#/quiz/hot-key-cure");
    let browser = &page.browser;
    browser.wait_for_text(".q", "LEAST operational overhead");
    // Where an option stands is the bank's affair: options are found by their text.
    let place = |text: &str| {
        let script = "const all = [...document.querySelectorAll('.q .opt label')];
            return all.findIndex((label) => label.textContent.includes(arguments[0]))";
        let place = browser.eval_with(script, vec![serde_json::json!(text)]);
        u8::try_from(place.as_i64().expect("a number")).unwrap_or_else(|_| panic!("no option says {text}"))
    };
    let (right, wrong) = (place("Add a random suffix"), place("Split the hot shard"));
    // A run gives the key away: none before the answer.
    assert_eq!(browser.count(".q .run:disabled"), browser.count(".q .opt"));
    page.press(".q", "Run option A");
    std::thread::sleep(Duration::from_millis(600));
    assert_eq!(browser.count(".q .ran, .q .opt small"), 0, "{:?}", browser.text(".q"));
    browser.screenshot("question-open-1440-light");
    browser.assert_accessible();
    browser.click(&format!("#hot-key-cure-{right}"));
    browser.wait_for(".q .opt.on");
    page.press(".q .btns", "Answer");
    browser.wait_for_text(".q", "Eight keys have eight hashes");
    for option in [right, wrong] {
        page.press(".q", &format!("Run option {}", char::from(b'A' + option)));
    }
    browser.until_within(Duration::from_secs(20), "both runs", |browser| {
        let text = browser.text(".q").unwrap_or_default();
        if text.contains("holds:") && text.contains("fails:") { Ok(()) } else { Err(text) }
    });
    let ran = browser.text(".q").unwrap_or_default();
    assert!(ran.contains("records refused a second, stream "), "{ran}");
    assert!(!ran.contains("refused_per_s"), "a path of the engine: {ran}");
    browser.screenshot("question-1440-light");
    browser.assert_accessible();
    // The answer is kept.
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for_text(".q", "Eight keys have eight hashes");
    browser.assert_no_problems();
}

#[test]
fn a_lab_shows_its_goals_hints_wrong_turns_and_solution() {
    let page = Page::open("#/labs/cool-a-hot-shard");
    let browser = &page.browser;
    browser.wait_for_text("aside.l", "Nothing refused for 20 s");
    page.press("aside.l", "Hint");
    browser.wait_for_text("aside.l", "Look at the heights");
    page.press("aside.l", "Show me");
    page.press(".tr", "60 times");
    browser.until_within(Duration::from_secs(40), "all goals met", |browser| {
        let text = browser.text(".hookq.end").unwrap_or_default();
        if text.contains("That was the solution: now you.") { Ok(()) } else { Err(text) }
    });
    browser.screenshot("lab-solved-1440-light");
    browser.assert_accessible();
    page.press("aside.l", "Reset");
    browser.until("the lab from its beginning", |browser| {
        let text = browser.text("aside.l").unwrap_or_default();
        if text.contains("That was the solution") { Err(text) } else { Ok(()) }
    });
    browser.assert_no_problems();
}

#[test]
fn the_terminal_answers_as_the_cli_does() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    page.press(".dock-tabs, .dock, footer", "Large terminal");
    browser.click("#terminal-in");
    let enter = |line: &str, answer: &str| {
        browser.click("#terminal-in");
        browser.type_text(line);
        browser.press("Enter");
        browser.wait_for_text("#terminal-out", answer);
    };
    enter("aws kinesis describe-stream-summary --stream-name orders", "\"OpenShardCount\": 2");
    enter(
        "aws kinesis merge-shards --stream-name orders --shard-to-merge shardId-000000000001 --adjacent-shard-to-merge shardId-000000000000",
        "An error occurred (InvalidArgumentException) when calling the MergeShards operation",
    );
    enter("aws kinesis list-steams", "list-streams");
    for line in ["aws kinesis list-streams --output table", "aws kinesis list-streams --query StreamNames"] {
        enter("clear", "");
        enter(line, "is not simulated here: the output is always JSON");
    }
    browser.click("#terminal-in");
    browser.type_text("aws kinesis describe-stream-s");
    browser.press("Tab");
    browser.until("the completed word", |browser| {
        let value = browser.eval("return document.querySelector('#terminal-in').value").to_string();
        if value.contains("describe-stream-summary") { Ok(()) } else { Err(value) }
    });
    browser.screenshot("terminal-1440-light");
    browser.assert_accessible();
    browser.assert_no_problems();
}

#[test]
fn the_terminal_wraps_shows_eight_lines_and_is_there_after_a_reload() {
    let page = Page::open("#/labs/cool-a-hot-shard");
    let browser = &page.browser;
    browser.wait_for("#terminal-out");
    let measure = |what: &str| {
        let script = "const out = document.querySelector('#terminal-out');
            const line = parseFloat(getComputedStyle(out).lineHeight);
            return { wide: out.scrollWidth - out.clientWidth, lines: Math.floor(out.clientHeight / line),
                below: out.scrollHeight - out.clientHeight - out.scrollTop }[arguments[0]]";
        browser.eval_with(script, vec![serde_json::json!(what)]).as_f64().expect("a number")
    };
    assert!(measure("lines") >= 8.0, "{} lines", measure("lines"));
    let long = format!("aws kinesis list-streams --exclusive-start-stream-name {} --what", "x".repeat(150));
    for line in [long.as_str(), "aws kinesis list-streams"] {
        browser.click("#terminal-in");
        browser.type_text(line);
        browser.press("Enter");
        browser.wait_for_text("#terminal-out", line.get(..30).unwrap_or(line));
    }
    browser.wait_for_text("#terminal-out", "orders");
    assert_eq!(measure("wide"), 0.0, "the small one");
    page.press(".term-in", "Larger");
    browser.until("the large one, at its end", |_| {
        let (wide, below) = (measure("wide"), measure("below"));
        if wide == 0.0 && below < 4.0 { Ok(()) } else { Err(format!("{wide} wider, {below} below")) }
    });
    browser.screenshot("terminal-large-1440-light");
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for_text("#terminal-out", "StreamNames");
    assert_eq!(browser.count(".dock.tall"), 1, "as large as it was");
    page.go("#/labs/merge-the-cold");
    browser.wait_for("#terminal-out");
    assert!(!browser.text("#terminal-out").unwrap_or_default().contains("StreamNames"));
    browser.assert_no_problems();
}

#[test]
fn lists_have_no_holes_and_a_source_is_read_whole() {
    let page = Page::open("#/labs");
    let browser = &page.browser;
    for viewport in [DESKTOP, TABLET] {
        browser.viewport(&viewport);
        browser.wait_for(".list .card");
        let holes = "return [...document.querySelectorAll('.list')].map((list) =>
            list.getBoundingClientRect().right - list.lastElementChild.getBoundingClientRect().right)
            .filter((gap) => gap > 2).length";
        assert_eq!(browser.eval(holes), serde_json::json!(0), "{}", viewport.name);
    }
    browser.viewport(&PHONE);
    page.go("#/reference");
    browser.wait_for(".eras td");
    let cut = "const box = document.querySelector('.scroll-x.eras'), cells = [...box.querySelectorAll('td:last-child')];
        return cells.length ? cells.filter((cell) => cell.getBoundingClientRect().right > box.getBoundingClientRect().right + 1).length : -1";
    assert_eq!(browser.eval(cut), serde_json::json!(0), "sources that are cut");
    browser.screenshot("reference-sources-390-light");
    browser.assert_accessible();
}

#[test]
fn questions_have_titles_and_are_found() {
    let page = Page::open("#/quiz");
    let browser = &page.browser;
    browser.wait_for("ol.bank a");
    let all = browser.count("ol.bank li");
    assert_eq!(browser.count("ol.bank .stem b"), all, "each has a title");
    page.press(".bank-tools", "Security");
    browser.until("fewer", |browser| {
        let (n, topics) = (browser.count("ol.bank li"), browser.count(".domain"));
        if n > 0 && n < all && topics == 1 { Ok(()) } else { Err(format!("{n} in {topics}")) }
    });
    page.press(".bank-tools", "every topic");
    browser.click("#quiz-search");
    browser.type_text("weather 3,000");
    browser.until("the one", |browser| {
        let n = browser.count("ol.bank li");
        if n == 1 { Ok(()) } else { Err(format!("{n} are found")) }
    });
    browser.wait_for_text("ol.bank", "A weather service puts 600 records");
    browser.wait_for_text("ol.bank .state", "open");
    browser.screenshot("quiz-found-1440-light");
    browser.assert_accessible();
    browser.click("ol.bank a");
    browser.wait_for_text(".toc a[aria-current=page]", "A weather service puts 600 records");
    browser.assert_no_problems();
}

#[test]
fn the_era_is_chosen_and_the_list_says_which_one_rules() {
    let page = Page::open("");
    let browser = &page.browser;
    browser.wait_for("#on-stage-stream-orders");
    let choose = "const list = document.querySelector('select[aria-label=\"Limits of the era\"]');
        list.value = arguments[0];
        list.dispatchEvent(new Event('change', { bubbles: true }))";
    for (era, buffer) in [("2018", "3 MiB"), ("2020", "3 MiB"), ("today", "1 MiB")] {
        browser.eval_with(choose, vec![serde_json::json!(era)]);
        browser.until("the era that was chosen", |browser| {
            let script = "return document.querySelector('select[aria-label=\"Limits of the era\"]').value";
            let (shown, card) =
                (browser.eval(script), browser.text("#on-stage-delivery-to-lake").unwrap_or_default());
            if shown == era && card.contains(buffer) { Ok(()) } else { Err(format!("{shown}, {card}")) }
        });
    }
    browser.assert_no_problems();
}

#[test]
fn an_answered_why_yields_to_what_is_looked_at_next() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    page.press(".hookq", "Why?");
    browser.wait_for_text("#inspector", "1,000 records each second");
    browser.click("#on-stage-function-to-json");
    browser.wait_for_text("#inspector", "invocation");
    assert!(!browser.text("#inspector").unwrap_or_default().to_lowercase().contains("why was this record"));
    // The Firehose itself, after an invocation of its transform.
    browser.click("#on-stage-delivery-to-lake");
    browser.until("the delivery stream", |browser| {
        let text = browser.text("#inspector h1").unwrap_or_default();
        if text == "to-lake" { Ok(()) } else { Err(text) }
    });
    browser.assert_no_problems();
}

#[test]
fn a_reload_loses_nothing_and_a_broken_state_is_moved_aside() {
    let page = Page::open("");
    let browser = &page.browser;
    page.at_the_first_refusal();
    page.press(".hookq", "Send slower");
    page.press(".tr", "Pause");
    let at = page.clock();
    let rate = browser.text("#on-stage-producer-iphone-fleet").unwrap_or_default();
    browser.until("the state kept", |browser| {
        let kept = browser.eval("return JSON.stringify(localStorage)").to_string();
        if kept.contains("set iphone-fleet rate") { Ok(()) } else { Err(kept.chars().take(300).collect()) }
    });
    browser.eval("return new Promise((done) => setTimeout(done, 1500))");
    browser.eval("location.reload()");
    page.ready();
    browser.wait_for("#clock");
    browser.until("the same instant", |_| {
        let now = page.clock();
        if now >= at { Ok(()) } else { Err(now.to_string()) }
    });
    assert_eq!(
        browser.text("#on-stage-producer-iphone-fleet").unwrap_or_default().contains("1,400"),
        rate.contains("1,400")
    );
    // Now somebody breaks it.
    let script = "for (const key of Object.keys(localStorage))
        if (localStorage[key].includes('iphone-fleet')) localStorage[key] = localStorage[key].replace('producer', 'producr')";
    // Not while the page is there: it keeps its state when it is left.
    page.open_file("style.css");
    browser.eval(script);
    page.go("");
    browser.wait_for_text("body", "line ");
    browser.screenshot("broken-state-1440-light");
    let aside = browser.eval("return Object.keys(localStorage).join(' ')").to_string();
    assert!(aside.contains("broken"), "{aside}");
    browser.assert_accessible();
}

#[test]
fn a_bad_link_says_which_line_is_wrong() {
    // `title x`, then `producr p`.
    let page = Page::open("#/story/dGl0bGUgeApwcm9kdWNyIHAK");
    page.browser.wait_for_text("body", "line 2");
    page.browser.screenshot("bad-link-1440-light");
    page.browser.assert_accessible();
    page.go("#/nowhere/at/all");
    page.browser.wait_for_text("#main", "no such page");
    page.browser.assert_accessible();
}

#[test]
fn every_screen_at_every_size_in_both_colours() {
    let page = Page::open("#/reference");
    let browser = &page.browser;
    let routes = [
        ("learn", "#/learn"),
        ("lesson", "#/learn/partition-keys"),
        ("labs", "#/labs"),
        ("lab", "#/labs/cool-a-hot-shard"),
        ("quiz", "#/quiz"),
        ("question", "#/quiz/processing-failed"),
        ("reference", "#/reference"),
    ];
    for viewport in [DESKTOP, TABLET, PHONE] {
        for (dark, colour) in [(false, "light"), (true, "dark")] {
            browser.viewport(&viewport);
            browser.prefer_dark(dark);
            for (name, route) in routes {
                page.go(route);
                browser.eval("return new Promise((done) => setTimeout(done, 500))");
                browser.screenshot(&format!("{name}-{}-{colour}", viewport.name));
                browser.assert_as_wide_as(&viewport, name);
                browser.assert_accessible();
                browser.assert_no_problems();
            }
        }
    }
}
