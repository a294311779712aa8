//! The third hint of a lab says exactly what to do: what it says to type is what a solution does, and a solution is
//! proved.

use engine::command::Command;
use engine::story::{self, Branch, Statement};
use lessons::Lab;

/// Labs whose third hint names one line and says the others in words.
const IN_WORDS: [&str; 3] = ["five-consumers-one-shard", "least-privilege", "the-answer-that-never-came"];

/// What stands in code marks and begins as a command does.
fn typed(text: &str) -> Vec<String> {
    const BEGIN: [&str; 9] =
        ["aws ", "set ", "stop ", "allow ", "consumer ", "producer ", "function ", "crash ", "heal "];
    let code = text.split('`').skip(1).step_by(2);
    code.filter(|code| BEGIN.iter().any(|word| code.starts_with(word))).map(str::to_owned).collect()
}

fn commands(lab: &Lab, text: &str) -> Vec<Command> {
    let read =
        |line: &String| story::command(line).unwrap_or_else(|slip| panic!("{}: {line}: {slip}", lab.id));
    typed(text).iter().map(read).collect()
}

fn does(solution: &Branch) -> impl Iterator<Item = &Command> {
    solution
        .lines
        .iter()
        .filter_map(|line| if let Statement::Do(command) = &line.what { Some(command) } else { None })
}

#[test]
fn what_the_third_hint_says_to_type_is_a_solution() {
    let mut others = Vec::new();
    for lab in lessons::labs().unwrap_or_else(|mistake| panic!("{mistake}")) {
        let hinted = commands(&lab, lab.hints.last().expect("three hints"));
        let task: Vec<Command> = lab.task.iter().flat_map(|text| commands(&lab, text)).collect();
        let solutions = &lab.story.solutions;
        let each =
            hinted.iter().all(|line| solutions.iter().any(|solution| does(solution).any(|it| it == line)));
        let told = |line: &Command| hinted.contains(line) || task.contains(line);
        let whole =
            solutions.iter().any(|solution| does(solution).all(told)) || IN_WORDS.contains(&lab.id.as_str());
        let says = hinted.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n  ");
        if !each || !whole || hinted.is_empty() {
            others.push(format!("{}: no solution does exactly this:\n  {says}", lab.id));
        }
    }
    assert!(others.is_empty(), "{}", others.join("\n"));
}
