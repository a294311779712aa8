//! The terminal of the page, without the page: the client tests hold the AWS CLI's output against it.
//!
//! `terminal MICROSECONDS` begins a world of seed 1 there. Each line of stdin is a line of the AWS CLI, or `+N`:
//! let N seconds pass. What it prints is ended by a NUL.

use std::io::{BufRead, Write};

use engine::api::cli;
use engine::era::Era;
use engine::kernel::{Span, Time};
use engine::world::World;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let start: u64 = std::env::args().nth(1).ok_or("terminal MICROSECONDS")?.parse()?;
    let mut world = World::new(Era::Today, 1).with_tools(&tools::native());
    world.advance(Time(start), u64::MAX);
    let mut out = std::io::stdout();
    for line in std::io::stdin().lock().lines() {
        let said = say(&mut world, &line?)?;
        write!(out, "{said}\0")?;
        out.flush()?;
    }
    Ok(())
}

fn say(world: &mut World, line: &str) -> Result<String, std::num::ParseIntError> {
    if let Some(seconds) = line.strip_prefix('+') {
        let then = world.now() + Span::seconds(seconds.parse()?);
        world.advance(then, u64::MAX);
        return Ok(String::new());
    }
    let command = match cli::parse(line) {
        Ok(command) => command,
        Err(error) => return Ok(error.to_string()),
    };
    Ok(match world.apply(&command) {
        Ok(reply) => cli::render(&command, &reply, world.era()),
        Err(refusal) => cli::render_refusal(&command, &refusal),
    })
}
