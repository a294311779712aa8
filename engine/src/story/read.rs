//! Reads a story line by line. All slips are gathered; a line with a slip is left out.

use super::actor;
use super::answer;
use super::condition;
use super::cursor::{Cursor, hinted, listed};
use super::goals::{GRID, Goal, Rule};
use super::refused;
use super::{Branch, Error, Line, Place, Prediction, Statement, Story, When};
use crate::api::cli::words::{Slip, nearest};
use crate::api::cli::{self, CliError};
use crate::command::Command;
use crate::era::Era;
use crate::kernel::{Span, Time, units};

/// The words with which a line may begin, besides those of actors.
const HEADS: [&str; 15] = [
    "title", "era", "seed", "until", "aws", "at", "after", "repeat", "refused", "expect", "goal", "predict",
    "say", "solution", "wrong",
];
/// How often one line may do its command.
const TIMES_MOST: u32 = 10_000;

pub(super) fn story(text: &str) -> (Story, Vec<Error>) {
    let mut reader = Reader::default();
    for (number, line) in (1..).zip(text.lines()) {
        if let Err(Slip { column, message }) = reader.line(Place(number), line) {
            reader.errors.push(Error { line: number, column, message });
        }
    }
    reader.finish_block();
    (reader.story, reader.errors)
}

pub(super) fn command(line: &str) -> Result<Command, Error> {
    let read = || {
        let mut cursor = Cursor::new(line)?;
        if cursor.take(answer::WORD) {
            let answer = answer::read(&mut cursor)?;
            return cursor.end().map(|()| Command::Answer(Box::new(answer)));
        }
        let commands = commands(&mut cursor)?;
        cursor.end()?;
        match <[Command; 1]>::try_from(commands) {
            Ok([command]) => Ok(command),
            Err(_) => Err(Slip::new(1, "one at a time: a range of names makes several commands")),
        }
    };
    read().map_err(|Slip { column, message }| Error { line: 1, column, message })
}

pub(super) fn line(text: &str) -> Result<Vec<Line>, Error> {
    let read = || statement(&mut Cursor::new(text)?, Place(0), &[]);
    read().map_err(|Slip { column, message }| Error { line: 1, column, message })
}

/// What takes the indented lines below.
enum Block {
    /// Of the question in this place among the story's lines.
    Options(usize),
    Solution(Branch),
    Wrong(Branch),
}

#[derive(Default)]
struct Reader {
    story: Story,
    errors: Vec<Error>,
    block: Option<Block>,
    /// Words of the head that have been said.
    said: Vec<&'static str>,
}

