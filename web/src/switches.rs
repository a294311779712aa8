//! What an address may switch: one table, from which it is read, refused and documented.
//!
//! Switches stand before the `#` (`?era=2020#/`), where they hold for the whole visit, or behind the route
//! (`#/learn?present`), where they hold for that address; there they win. Absent: what a switch does.

mod read;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use engine::era::Era;
use engine::kernel::{Span, Time};

/// What stands behind `=`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Era,
    /// A whole number within bounds.
    Whole {
        least: u64,
        most: u64,
    },
    /// A length of time with its unit.
    Time {
        most: Span,
    },
    /// Without `=` it is on.
    Flag,
    /// Parts of the page, with commas.
    Parts,
}

impl Kind {
    /// The type with its bounds, for whoever writes an address.
    pub fn says(self) -> String {
        match self {
            Kind::Era => Era::ALL.map(Era::name).join(", "),
            Kind::Whole { least, most } => {
                let [least, most] = [least, most].map(engine::kernel::units::grouped);
                format!("a whole number from {least} to {most}")
            }
            Kind::Time { most } => {
                let most = engine::kernel::units::print_span(most);
                format!("a time such as 90s or 250ms, at most {most}")
            }
            Kind::Flag => "on (also without a value) or off".to_owned(),
            Kind::Parts => format!("of {}, with commas", Part::ALL.map(Part::word).join(", ")),
        }
    }
}

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub struct Switch {
    pub name: &'static str,
    pub kind: Kind,
    /// What is so without it.
    pub default: &'static str,
    pub does: &'static str,
}

/// All there are.
pub const SWITCHES: [Switch; 9] = [
    Switch {
        name: "era",
        kind: Kind::Era,
        default: "what the story says",
        does: "Whose limits rule in the playground and in a scene from a link. Labs and lessons keep their own.",
    },
    Switch {
        name: "seed",
        kind: Kind::Whole { least: 0, most: u64::MAX },
        default: "what the story says",
        does: "What chance begins with, in the playground and in a scene from a link.",
    },
    Switch {
        name: "speed",
        kind: Kind::Whole { least: 1, most: 3_600 },
        default: "1",
        does: "Simulated seconds a second.",
    },
    Switch {
        name: "at",
        kind: Kind::Time { most: Span::seconds(7 * 86_400) },
        default: "the beginning",
        does: "The instant at which a scene from a link opens; it is paused there.",
    },
    Switch {
        name: "present",
        kind: Kind::Flag,
        default: "off",
        does: "Opens the scene, or the lesson, for a projector.",
    },
    Switch {
        name: "embed",
        kind: Kind::Flag,
        default: "off",
        does: "Stage and time alone, for an iframe; the page talks with the one around it, and keeps no scene in the browser.",
    },
    Switch {
        name: "hide",
        kind: Kind::Parts,
        default: "nothing",
        does: "Parts of the playground and of labs that are not shown.",
    },
    Switch {
        name: "lock",
        kind: Kind::Flag,
        default: "off",
        does: "Nothing in the scene can be changed; only time can be moved.",
    },
    Switch {
        name: "watch",
        kind: Kind::Whole { least: 1, most: 65_535 },
        default: "nothing",
        does: "Follows an endpoint on this machine (`cargo xtask endpoint`) at this port: what is asked there is seen on the stage.",
    },
];

/// What can be hidden.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    Header,
    Palette,
    Goals,
    Inspector,
    Transport,
    Dock,
}

impl Part {
    pub const ALL: [Part; 6] =
        [Part::Header, Part::Palette, Part::Goals, Part::Inspector, Part::Transport, Part::Dock];

    pub fn word(self) -> &'static str {
        match self {
            Part::Header => "header",
            Part::Palette => "palette",
            Part::Goals => "goals",
            Part::Inspector => "inspector",
            Part::Transport => "transport",
            Part::Dock => "dock",
        }
    }
}

/// What an address has switched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Switches {
    pub era: Option<Era>,
    pub seed: Option<u64>,
    pub speed: Option<u32>,
    pub at: Option<Time>,
    pub present: bool,
    pub embed: bool,
    pub hide: BTreeSet<Part>,
    pub lock: bool,
    /// The port of an endpoint.
    pub watch: Option<u16>,
}

impl Switches {
    pub fn hides(&self, part: Part) -> bool {
        self.hide.contains(&part)
    }

    /// Reads what stands between `?` and `#`, and the hash with its own `?`. What is wrong is told, one sentence for
    /// each switch, and left out.
    pub fn read(search: &str, hash: &str) -> (Switches, Vec<String>) {
        read::both(search, hash)
    }
}
