//! What goes wrong on the way to a destination, in words: what is wrong there, and when it is tried again.

use engine::command::Place;
use engine::view::{DeliveryView, FaultView, RetryView, View};

use super::numbers::{clock, time};

/// What is wrong at a place.
pub fn fault<'a>(view: &'a View, place: &Place) -> Option<&'a FaultView> {
    view.faults.iter().find(|fault| fault.place == *place)
}

/// `✕ unreachable, 9:12 left`, longest wording first.
pub fn trouble(fault: &FaultView) -> Vec<String> {
    let word = fault.trouble.word();
    match fault.left_us {
        Some(us) => vec![
            format!("✕ {word}, {} left", clock(us)),
            format!("✕ {word} {}", clock(us)),
            format!("✕ {word}"),
        ],
        None => vec![format!("✕ {word} until healed"), format!("✕ {word}")],
    }
}

/// When its attempts end; what is tried for ever comes last.
fn ends(retry: &&RetryView) -> u64 {
    retry.retries_for_us.unwrap_or(u64::MAX)
}

/// Of what a delivery stream tries again at a place, what is given up first.
pub fn next<'a>(delivery: &'a DeliveryView, place: &Place) -> Option<&'a RetryView> {
    delivery.retries.iter().filter(|retry| retry.place == *place).min_by_key(ends)
}

/// The same at any place.
pub fn next_anywhere(delivery: &DeliveryView) -> Option<&RetryView> {
    delivery.retries.iter().min_by_key(ends)
}

/// `↻3 again in 4:12`, longest wording first.
pub fn again(retry: &RetryView) -> Vec<String> {
    let n = retry.attempts;
    match retry.next_in_us {
        Some(us) => {
            vec![format!("↻{n} again in {}", clock(us)), format!("↻{n} in {}", clock(us)), format!("↻{n}")]
        }
        None => vec![format!("↻{n} trying now"), format!("↻{n} now"), format!("↻{n}")],
    }
}

/// `gives up in 55 min`.
pub fn gives_up(retry: &RetryView) -> Vec<String> {
    let Some(us) = retry.retries_for_us else {
        return vec!["never gives up".to_owned(), "for ever".to_owned()];
    };
    let left = time(us);
    // The next attempt begins when the time is over: `again` says when that is.
    if us == 0 || retry.next_in_us == Some(us) {
        return vec!["the last attempt".to_owned(), "last try".to_owned()];
    }
    vec![format!("gives up in {left}"), format!("up in {left}"), left]
}