impl Reader {
    fn line(&mut self, place: Place, line: &str) -> Result<(), Slip> {
        let bare = line.trim();
        let indented = line.starts_with([' ', '\t']);
        if bare.is_empty() {
            return Ok(());
        }
        if let Some(comment) = bare.strip_prefix('#') {
            let comment = Statement::Comment(comment.trim().to_owned());
            let line = Line { place, when: When::Unsaid, at: None, times: 1, what: comment };
            match &mut self.block {
                Some(Block::Solution(branch) | Block::Wrong(branch)) if indented => branch.lines.push(line),
                // Between the options of a question there is no place for it.
                Some(Block::Options(_)) if indented => {}
                _ => self.story.lines.push(line),
            }
            return Ok(());
        }
        if indented {
            return self.indented(place, line);
        }
        self.finish_block();
        // A title is prose, which may have an apostrophe: it is not split into words.
        if let Some(title) =
            bare.strip_prefix("title").filter(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        {
            self.once("title")?;
            self.story.title = title.split(" #").next().unwrap_or_default().trim().to_owned();
            return Ok(());
        }
        let mut cursor = Cursor::new(line)?;
        match cursor.peek().map(|word| word.text.as_str()) {
            Some("era") => {
                self.once("era")?;
                cursor.next("era")?;
                self.story.era = cursor.choice("an era", &Era::ALL.map(|era| (era.name(), era)))?;
                cursor.end()
            }
            Some("seed") => {
                self.once("seed")?;
                cursor.next("seed")?;
                let seed = |text: &str| {
                    text.parse().map_err(|_| format!("`{text}` is not a seed: write a whole number"))
                };
                self.story.seed = cursor.quantity("a whole number", seed)?;
                cursor.end()
            }
            Some("until") => {
                self.once("until")?;
                cursor.next("until")?;
                self.story.until = Some(cursor.time()?);
                cursor.end()
            }
            Some("goal") => {
                cursor.next("goal")?;
                let goal = goal(&mut cursor)?;
                self.story.goals.push(goal);
                Ok(())
            }
            Some("solution" | "solution:") => {
                self.block = Some(Block::Solution(branch(&mut cursor, place, false)?));
                Ok(())
            }
            Some("wrong" | "wrong:") => {
                self.block = Some(Block::Wrong(branch(&mut cursor, place, true)?));
                Ok(())
            }
            Some(_) | None => {
                let lines = statement(&mut cursor, place, &self.story.lines)?;
                if let [Line { what: Statement::Predict(_), .. }] = lines.as_slice() {
                    self.block = Some(Block::Options(self.story.lines.len()));
                }
                self.story.lines.extend(lines);
                Ok(())
            }
        }
    }

    fn once(&mut self, word: &'static str) -> Result<(), Slip> {
        if self.said.contains(&word) {
            return Err(Slip::new(1, format!("`{word}` is said twice")));
        }
        self.said.push(word);
        Ok(())
    }

    fn indented(&mut self, place: Place, line: &str) -> Result<(), Slip> {
        let mut cursor = Cursor::new(line)?;
        match &mut self.block {
            Some(Block::Options(place)) => {
                let Statement::Predict(prediction) = &mut self.story.lines[*place].what else {
                    return Ok(());
                };
                cursor.keyword("option")?;
                let text = cursor.quoted("an answer")?;
                cursor.keyword("when")?;
                let (rest, column) = cursor.rest_text();
                prediction.options.push((text, condition::read(rest, column)?));
                Ok(())
            }
            Some(Block::Solution(branch) | Block::Wrong(branch)) => {
                let column = cursor.column();
                let lines = statement(&mut cursor, place, &branch.lines)?;
                if lines.iter().any(|line| matches!(line.what, Statement::Predict(_))) {
                    return Err(Slip::new(
                        column,
                        "a question belongs to the story, not to what is tried in it",
                    ));
                }
                branch.lines.extend(lines);
                Ok(())
            }
            None => {
                let text =
                    "an indented line belongs to predict, solution or wrong above it; here is none of them";
                Err(Slip::new(cursor.column(), text))
            }
        }
    }

    fn finish_block(&mut self) {
        match self.block.take() {
            None => {}
            Some(Block::Solution(branch)) => self.story.solutions.push(branch),
            Some(Block::Wrong(branch)) => self.story.wrong_turns.push(branch),
            Some(Block::Options(place)) => {
                let line = &self.story.lines[place];
                if let Statement::Predict(prediction) = &line.what
                    && prediction.options.len() < 2
                {
                    let message =
                        "a question needs two or more indented lines: option \"…\" when CONDITION".to_owned();
                    self.errors.push(Error { line: line.place.0, column: 1, message });
                }
            }
        }
    }
}

/// `solution:`, `solution at 10s:`, `wrong "sentence":`, `wrong at 10s "sentence":`.
fn branch(cursor: &mut Cursor<'_>, place: Place, has_sentence: bool) -> Result<Branch, Slip> {
    // The colon may stand at the last word, which then is not a word of ours.
    let (text, column) = cursor.rest_text();
    let end = column + text.trim_end().chars().count();
    // A comment may follow.
    let head = match text.find(" #") {
        Some(at) if !has_sentence => text[..at].trim_end(),
        Some(_) | None => text.trim_end(),
    };
    let Some(head) = head.strip_suffix(':') else {
        return Err(Slip::new(end, "expected `:` at the end of the line"));
    };
    let mut cursor = Cursor::new(head)?;
    cursor.next("`solution` or `wrong`")?;
    let from = if cursor.take("at") { cursor.time()? } else { Time::START };
    let says = if has_sentence { cursor.quoted("what a tutor would say")? } else { String::new() };
    cursor.end()?;
    Ok(Branch { place, from, says, lines: Vec::new() })
}

fn goal(cursor: &mut Cursor<'_>) -> Result<Goal, Slip> {
    let text = cursor.quoted("what is asked, as a sentence")?;
    let column = cursor.column();
    let rule = if cursor.take("within") {
        Rule::Within(on_grid(cursor)?)
    } else if cursor.take("hold") {
        Rule::Hold(on_grid(cursor)?.since(Time::START))
    } else if cursor.take("never") {
        Rule::Never
    } else if cursor.take("at") {
        Rule::At(on_grid(cursor)?)
    } else {
        Rule::Reach
    };
    if rule == Rule::Hold(Span::default()) {
        return Err(Slip::new(column, "hold for how long? 0s is no time"));
    }
    let (rest, column) = cursor.rest_text();
    Ok(Goal { text, rule, condition: condition::read(rest, column)? })
}

fn on_grid(cursor: &mut Cursor<'_>) -> Result<Time, Slip> {
    let column = cursor.column();
    let time = cursor.time()?;
    if time.round_up(GRID) == time {
        return Ok(time);
    }
    Err(Slip::new(column, "goals look at every 100ms: write a multiple of that"))
}

/// A line that is played, with or without a time. A range of names makes several.
fn statement(cursor: &mut Cursor<'_>, place: Place, above: &[Line]) -> Result<Vec<Line>, Slip> {
    let mut when = time_said(cursor, true)?;
    let times =
        if cursor.take("repeat") { Some(cursor.quantity("how often, such as 5", often)?) } else { None };
    let column = cursor.column();
    let word = cursor.next(if times.is_some() { "a command" } else { "a line" })?;
    let statements = match word.text.as_str() {
        "repeat" if times.is_some() => return Err(Slip::new(column, "`repeat` is said twice")),
        head @ ("expect" | "say" | "predict") if times.is_some() => {
            return Err(Slip::new(column, format!("`repeat` stands before a command, not before `{head}`")));
        }
        "refused" => refused::read(cursor)?.into_iter().map(Statement::Refused).collect(),
        "expect" => {
            again(cursor, &mut when)?;
            let (rest, column) = cursor.rest_text();
            vec![Statement::Expect(condition::read(rest, column)?)]
        }
        "say" => {
            again(cursor, &mut when)?;
            let text = cursor.quoted("a caption")?;
            vec![Statement::Say(text)]
        }
        "predict" => {
            let question = cursor.quoted("a question")?;
            cursor.keyword("judged")?;
            cursor.keyword("at")?;
            let judged = cursor.time()?;
            vec![Statement::Predict(Prediction { question, judged, options: Vec::new() })]
        }
        head if HEADS.contains(&head) && head != "aws" => {
            return Err(Slip::new(
                column,
                format!("`{head}` stands at the beginning of a line, without a time before it"),
            ));
        }
        _ => commands_after(&word, cursor, &HEADS)?.into_iter().map(Statement::Do).collect(),
    };
    cursor.end()?;
    let last = above.iter().rev().find_map(|line| line.at).unwrap_or(Time::START);
    let at = match when {
        When::Unsaid => None,
        When::At(time) => Some(time),
        When::After(span) => Some(last + span),
    };
    let line = |(i, what)| {
        let when = match when {
            // The second of a range comes with the first.
            When::After(_) if i > 0 => When::After(Span::default()),
            When::Unsaid | When::At(_) | When::After(_) => when,
        };
        Line { place, when, at, times: times.unwrap_or(1), what }
    };
    Ok(statements.into_iter().enumerate().map(line).collect())
}

fn often(text: &str) -> Result<u32, String> {
    match text.parse() {
        Ok(times @ 1..=TIMES_MOST) => Ok(times),
        _ => Err(format!("`{text}` is not how often: write 1 to {TIMES_MOST}")),
    }
}

/// `at T` or `after T`, if it is there.
fn time_said(cursor: &mut Cursor<'_>, or_after: bool) -> Result<When, Slip> {
    if cursor.take("at") {
        return cursor.time().map(When::At);
    }
    if or_after && cursor.take("after") {
        return cursor.quantity("a time such as 10s", units::span).map(When::After);
    }
    Ok(When::Unsaid)
}

/// `expect` and `say` may have their time behind them.
fn again(cursor: &mut Cursor<'_>, when: &mut When) -> Result<(), Slip> {
    let column = cursor.column();
    match (*when, time_said(cursor, false)?) {
        (_, When::Unsaid) => {}
        (When::Unsaid, said) => *when = said,
        (When::At(_) | When::After(_), When::At(_) | When::After(_)) => {
            return Err(Slip::new(column, "the line has its time already"));
        }
    }
    Ok(())
}

fn commands(cursor: &mut Cursor<'_>) -> Result<Vec<Command>, Slip> {
    let word = cursor.next("a command")?;
    commands_after(&word, cursor, &["aws"])
}

/// `heads`: what else the line might have begun with, for the error.
pub(super) fn commands_after(
    word: &cli::words::Word,
    cursor: &mut Cursor<'_>,
    heads: &[&'static str],
) -> Result<Vec<Command>, Slip> {
    if actor::WORDS.contains(&word.text.as_str()) {
        return actor::commands(word, cursor);
    }
    if word.text == "aws" {
        let mut words = vec![word.clone()];
        words.extend(cursor.rest());
        return cli::parse_words(words).map(|command| vec![command]).map_err(slip_of);
    }
    let mut known = heads.to_vec();
    known.extend(actor::WORDS);
    let message = format!("`{}` is not known: a line begins with {}", word.text, listed(&known));
    Err(Slip::new(word.column, hinted(message, nearest(&word.text, known))))
}

/// What the terminal shows on several lines, on one.
pub(super) fn slip_of(error: CliError) -> Slip {
    match error {
        CliError::Usage { column, message, near } => Slip::new(column, hinted(message, near.as_deref())),
        CliError::Aws { column, .. } => Slip::new(column, error.to_string()),
        CliError::Help(_) => Slip::new(1, "help is for the terminal: a story needs a command"),
    }
}
