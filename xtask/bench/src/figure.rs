//! One figure, and the clock.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// What a ratio should be.
#[derive(Clone, Copy)]
pub enum Wanted {
    AtLeast(f64),
    AtMost(f64),
}

impl Wanted {
    fn is_met(self, ratio: f64) -> bool {
        match self {
            Wanted::AtLeast(least) => ratio >= least,
            Wanted::AtMost(most) => ratio <= most,
        }
    }

    fn words(self) -> String {
        match self {
            Wanted::AtLeast(least) => format!(">= {least}"),
            Wanted::AtMost(most) => format!("<= {most}"),
        }
    }
}

/// Prints a figure as a line of JSON: its ratio, what is wanted, and `sides`, an object with both sides' numbers.
pub fn print(name: &str, ratio: f64, wanted: Wanted, sides: Value) {
    let line = json!({
        "figure": name,
        "ratio": rounded(ratio),
        "wanted": wanted.words(),
        "met": wanted.is_met(ratio),
        "sides": sides,
        "load_average": load_average(),
    });
    println!("{line}");
}

/// A number that is only told, of which nothing is wanted.
pub fn tell(name: &str, numbers: Value) {
    println!("{}", json!({ "figure": name, "numbers": numbers, "load_average": load_average() }));
}

/// Four figures are more than a clock can tell.
pub fn rounded(number: f64) -> f64 {
    let scale = 10_f64.powi(3 - number.abs().max(1e-9).log10().floor() as i32);
    (number * scale).round() / scale
}

/// The machine's load over the last minute; null where the system does not tell.
fn load_average() -> Value {
    let text = std::fs::read_to_string("/proc/loadavg").ok();
    let first = text.as_deref().and_then(|text| text.split(' ').next()?.parse::<f64>().ok());
    first.map_or(Value::Null, Value::from)
}

/// How long something takes. What it gives is thrown away after the clock was stopped.
pub fn time<T>(work: impl FnOnce() -> T) -> Duration {
    let begun = Instant::now();
    let left = work();
    let took = begun.elapsed();
    drop(left);
    took
}

/// The middle of an odd number of values.
pub fn median(mut values: Vec<f64>) -> f64 {
    assert!(values.len() % 2 == 1, "an odd number has a middle");
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Nanoseconds of each side for one of `per`, the sides taking turns: the median of each.
pub fn in_turn<const N: usize>(
    rounds: usize,
    per: u32,
    mut sides: [&mut dyn FnMut() -> Duration; N],
) -> [f64; N] {
    let mut took = [const { Vec::new() }; N];
    for _ in 0..rounds {
        for (took, side) in took.iter_mut().zip(&mut sides) {
            took.push(side().as_nanos() as f64 / f64::from(per));
        }
    }
    took.map(median)
}
