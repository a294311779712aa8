//! Type: how wide a text is, and how it is shortened when there is not room enough.
//!
//! The widths are those of Inter at weight 650 with a margin that covers the other faces of the font stack, so
//! that a text which fits here fits on every machine. Sizes are those of style.css.

/// A size and weight of type. The class of the same name in style.css draws it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Face {
    StreamTitle,
    StreamNote,
    Axis,
    LaneName,
    LaneRange,
    Gauge,
    NodeTitle,
    NodeNote,
    Line,
    Badge,
    Flag,
    Tree,
    TreeNote,
    Tip,
    Ghost,
}

impl Face {
    #[cfg(test)]
    pub const ALL: [Face; 15] = [
        Face::StreamTitle,
        Face::StreamNote,
        Face::Axis,
        Face::LaneName,
        Face::LaneRange,
        Face::Gauge,
        Face::NodeTitle,
        Face::NodeNote,
        Face::Line,
        Face::Badge,
        Face::Flag,
        Face::Tree,
        Face::TreeNote,
        Face::Tip,
        Face::Ghost,
    ];

    pub fn class(self) -> &'static str {
        match self {
            Face::StreamTitle => "st",
            Face::StreamNote => "ss",
            Face::Axis => "axis",
            Face::LaneName => "lname",
            Face::LaneRange => "lrange",
            Face::Gauge => "gtxt",
            Face::NodeTitle => "nt",
            Face::NodeNote => "ns",
            Face::Line => "nl",
            Face::Badge => "bdgt",
            Face::Flag => "flagt",
            Face::Tree => "tree",
            Face::TreeNote => "treen",
            Face::Tip => "tipt",
            Face::Ghost => "ghostt",
        }
    }

    /// In pixels.
    pub fn size(self) -> f64 {
        match self {
            Face::StreamTitle => 15.0,
            Face::NodeTitle => 12.5,
            Face::StreamNote | Face::Tip | Face::Ghost => 11.0,
            Face::Axis | Face::NodeNote | Face::LaneName | Face::Line => 10.5,
            Face::LaneRange | Face::Gauge | Face::Tree => 10.0,
            Face::Badge | Face::Flag | Face::TreeNote => 9.5,
        }
    }

    fn mono(self) -> bool {
        match self {
            Face::LaneName | Face::LaneRange | Face::Gauge | Face::Line | Face::Badge => true,
            Face::Flag | Face::Tree | Face::TreeNote => true,
            Face::StreamTitle | Face::StreamNote | Face::Axis | Face::NodeTitle => false,
            Face::NodeNote | Face::Tip | Face::Ghost => false,
        }
    }
}

/// Thousandths of an em of the characters from space to tilde.
const SANS: [u16; 95] = [
    232, 325, 392, 650, 655, 859, 674, 209, 409, 409, 565, 680, 303, 469, 298, 390, 688, 489, 630, 659, 678,
    645, 660, 595, 661, 660, 298, 303, 680, 680, 680, 562, 1031, 748, 661, 752, 727, 613, 585, 761, 746, 281,
    570, 690, 567, 915, 735, 782, 648, 783, 656, 655, 668, 729, 748, 1036, 714, 724, 667, 409, 390, 409, 488,
    477, 497, 580, 635, 587, 635, 598, 386, 633, 624, 272, 272, 582, 272, 912, 622, 614, 632, 632, 409, 562,
    388, 622, 586, 850, 574, 586, 572, 409, 374, 409, 680,
];
const MARGIN: f64 = 1.04;
/// The widest of the usual monospaced faces.
const MONO: f64 = 0.618;

/// How wide a text is at most, in pixels.
pub fn width(face: Face, text: &str) -> f64 {
    text.chars().map(|c| advance(face, c)).sum::<f64>() * face.size()
}

fn advance(face: Face, c: char) -> f64 {
    let narrow = matches!(c, '…' | '–' | '·' | 'λ' | '−' | 'µ');
    if face.mono() {
        return if c.is_ascii() || narrow { MONO } else { 0.96 };
    }
    match u32::from(c) {
        code @ 32..=126 => f64::from(SANS[(code - 32) as usize]) / 1000.0 * MARGIN,
        _ if narrow => 0.83,
        _ => 1.0,
    }
}

/// The text, cut at its end to fit; and the whole, if it had to be cut.
pub fn fit(face: Face, text: &str, room: f64) -> (String, Option<String>) {
    if width(face, text) <= room {
        return (text.to_owned(), None);
    }
    let mut short = String::new();
    for c in text.chars() {
        if width(face, &short) + (advance(face, c) + advance(face, '…')) * face.size() > room {
            break;
        }
        short.push(c);
    }
    (format!("{}…", short.trim_end_matches([' ', '·', '-', '.', ','])), Some(text.to_owned()))
}

/// The same, cut in the middle: both ends of a file name say something.
pub fn fit_middle(face: Face, text: &str, room: f64) -> (String, Option<String>) {
    if width(face, text) <= room {
        return (text.to_owned(), None);
    }
    let all: Vec<char> = text.chars().collect();
    let made = |keep: usize| {
        let (head, tail) = (keep - keep / 2, keep / 2);
        all[..head].iter().chain(&['…']).chain(&all[all.len() - tail..]).collect::<String>()
    };
    let keep = (1..all.len()).rev().find(|keep| width(face, &made(*keep)) <= room).unwrap_or(1);
    (made(keep), Some(text.to_owned()))
}

/// The first of several wordings that fits; else the last, cut.
pub fn first_that_fits<S: AsRef<str>>(face: Face, wordings: &[S], room: f64) -> (String, Option<String>) {
    let fits = wordings.iter().find(|text| width(face, text.as_ref()) <= room);
    let first = wordings.first().map_or("", AsRef::as_ref);
    match fits {
        Some(text) if text.as_ref() == first => (first.to_owned(), None),
        Some(text) => (text.as_ref().to_owned(), Some(first.to_owned())),
        None => (fit(face, wordings.last().map_or("", AsRef::as_ref), room).0, Some(first.to_owned())),
    }
}

/// Words in lines no wider than `room`, in at most `lines`; the last line is cut if they do not suffice.
pub fn wrap(face: Face, words: &[String], room: f64, lines: usize) -> Vec<String> {
    let mut made: Vec<String> = vec![];
    for word in words {
        match made.last_mut() {
            Some(line) if width(face, &format!("{line} {word}")) <= room => *line = format!("{line} {word}"),
            Some(_) | None => made.push(word.clone()),
        }
    }
    if made.len() > lines {
        let rest = made.split_off(lines - 1).join(" ");
        made.push(rest);
    }
    made.iter().map(|line| fit(face, line, room).0).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_cut_fits_and_keeps_the_whole() {
        for room in [30.0, 60.0, 90.0] {
            for face in Face::ALL {
                let long = "iphone-fleet-of-the-whole-world";
                for (short, whole) in [fit(face, long, room), fit_middle(face, long, room)] {
                    assert!(width(face, &short) <= room, "{short} in {room}");
                    assert!(short.contains('…') && whole.as_deref() == Some(long));
                }
                assert_eq!(fit(face, "a", room), ("a".to_owned(), None));
            }
        }
    }

    #[test]
    fn wrapped_words_keep_to_their_lines() {
        let words: Vec<String> =
            "8,412 put = 8,035 read + 365 unread".split(' ').map(str::to_owned).collect();
        let lines = wrap(Face::Line, &words, 120.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(lines.iter().all(|line| width(Face::Line, line) <= 120.0), "{lines:?}");
    }
}
