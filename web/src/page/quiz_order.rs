//! The question bank in the order of its domains, what an answer was worth, and what keys mean: no browser here.

use engine::era::Era;
use quiz::Question;

use crate::model::Progress;

/// The questions of one domain.
pub struct Group<'a> {
    pub domain: &'a str,
    pub questions: Vec<&'a Question>,
}

/// Which questions are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    All,
    Open,
    Wrong,
}

impl Show {
    pub const ALL: [Show; 3] = [Show::All, Show::Open, Show::Wrong];

    pub fn word(self) -> &'static str {
        match self {
            Show::All => "all",
            Show::Open => "not answered",
            Show::Wrong => "wrong at first",
        }
    }
}

/// What an answer was worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Right,
    /// Of several that are right, so many were chosen.
    Partly(usize),
    Wrong,
}

pub fn verdict(question: &Question, answered: &[usize]) -> Verdict {
    let right = |option: &&usize| question.options.get(**option).is_some_and(|choice| choice.right);
    match answered.iter().filter(right).count() {
        n if n == question.select && answered.len() == n => Verdict::Right,
        0 => Verdict::Wrong,
        n => Verdict::Partly(n),
    }
}

/// What the learner looks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    pub era: Option<Era>,
    pub show: Show,
    /// The only domain, if one is chosen.
    pub topic: Option<String>,
    /// Each of these words stands in the question or in an option.
    pub words: String,
}

impl Default for Filter {
    fn default() -> Filter {
        Filter { era: None, show: Show::All, topic: None, words: String::new() }
    }
}

impl Filter {
    fn finds(&self, question: &Question) -> bool {
        let options = question.options.iter().map(|option| &option.text);
        let text: String =
            question.stem.iter().chain(options).flat_map(|text| [text.as_str(), " "]).collect();
        let text = plain(&text).to_lowercase();
        let topic = self.topic.as_ref().is_none_or(|topic| *topic == question.domain);
        topic && self.words.to_lowercase().split_whitespace().all(|word| text.contains(word))
    }
}

/// Without the signs of bold and code: what is cut could leave one open.
pub fn plain(text: &str) -> String {
    text.replace("**", "").replace('`', "")
}

/// The first words of a question, as its title.
pub fn title(question: &Question) -> String {
    let stem = plain(&question.stem.join(" "));
    let sentence = stem.split_inclusive(". ").next().unwrap_or(&stem).trim();
    let mut title = String::new();
    for word in sentence.split_whitespace() {
        // With the space before it and the dots behind.
        if title.chars().count() + word.chars().count() + 2 > TITLE_CHARS {
            return format!("{}…", title.trim_end_matches([',', ';', ':']));
        }
        if !title.is_empty() {
            title.push(' ');
        }
        title.push_str(word);
    }
    title.trim_end_matches(['.', ':']).to_owned()
}

const TITLE_CHARS: usize = 64;

/// What is asked: the last paragraph of the stem, if it is not the title's own.
pub fn asks(question: &Question) -> Option<String> {
    question.stem.get(1..)?.last().map(|text| plain(text))
}

/// The domains of a bank, in the order of the alphabet.
pub fn topics(bank: &[Question]) -> Vec<&str> {
    let mut domains: Vec<&str> = bank.iter().map(|question| question.domain.as_str()).collect();
    domains.sort_unstable();
    domains.dedup();
    domains
}

/// By domain, in the order of the alphabet; within a domain as the bank has them. Domains without a question left
/// are left out.
pub fn groups<'a>(bank: &'a [Question], filter: &Filter, progress: &Progress) -> Vec<Group<'a>> {
    let shown = |question: &&Question| {
        let answer = progress.answers.get(&question.id).map(|answer| verdict(question, answer));
        let fits = match filter.show {
            Show::All => true,
            Show::Open => answer.is_none(),
            Show::Wrong => answer.is_some_and(|verdict| verdict != Verdict::Right),
        };
        fits && filter.era.is_none_or(|era| question.eras.contains(&era)) && filter.finds(question)
    };
    topics(bank)
        .into_iter()
        .map(|domain| {
            let mine = bank.iter().filter(|question| question.domain == domain);
            Group { domain, questions: mine.filter(shown).collect() }
        })
        .filter(|group| !group.questions.is_empty())
        .collect()
}

/// Answered, and right at once, of some questions.
pub fn score(questions: &[&Question], progress: &Progress) -> (usize, usize) {
    let answers = || questions.iter().filter_map(|it| Some(verdict(it, progress.answers.get(&it.id)?)));
    (answers().count(), answers().filter(|verdict| *verdict == Verdict::Right).count())
}

/// The questions before and after one, in the order of the groups.
pub fn beside(groups: &[Group], id: &str) -> [Option<String>; 2] {
    let all: Vec<&str> = groups.iter().flat_map(|group| &group.questions).map(|it| it.id.as_str()).collect();
    let Some(at) = all.iter().position(|it| *it == id) else { return [None, None] };
    let name = |place: Option<usize>| place.and_then(|place| all.get(place)).map(|id| (*id).to_owned());
    [name(at.checked_sub(1)), name(at.checked_add(1))]
}

/// What a key asks for while a question has the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Press {
    Pick(usize),
    Submit,
    Next,
    Previous,
}

