//! A story as text. What is printed reads back as the same story.

use std::fmt;

use super::{Branch, Goal, Line, Rule, Statement, Story, When};
use crate::era::Era;
use crate::kernel::Time;
use crate::kernel::units::print_span;
use crate::keys::quoted;

impl fmt::Display for Story {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.title.is_empty() {
            writeln!(f, "title {}", self.title)?;
        }
        if self.era != Era::Today {
            writeln!(f, "era {}", self.era)?;
        }
        if self.seed != 1 {
            writeln!(f, "seed {}", self.seed)?;
        }
        self.lines.iter().try_for_each(|line| write_line(f, "", line))?;
        self.goals.iter().try_for_each(|goal| writeln!(f, "{goal}"))?;
        if let Some(until) = self.until {
            writeln!(f, "until {}", print_time(until))?;
        }
        for branch in &self.solutions {
            write_branch(f, "solution", branch)?;
        }
        for branch in &self.wrong_turns {
            write_branch(f, "wrong", branch)?;
        }
        Ok(())
    }
}

fn write_branch(f: &mut fmt::Formatter<'_>, word: &str, branch: &Branch) -> fmt::Result {
    f.write_str(word)?;
    if branch.from != Time::START {
        write!(f, " at {}", print_time(branch.from))?;
    }
    if word == "wrong" {
        write!(f, " {}", quoted(&branch.says))?;
    }
    f.write_str(":\n")?;
    branch.lines.iter().try_for_each(|line| write_line(f, "  ", line))
}

fn write_line(f: &mut fmt::Formatter<'_>, indent: &str, line: &Line) -> fmt::Result {
    writeln!(f, "{indent}{line}")
}

pub(super) fn print_time(time: Time) -> String {
    print_span(time.since(Time::START))
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = match self.when {
            When::At(time) => format!("at {} ", print_time(time)),
            When::Unsaid | When::After(_) => String::new(),
        };
        if let When::After(span) = self.when {
            write!(f, "after {} ", print_span(span))?;
        }
        let times = match self.times {
            1 => String::new(),
            times => format!("repeat {times} "),
        };
        match &self.what {
            Statement::Do(command) => write!(f, "{at}{times}{command}"),
            Statement::Refused(refused) => write!(f, "{at}{times}{refused}"),
            Statement::Expect(condition) => write!(f, "expect {at}{condition}"),
            Statement::Say(text) => write!(f, "say {at}{}", quoted(text)),
            Statement::Comment(text) => f.write_str(format!("# {text}").trim_end()),
            Statement::Predict(prediction) => {
                write!(
                    f,
                    "{at}predict {} judged at {}",
                    quoted(&prediction.question),
                    print_time(prediction.judged)
                )?;
                let mut options = prediction.options.iter();
                options.try_for_each(|(text, condition)| {
                    write!(f, "\n  option {} when {condition}", quoted(text))
                })
            }
        }
    }
}

impl fmt::Display for Goal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "goal {} ", quoted(&self.text))?;
        match self.rule {
            Rule::Reach => {}
            Rule::Within(time) => write!(f, "within {} ", print_time(time))?,
            Rule::Hold(span) => write!(f, "hold {} ", print_span(span))?,
            Rule::Never => f.write_str("never ")?,
            Rule::At(time) => write!(f, "at {} ", print_time(time))?,
        }
        write!(f, "{}", self.condition)
    }
}
