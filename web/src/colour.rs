//! Colours as style sheets write them, for what is drawn on a canvas.

/// Reads `#1f5fbf`, `#fff` or `rgb(31, 95, 191)`.
pub fn parse(text: &str) -> Option<(u8, u8, u8)> {
    let text = text.trim();
    if let Some(digits) = text.strip_prefix('#') {
        let two = |at: usize| u8::from_str_radix(digits.get(at..at + 2)?, 16).ok();
        let one = |at: usize| u8::from_str_radix(digits.get(at..=at)?, 16).ok().map(|n| n * 17);
        return match digits.len() {
            6 | 8 => Some((two(0)?, two(2)?, two(4)?)),
            3 | 4 => Some((one(0)?, one(1)?, one(2)?)),
            _ => None,
        };
    }
    let inside = text.strip_prefix("rgba").or_else(|| text.strip_prefix("rgb"))?.trim_matches(['(', ')']);
    let mut parts = inside.split([',', ' ', '/']).filter(|part| !part.is_empty());
    let mut next = || parts.next()?.parse::<u8>().ok();
    Some((next()?, next()?, next()?))
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn colours_read_in_every_notation() {
        assert_eq!(parse(" #1f5fbf"), Some((31, 95, 191)));
        assert_eq!(parse("#fff"), Some((255, 255, 255)));
        assert_eq!(parse("rgb(31, 95, 191)"), Some((31, 95, 191)));
        assert_eq!(parse("rgb(31 95 191 / 50%)"), Some((31, 95, 191)));
        for bad in ["", "CanvasText", "#12", "rgb(1,2)"] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }
}
