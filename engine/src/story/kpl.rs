//! What a line says of a producer's KPL.

use super::cursor::Cursor;
use crate::api::cli::words::Slip;
use crate::command::KplSetting;
use crate::kernel::units;

/// What stands behind the word of a setting of the KPL.
#[inline(never)]
pub(super) fn setting(word: &str, cursor: &mut Cursor<'_>) -> Result<KplSetting, Slip> {
    const ON: [(&str, bool); 2] = [("on", true), ("off", false)];
    const YES: [(&str, bool); 2] = [("yes", true), ("no", false)];
    let records = "a number of records, such as 100";
    Ok(match word {
        "aggregation" => KplSetting::Aggregation(cursor.choice("aggregation", &ON)?),
        "buffered" => KplSetting::Buffered(cursor.quantity("a time such as 100ms", units::span)?),
        "aggregate-size" => KplSetting::AggregateSize(cursor.quantity("a size such as 51200B", units::size)?),
        "aggregate-count" => KplSetting::AggregateCount(cursor.count(records)?),
        "collect-count" => KplSetting::CollectCount(cursor.count(records)?),
        "collect-size" => KplSetting::CollectSize(cursor.quantity("a size such as 5MiB", units::size)?),
        "ttl" => KplSetting::Ttl(cursor.quantity("a time such as 30s", units::span)?),
        "rate-limit" => KplSetting::RateLimit(cursor.quantity("percent such as 150%", percent)?),
        "max-connections" => KplSetting::MaxConnections(cursor.count("a number of connections, such as 24")?),
        _ => KplSetting::FailIfThrottled(cursor.choice("whether it fails what is throttled", &YES)?),
    })
}

fn percent(text: &str) -> Result<u64, String> {
    let number = text.strip_suffix('%').and_then(|digits| digits.parse().ok());
    number.ok_or_else(|| format!("`{text}` is not a percentage: write a whole number with %, such as 150%"))
}
