//! What can be found, from the texts.

use engine::era::Era;
use engine::kernel::units::grouped;
use engine::story::Statement;

use super::{Does, Entry, Index, Kind};
use crate::content;
use crate::model::{CopyMsg, DockTab, LogKind, MakingMsg, Msg, PresentMsg, ShareMsg, TimeMsg, WatchMsg};
use crate::page::question_title;
use crate::prose::plain;
use crate::route::{Route, story_link};
use crate::tables;

/// All that can be found now.
pub fn index() -> Index {
    let mut all = Vec::new();
    all.extend(lessons());
    all.extend(labs());
    all.extend(questions());
    all.extend(notes());
    all.extend(scenes());
    all.extend(reference());
    all.extend(actions());
    Index::new(all)
}

fn opens(kind: Kind, title: &str, of: &str, text: &str, route: Route) -> Entry {
    let (title, of) = (plain(title), of.to_owned());
    Entry { kind, title, of, text: plain(text), does: Does::Opens(route), on_stage: false }
}

fn lessons() -> impl Iterator<Item = Entry> {
    content::lessons().iter().flat_map(|lesson| {
        lesson.screens.iter().enumerate().map(|(at, screen)| {
            // The first screen stands for the lesson too.
            let lead = if at == 0 { format!("{}. ", lesson.title) } else { String::new() };
            let text = lead + &screen.paragraphs.join(" ");
            let of = format!("{}, {} of {}", lesson.title, at + 1, lesson.screens.len());
            opens(Kind::Lesson, &screen.title, &of, &text, Route::Lesson(lesson.id.clone(), at))
        })
    })
}

fn labs() -> impl Iterator<Item = Entry> {
    content::labs().iter().map(|lab| {
        let route = Route::Lab(lab.id.clone());
        opens(Kind::Lab, &lab.title, &lab.group, &lab.task.join(" "), route)
    })
}

fn questions() -> impl Iterator<Item = Entry> {
    content::questions().iter().map(|question| {
        let (title, route) = (question_title(question), Route::Question(question.id.clone()));
        opens(Kind::Question, &title, &question.domain, &question.stem.join(" "), route)
    })
}

/// What the notes say, not what is so: one thinks first there.
fn notes() -> impl Iterator<Item = Entry> {
    content::disagreements().iter().map(|it| {
        let of = Route::Disagreements.title();
        opens(Kind::Notes, &it.title, of, &it.said.join(" "), Route::Disagreements)
    })
}

fn scenes() -> impl Iterator<Item = Entry> {
    content::scenes().iter().map(|scene| {
        let said: Vec<&str> = scene
            .story
            .lines
            .iter()
            .filter_map(|line| match &line.what {
                Statement::Say(text) => Some(text.as_str()),
                Statement::Do(_)
                | Statement::Refused(_)
                | Statement::Expect(_)
                | Statement::Predict(_)
                | Statement::Comment(_) => None,
            })
            .collect();
        let link = story_link(&scene.story.to_string());
        opens(Kind::Scene, &scene.story.title, "Scenes to play with", &said.join(" "), link)
    })
}

fn reference() -> impl Iterator<Item = Entry> {
    let limits = engine::limits::ALL.iter().map(|limit| {
        let [a, b, c] = limit.by_era.map(grouped);
        let text = format!("2018: {a} · 2020: {b} · today: {c} {}. Source: {}", limit.unit, limit.source);
        let route = Route::Reference(tables::anchor(limit.id));
        opens(Kind::Limit, limit.meaning, "Limits by era", &text, route)
    });
    let rows = tables::all(Era::Today).into_iter().flat_map(|table| {
        let kind = if table.id == tables::GLOSSARY { Kind::Term } else { Kind::Reference };
        table.rows.into_iter().map(move |row| {
            let route = Route::Reference(row.id.clone());
            opens(kind, &row.name, table.title, &row.cells.join(" · "), route)
        })
    });
    limits.chain(rows)
}

fn actions() -> Vec<Entry> {
    let goes = |title: &str, text: &str, route: Route| opens(Kind::Action, title, "Pages", text, route);
    let does = |title: &str, text: &str, msg: Msg, on_stage: bool| Entry {
        kind: Kind::Action,
        title: title.to_owned(),
        of: if on_stage { "In the scene".to_owned() } else { "Everywhere".to_owned() },
        text: text.to_owned(),
        does: Does::Says(msg),
        on_stage,
    };
    let mut all = vec![
        goes("Playground", "the scene, stage, simulator", Route::Playground),
        goes("All lessons", "learn, read", Route::Learn),
        goes("All labs", "exercises, goals, solve", Route::Labs),
        goes("All questions", "quiz, exam, practice", Route::Quiz),
        goes(Route::Disagreements.title(), "courses contradict one another", Route::Disagreements),
        goes("Reference", "tables, limits, errors, glossary", Route::Reference(String::new())),
        goes("Your data", "export, import, erase, backup, progress, what is stored, storage", Route::Data),
        goes(
            "Settings",
            "motion, colours, dark mode, contrast, speed at start, keys, shortcuts",
            Route::Data,
        ),
        does("Change the colours", "dark mode, light, theme", Msg::Theme, false),
        does("Play or pause", "time", Msg::Time(TimeMsg::PlayPause), true),
        does("Undo", "back, at the same instant", Msg::Time(TimeMsg::Undo), true),
        does("Redo", "again", Msg::Time(TimeMsg::Redo), true),
        does("Begin this scene again", "restart, reset", Msg::Restart, true),
        does(
            "Share this scene",
            "link, file, picture, save, open, PNG, SVG",
            Msg::Share(ShareMsg::Menu),
            true,
        ),
        does(
            "Turn this scene into a lab",
            "write a lab, task, goals, hints, exercise, teacher, for a class",
            Msg::Making(MakingMsg::Open),
            true,
        ),
        does(
            "Copy the scene as…",
            "AWS CLI, boto3, CloudFormation, script, template",
            Msg::Copying(CopyMsg::Scene),
            true,
        ),
        does(
            "Follow an endpoint",
            "boto3, AWS CLI, SDK, my own script, watch, localhost, cargo xtask endpoint",
            Msg::Watch(WatchMsg::Open(true)),
            true,
        ),
        does("Present to a room", "projector, slides, clicker, F8", Msg::Present(PresentMsg::Open), true),
        does("Show refusals in the event log", "throttled, errors", Msg::Log(Some(LogKind::Refusals)), true),
    ];
    all.extend(DockTab::ALL.map(|tab| does(tab.name(), "dock, panel below the scene", Msg::Dock(tab), true)));
    all
}
