//! The time zones that a CustomTimeZone can name.
//!
//! `zones.txt` holds a zone in a line: its name and its rule in POSIX notation, as release 2026e of the tz database
//! ends. That is 16 kB; the whole database would add 268 kB to the page's module (86 kB compressed).
//! Absent: names with digits or hyphens, which AWS's pattern `[a-zA-Z/_]+` refuses; what rules were before 2026.

use jiff::tz::TimeZone;

static ZONES: &str = include_str!("zones.txt");

/// The zone of a CustomTimeZone; none said is UTC.
///
/// Modelling choice: a zone keeps in every era the rule that it has in 2026 (Brazil and Mexico had a summer time in
/// 2018), and Morocco's Ramadan is not in it.
///
/// # Errors
/// A sentence that names the zone that nobody knows.
pub fn zone(name: Option<&str>) -> Result<TimeZone, String> {
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(TimeZone::UTC) };
    let rule = ZONES.lines().find_map(|line| line.split_once(' ').filter(|(known, _)| *known == name));
    let Some((_, rule)) = rule else {
        return Err(format!("`{name}` is no time zone of the tz database, such as Europe/Berlin"));
    };
    Ok(TimeZone::posix(rule).expect("the table holds POSIX rules, all read by a test"))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn every_zone_of_the_table_can_be_read() {
        assert_eq!(ZONES.lines().count(), 553);
        for line in ZONES.lines() {
            let (name, rule) = line.split_once(' ').unwrap();
            assert!(zone(Some(name)).is_ok(), "{name} {rule}");
        }
    }

    #[test]
    fn zones_have_their_summer_time() {
        let noon = |name, month| {
            let utc = date(2026, month, 20).at(12, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
            utc.with_time_zone(zone(Some(name)).unwrap()).strftime("%d %H:%M %:z").to_string()
        };
        assert_eq!(noon("Asia/Tokyo", 1), "20 21:00 +09:00");
        assert_eq!(noon("Asia/Kolkata", 7), "20 17:30 +05:30");
        assert_eq!(
            [noon("Europe/Berlin", 1), noon("Europe/Berlin", 7)],
            ["20 13:00 +01:00", "20 14:00 +02:00"]
        );
        assert_eq!(noon("America/New_York", 7), "20 08:00 -04:00");
        assert_eq!(
            [noon("Australia/Sydney", 1), noon("Australia/Sydney", 7)],
            ["20 23:00 +11:00", "20 22:00 +10:00"]
        );
    }

    #[test]
    fn what_is_no_zone_is_refused() {
        assert!(zone(Some("Berlin")).unwrap_err().contains("`Berlin`"));
        assert!(zone(Some("Europe")).is_err(), "a continent is none");
        assert!(zone(Some("Etc/GMT+5")).is_err(), "AWS's pattern has no digits");
        assert_eq!(zone(None), Ok(TimeZone::UTC));
        assert_eq!(zone(Some("")), Ok(TimeZone::UTC));
    }
}
