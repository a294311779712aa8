//! Lines of ours and of the other services, one template each in lines.txt: `<a|b>` is one of these words, `<0..2>` a
//! number from 0 to 2.

use engine::command::Command;
use engine::kernel::Draw;
use engine::story;

const LINES: &str = include_str!("lines.txt");

/// One of the lines, as a story writes it.
pub fn one(draw: &mut Draw) -> Command {
    let all: Vec<&str> = LINES.lines().collect();
    let line = filled(all[usize::try_from(draw.below(all.len() as u64)).unwrap()], draw);
    story::command(&line).unwrap_or_else(|error| panic!("{line}: {error}"))
}

fn filled(template: &str, draw: &mut Draw) -> String {
    let mut line = String::new();
    let mut rest = template;
    while let Some((before, (choice, after))) =
        rest.split_once('<').and_then(|(before, rest)| Some((before, rest.split_once('>')?)))
    {
        line += before;
        line += &chosen(choice, draw);
        rest = after;
    }
    line + rest
}

fn chosen(choice: &str, draw: &mut Draw) -> String {
    if let Some((least, most)) = choice.split_once("..") {
        let number = |text: &str| text.parse::<u64>().unwrap_or_else(|_| panic!("<{choice}>"));
        return (number(least) + draw.below(number(most) + 1 - number(least))).to_string();
    }
    let words: Vec<&str> = choice.split('|').collect();
    words[usize::try_from(draw.below(words.len() as u64)).unwrap()].to_owned()
}
