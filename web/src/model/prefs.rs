//! How the learner likes the page; kept in the browser.

use engine::era::Era;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system says.
    #[default]
    Auto,
    Light,
    Dark,
}

impl Theme {
    pub const ALL: [Theme; 3] = [Theme::Auto, Theme::Light, Theme::Dark];

    pub fn next(self) -> Theme {
        match self {
            Theme::Auto => Theme::Light,
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Auto,
        }
    }

    pub fn name(self) -> &'static str {
        match self {
            Theme::Auto => "as the system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// How much moves beside the records themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Motion {
    /// As the system says.
    #[default]
    Auto,
    Less,
}

impl Motion {
    pub const ALL: [Motion; 2] = [Motion::Auto, Motion::Less];

    pub fn name(self) -> &'static str {
        match self {
            Motion::Auto => "as the system",
            Motion::Less => "less",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Contrast {
    /// As the system says.
    #[default]
    Auto,
    More,
}

impl Contrast {
    pub const ALL: [Contrast; 2] = [Contrast::Auto, Contrast::More];

    pub fn name(self) -> &'static str {
        match self {
            Contrast::Auto => "as the system",
            Contrast::More => "more",
        }
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DockTab {
    #[default]
    Charts,
    Log,
    Calls,
    Bill,
    Terminal,
    /// The scene as text.
    Text,
}

impl DockTab {
    pub const ALL: [DockTab; 6] =
        [DockTab::Charts, DockTab::Log, DockTab::Calls, DockTab::Bill, DockTab::Terminal, DockTab::Text];

    pub fn name(self) -> &'static str {
        match self {
            DockTab::Charts => "Charts and terminal",
            DockTab::Log => "Event log",
            DockTab::Calls => "API calls",
            DockTab::Bill => "Bill",
            DockTab::Terminal => "Large terminal",
            DockTab::Text => "Scene as text",
        }
    }

    /// For a phone.
    pub fn short(self) -> &'static str {
        match self {
            DockTab::Charts => "Charts",
            DockTab::Log => "Log",
            DockTab::Calls => "Calls",
            DockTab::Bill => "Bill",
            DockTab::Terminal => "Terminal",
            DockTab::Text => "Text",
        }
    }
}

/// Kinds of events in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum LogKind {
    Refusals,
    Commands,
    Resharding,
    Puts,
    Reads,
    Firehose,
}

impl LogKind {
    pub const ALL: [LogKind; 6] = [
        LogKind::Refusals,
        LogKind::Commands,
        LogKind::Resharding,
        LogKind::Puts,
        LogKind::Reads,
        LogKind::Firehose,
    ];

    pub fn name(self) -> &'static str {
        match self {
            LogKind::Refusals => "Refusals",
            LogKind::Commands => "Commands",
            LogKind::Resharding => "Resharding",
            LogKind::Puts => "Puts",
            LogKind::Reads => "Reads",
            LogKind::Firehose => "Firehose",
        }
    }

    /// A sign beside the colour.
    pub fn glyph(self) -> &'static str {
        match self {
            LogKind::Refusals => "✕",
            LogKind::Commands => "●",
            LogKind::Resharding => "✂",
            LogKind::Puts => "→",
            LogKind::Reads => "←",
            LogKind::Firehose => "▼",
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Prefs {
    pub version: u32,
    pub theme: Theme,
    pub dock: DockTab,
    /// `None`: as it fits, closed below the first scene's question.
    pub dock_open: Option<bool>,
    pub log: Option<LogKind>,
    pub motion: Motion,
    pub contrast: Contrast,
    /// Of a scene that begins.
    pub start_speed: u32,
    /// Keys without Ctrl act outside fields: `/`, `,`, `.`, `[`, `]`, Space.
    pub single_keys: bool,
    /// Only questions of this era.
    #[serde(with = "era_by_name")]
    pub quiz_era: Option<Era>,
}

/// An era as stories write it.
mod era_by_name {
    use engine::era::Era;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub fn serialize<S: Serializer>(era: &Option<Era>, s: S) -> Result<S::Ok, S::Error> {
        era.map(Era::name).serialize(s)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(d: D) -> Result<Option<Era>, D::Error> {
        let name = Option::<String>::deserialize(d)?;
        Ok([Era::Y2018, Era::Y2020, Era::Today].into_iter().find(|era| Some(era.name()) == name.as_deref()))
    }
}

impl Default for Prefs {
    fn default() -> Prefs {
        Prefs {
            version: 1,
            theme: Theme::Auto,
            dock: DockTab::Charts,
            dock_open: None,
            log: None,
            motion: Motion::Auto,
            contrast: Contrast::Auto,
            start_speed: 1,
            single_keys: true,
            quiz_era: None,
        }
    }
}
