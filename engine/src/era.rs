//! The three exam eras, which rule limits, names and the calendar date on which a story begins.

use std::fmt;

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use serde::Serialize;

use crate::kernel::Time;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Era {
    /// AWS Certified Big Data Specialty, BDS-C00, as of autumn 2018.
    #[serde(rename = "2018")]
    Y2018,
    /// AWS Certified Data Analytics Specialty, DAS-C01, 2020 to 2024.
    #[serde(rename = "2020")]
    Y2020,
    /// AWS Certified Data Engineer Associate, DEA-C01, November 2026.
    #[default]
    #[serde(rename = "today")]
    Today,
}

impl Era {
    pub const ALL: [Era; 3] = [Era::Y2018, Era::Y2020, Era::Today];

    pub fn parse(text: &str) -> Option<Era> {
        Era::ALL.into_iter().find(|era| era.name() == text)
    }

    /// As stories write it.
    pub fn name(self) -> &'static str {
        match self {
            Era::Y2018 => "2018",
            Era::Y2020 => "2020",
            Era::Today => "today",
        }
    }

    /// The exam of the era.
    pub fn exam(self) -> &'static str {
        match self {
            Era::Y2018 => "BDS-C00",
            Era::Y2020 => "DAS-C01",
            Era::Today => "DEA-C01",
        }
    }

    pub(crate) fn index(self) -> usize {
        match self {
            Era::Y2018 => 0,
            Era::Y2020 => 1,
            Era::Today => 2,
        }
    }

    /// Seconds of the Unix epoch at which a story of this era begins: 14:00 UTC on 21 November.
    pub fn starts_at(self) -> u64 {
        match self {
            Era::Y2018 => 1_542_808_800,
            Era::Y2020 => 1_605_967_200,
            Era::Today => 1_795_269_600,
        }
    }

    /// Seconds of the Unix epoch.
    pub fn epoch_seconds(self, time: Time) -> u64 {
        self.starts_at() + time.as_seconds()
    }

    /// Milliseconds of the Unix epoch.
    pub fn epoch_millis(self, time: Time) -> u64 {
        self.starts_at() * 1_000 + time.as_millis()
    }

    /// The instant of an epoch second, if it is not before the story.
    pub fn instant(self, epoch_millis: u64) -> Option<Time> {
        epoch_millis.checked_sub(self.starts_at() * 1_000).map(Time::millis)
    }

    /// The instant as UTC calendar time.
    pub fn utc(self, time: Time) -> Zoned {
        let micros = i64::try_from(self.starts_at() * 1_000_000 + time.as_micros())
            .expect("a story ends before the year 9999");
        Timestamp::from_microsecond(micros)
            .expect("a story ends before the year 9999")
            .to_zoned(TimeZone::UTC)
    }

    /// The instant in UTC in `strftime` notation.
    pub fn format_utc(self, time: Time, format: &str) -> String {
        self.utc(time).strftime(format).to_string()
    }
}

impl fmt::Display for Era {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_story_begins_at_two_in_the_afternoon() {
        let starts = Era::ALL.map(|era| era.format_utc(Time(0), "%Y-%m-%d %H:%M:%S"));
        assert_eq!(starts, ["2018-11-21 14:00:00", "2020-11-21 14:00:00", "2026-11-21 14:00:00"]);
    }

    #[test]
    fn names_read_back() {
        for era in Era::ALL {
            assert_eq!(Era::parse(era.name()), Some(era));
        }
        assert_eq!(Era::parse("2019"), None);
    }
}
