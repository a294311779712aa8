//! Native against wasm: the same stories give the same journal, byte for byte.

use crate::common::Page;
use engine::kernel::Time;
use engine::story::{self, Line, Statement, Story, When};
use serde_json::json;

/// What the page's own wasm says of a story.
fn in_the_page(page: &Page, story: &str, until_ms: u64) -> String {
    let script = "const [story, until] = arguments;
        return import(new URL('./pkg/web.js', document.baseURI).href)
            .then((module) => module.story_digest(story, until))";
    let answer = page.browser.eval_with(script, vec![json!(story), json!(until_ms)]);
    answer.as_str().unwrap_or_else(|| panic!("the page answers {answer}")).to_owned()
}

#[test]
fn native_and_wasm_agree_on_every_story() {
    let page = Page::open("#/reference");
    let mut stories = vec![("the hook".to_owned(), lessons::hook().unwrap())];
    for lesson in lessons::lessons().unwrap() {
        let figures = lesson.screens.into_iter().filter_map(|screen| screen.figure);
        stories.extend(figures.map(|figure| (lesson.id.clone(), figure)));
    }
    for question in quiz::questions().unwrap() {
        let options = (0..question.options.len()).filter_map(|option| question.story_of(option));
        stories.extend(options.map(|story| (question.id.clone(), story)));
    }
    stories.extend(lessons::labs().unwrap().into_iter().map(|lab| (lab.id, lab.story)));
    for entry in lessons::disagreements().unwrap() {
        stories.extend(entry.truths.into_iter().map(|truth| (entry.id.clone(), truth.story)));
    }
    // Those that need a module of their own have their tests in the `tools` crate: here nothing is loaded first.
    stories.retain(|(_, story)| story.needs().is_empty());
    assert!(stories.len() > 10);
    for (name, story) in stories {
        // Workers look for leases every 20 s, and take over what stood still between two looks.
        let text = story.to_string();
        let seconds = if text.contains(" kcl") || text.contains(" connector") { 90 } else { 20 };
        agree(&page, &name, &story, seconds);
    }
}

#[track_caller]
fn agree(page: &Page, name: &str, story: &Story, seconds: u64) {
    let native = story::digest(story, Time::seconds(seconds)).unwrap();
    assert_eq!(in_the_page(page, &story.to_string(), seconds * 1_000), native, "{name}");
}

/// The lab with what solves it among its lines, as a learner's own story would be.
fn solved(lab: &Story) -> Option<Story> {
    let solution = lab.solutions.first()?;
    let done = solution.lines.iter().filter(|line| matches!(line.what, Statement::Do(_))).map(|line| {
        let at = line.at.unwrap_or(Time::START) + solution.from.since(Time::START);
        Line { at: Some(at), when: When::At(at), ..line.clone() }
    });
    let mut story = lab.joined(&done.collect::<Vec<_>>());
    story.solutions.clear();
    story.wrong_turns.clear();
    Some(story)
}

#[test]
fn native_and_wasm_agree_on_what_learners_do() {
    // Crashes, faults and their cures, most of them later than a scene's first seconds.
    let page = Page::open("#/reference");
    let labs = lessons::labs().unwrap();
    let labs: Vec<_> = labs.iter().filter(|lab| lab.group == "Producers and consumers").collect();
    assert!(labs.len() >= 9);
    for lab in labs.into_iter().filter(|lab| lab.story.needs().is_empty()) {
        let story = solved(&lab.story).expect("each lab has a solution");
        let end = story.until.map_or(120, Time::as_seconds).min(120);
        agree(&page, &lab.id, &story, end);
    }
}

#[test]
fn the_page_names_the_line_of_a_bad_story() {
    let page = Page::open("#/reference");
    let native = Story::parse("title x\nproducr p to s\n").unwrap_err().to_string();
    assert_eq!(in_the_page(&page, "title x\nproducr p to s\n", 1), native);
    assert!(native.starts_with("line 2, column 1:"), "{native}");
}
