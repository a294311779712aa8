//! Where course notes contradict one another: what each says, and what is true in which era, shown by a story.
//!
//! A second disagreement is one new file under `content/disagreements`: `## Said` (a list), a section for each era
//! or several (`## 2018 2020`) with a sentence and a story that shows it, `## Verdict`.

use engine::era::Era;
use engine::story::Story;

use crate::document::{Document, Mistake, Section};
use crate::{facts, order, story};

/// One topic.
#[derive(Clone, Debug)]
pub struct Disagreement {
    pub id: String,
    pub title: String,
    pub order: u32,
    pub facts: Vec<u32>,
    /// The id of the lesson that teaches it.
    pub lesson: String,
    /// What the notes say, an item each.
    pub said: Vec<String>,
    /// What is so: each era stands in exactly one of them.
    pub truths: Vec<Truth>,
    pub verdict: Vec<String>,
}

/// What is so in some eras.
#[derive(Clone, Debug)]
pub struct Truth {
    pub eras: Vec<Era>,
    pub paragraphs: Vec<String>,
    pub story: Story,
}

impl Disagreement {
    pub fn truth(&self, era: Era) -> Option<&Truth> {
        self.truths.iter().find(|truth| truth.eras.contains(&era))
    }
}

/// Reads one file.
///
/// # Errors
/// The first mistake, with its line.
pub fn disagreement(document: &Document) -> Result<Disagreement, Mistake> {
    document.only(&["title", "order", "facts", "lesson"])?;
    let (said, verdict) = (document.section("Said")?, document.section("Verdict")?);
    said.only(document, true, &[])?;
    verdict.only(document, false, &[])?;
    let items = said.list();
    if items.len() < 2 || !said.paragraphs().is_empty() {
        let text = "`## Said` is a list of two or more things that notes say";
        return Err(document.mistake(said.line, text));
    }
    if verdict.paragraphs().is_empty() {
        return Err(document.mistake(verdict.line, "the verdict is a paragraph, and none stands here"));
    }
    let truths = document.sections.iter().filter(|it| it.line != said.line && it.line != verdict.line);
    let truths = truths.map(|section| truth(document, section)).collect::<Result<Vec<_>, _>>()?;
    for era in Era::ALL {
        let times = truths.iter().filter(|truth| truth.eras.contains(&era)).count();
        if times != 1 {
            let text = format!("the era {era} stands in {times} section titles, and must in one");
            return Err(document.mistake(0, text));
        }
    }
    Ok(Disagreement {
        id: document.id(),
        title: document.field("title")?.to_owned(),
        order: order(document)?,
        facts: facts(document)?,
        lesson: document.field("lesson")?.to_owned(),
        said: items,
        truths,
        verdict: verdict.paragraphs(),
    })
}

fn truth(document: &Document, section: &Section) -> Result<Truth, Mistake> {
    let era = |word: &str| {
        Era::parse(word).ok_or_else(|| {
            let text = format!("expected `Said`, `Verdict` or eras (`2018 2020`), found `{}`", section.title);
            document.mistake(section.line, text)
        })
    };
    let eras = section.title.split(' ').map(era).collect::<Result<Vec<_>, _>>()?;
    section.only(document, false, &["story"])?;
    let (paragraphs, stories) = (section.paragraphs(), section.fences("story"));
    let [(_, line, text)] = stories.as_slice() else {
        let text = format!("what is so is shown by one story, and here are {}", stories.len());
        return Err(document.mistake(section.line, text));
    };
    if paragraphs.is_empty() {
        return Err(document.mistake(section.line, "what is so is a paragraph, and none stands here"));
    }
    Ok(Truth { eras, paragraphs, story: story(document, *line, text)? })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "title: T\norder: 1\nfacts: 18\nlesson: retries\n\n## Said\n1. One.\n2. Two.\n\n\
                        ## 2018\nOne.\n```story\nseed 1\n```\n\n## 2020 today\nTwo.\n```story\nseed 1\n```\n\n\
                        ## Verdict\nIt changed.\n";

    fn told(from: &str, to: &str) -> String {
        let text = GOOD.replace(from, to);
        assert_ne!(text, GOOD);
        disagreement(&Document::parse("a.md", &text).unwrap()).unwrap_err().to_string()
    }

    #[test]
    fn each_era_has_its_truth() {
        let read = disagreement(&Document::parse("disagreements/a-b.md", GOOD).unwrap()).unwrap();
        assert_eq!((read.id.as_str(), read.said.len(), read.verdict.len()), ("a-b", 2, 1));
        assert_eq!(read.truth(Era::Y2018).unwrap().paragraphs, ["One."]);
        assert_eq!(read.truth(Era::Today).unwrap().paragraphs, ["Two."]);
    }

    #[test]
    fn a_slip_is_told_with_its_line() {
        assert_eq!(
            told("## 2018", "## 2017"),
            "a.md, line 10: expected `Said`, `Verdict` or eras (`2018 2020`), found `2017`"
        );
        assert_eq!(
            told("## 2018", "## 2018 2020"),
            "a.md: the era 2020 stands in 2 section titles, and must in one"
        );
        assert_eq!(
            told("2. Two.\n", ""),
            "a.md, line 6: `## Said` is a list of two or more things that notes say"
        );
        assert_eq!(
            told("It changed.\n", ""),
            "a.md, line 22: the verdict is a paragraph, and none stands here"
        );
        assert!(told("One.\n```story\nseed 1\n```\n", "One.\n").contains("here are 0"));
        assert!(told("title: T\n", "").contains("`title:` is missing"));
    }
}
