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

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum DockTab {
    #[default]
    Charts,
    Log,
    Calls,
    Bill,
    Terminal,
}

impl DockTab {
    pub const ALL: [DockTab; 5] =
        [DockTab::Charts, DockTab::Log, DockTab::Calls, DockTab::Bill, DockTab::Terminal];

    pub fn name(self) -> &'static str {
        match self {
            DockTab::Charts => "Charts and terminal",
            DockTab::Log => "Event log",
            DockTab::Calls => "API calls",
            DockTab::Bill => "Bill",
            DockTab::Terminal => "Large terminal",
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
            quiz_era: None,
        }
    }
}