/// The key by the browser's name for it; `None` leaves it to the browser. `open`: it is not answered yet.
pub fn press(key: &str, on_button: bool, options: usize, open: bool) -> Option<Press> {
    let number = key.parse::<usize>().ok().filter(|n| (1..=options).contains(n));
    match (key, open) {
        ("Enter", _) if on_button => None,
        ("Enter", true) => Some(Press::Submit),
        ("Enter", false) | ("n" | "N", _) => Some(Press::Next),
        ("p" | "P", _) => Some(Press::Previous),
        (_, true) => number.map(|n| Press::Pick(n - 1)),
        (_, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use lessons::document::Document;

    use super::*;

    fn bank() -> Vec<Question> {
        let question = |id: &str, domain: &str, eras: &str, select: usize| {
            let rights: String = (0..select).map(|n| format!("## Right: r{n}\n\nYes.\n\n")).collect();
            let select = if select > 1 { format!("select: {select}\n") } else { String::new() };
            let wrongs = "## Wrong: x\n\nNo.\n\n## Wrong: y\n\nNo.\n";
            let text = format!(
                "eras: {eras}\ndomain: {domain}\nfacts: 1\nbadge: cited the manual\n{select}\n## Question\n\nWhich?\n\n{rights}{wrongs}"
            );
            quiz::question(&Document::parse(&format!("{id}.md"), &text).unwrap()).unwrap()
        };
        vec![
            question("a", "Security", "today", 1),
            question("b", "Ingestion", "2018 2020 today", 2),
            question("c", "Ingestion", "today", 1),
        ]
    }

    fn ids(groups: &[Group]) -> Vec<String> {
        let name = |group: &Group| {
            let ids: Vec<&str> = group.questions.iter().map(|it| it.id.as_str()).collect();
            format!("{}: {}", group.domain, ids.join(" "))
        };
        groups.iter().map(name).collect()
    }

    fn place(question: &Question, right: bool) -> Vec<usize> {
        (0..question.options.len()).filter(|i| question.options[*i].right == right).collect()
    }

    #[test]
    fn questions_are_grouped_filtered_and_walked_through() {
        let bank = bank();
        let mut progress = Progress::default();
        let only = |show: Show| Filter { show, ..Filter::default() };
        let all = groups(&bank, &only(Show::All), &progress);
        assert_eq!(ids(&all), ["Ingestion: b c", "Security: a"]);
        assert_eq!(beside(&all, "c"), [Some("b".to_owned()), Some("a".to_owned())]);
        assert_eq!(beside(&all, "b"), [None, Some("c".to_owned())]);
        let of_2018 = Filter { era: Some(Era::Y2018), ..Filter::default() };
        assert_eq!(ids(&groups(&bank, &of_2018, &progress)), ["Ingestion: b"]);
        progress.answers.insert("c".to_owned(), vec![place(&bank[2], false)[0]]);
        progress.answers.insert("a".to_owned(), place(&bank[0], true));
        assert_eq!(ids(&groups(&bank, &only(Show::Open), &progress)), ["Ingestion: b"]);
        assert_eq!(ids(&groups(&bank, &only(Show::Wrong), &progress)), ["Ingestion: c"]);
        assert_eq!(score(&bank.iter().collect::<Vec<_>>(), &progress), (2, 1));
    }

    #[test]
    fn a_question_is_found_by_topic_and_by_words() {
        let (bank, progress) = (bank(), Progress::default());
        let found = |topic: Option<&str>, words: &str| {
            let topic = topic.map(str::to_owned);
            ids(&groups(&bank, &Filter { topic, words: words.to_owned(), ..Filter::default() }, &progress))
        };
        assert_eq!(found(Some("Security"), ""), ["Security: a"]);
        assert_eq!(found(None, "r1  WHICH"), ["Ingestion: b"], "each word, in stem or options");
        assert_eq!(found(Some("Security"), "r1"), Vec::<String>::new());
        assert_eq!(topics(&bank), ["Ingestion", "Security"]);
    }

    #[test]
    fn every_question_has_a_title_that_is_no_sentence_too_long() {
        for question in crate::content::questions() {
            let title = title(question);
            let n = title.chars().count();
            assert!((8..=TITLE_CHARS).contains(&n) && !title.contains('`'), "{}: {title}", question.id);
            let stem = plain(&question.stem.join(" "));
            assert!(stem.starts_with(title.trim_end_matches('…')), "{}: {title}", question.id);
        }
    }

    #[test]
    fn of_two_right_options_one_is_partly_right() {
        let question = &bank()[1];
        let (right, wrong) = (place(question, true), place(question, false));
        assert_eq!(verdict(question, &right), Verdict::Right);
        assert_eq!(verdict(question, &[right[0], wrong[0]]), Verdict::Partly(1));
        assert_eq!(verdict(question, &wrong), Verdict::Wrong);
        assert_eq!(verdict(question, &right[..1]), Verdict::Partly(1));
        assert_eq!(verdict(question, &[99]), Verdict::Wrong, "an option that is gone");
    }

    #[test]
    fn keys_pick_submit_and_walk() {
        assert_eq!(press("1", false, 4, true), Some(Press::Pick(0)));
        assert_eq!(press("5", false, 4, true), None);
        assert_eq!(press("2", false, 4, false), None, "an answer stands");
        assert_eq!(press("Enter", false, 4, true), Some(Press::Submit));
        assert_eq!(press("Enter", true, 4, true), None, "a button keeps its Enter");
        assert_eq!(press("Enter", false, 4, false), Some(Press::Next));
        assert_eq!(press("p", false, 4, true), Some(Press::Previous));
    }
}
