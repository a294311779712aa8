//! The blueprint that turns lines of comma-separated values into JSON, one object a line. Every value stays text.

use serde::Serialize;

use super::NOT_TEXT;

/// The columns, in their order: a record carries no header.
#[derive(Serialize)]
struct Row<'a> {
    ticker: &'a str,
    sector: &'a str,
    change: &'a str,
    price: &'a str,
}

const NOT_FOUR: &str = "a line has not the four columns ticker, sector, change, price";
const EMPTY: &str = "there is no line in the record";

pub(super) fn to_json(data: &[u8]) -> Result<Vec<u8>, &'static str> {
    let text = std::str::from_utf8(data).map_err(|_| NOT_TEXT)?;
    let mut out = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let values = values(line);
        let [ticker, sector, change, price] = values.as_slice() else { return Err(NOT_FOUR) };
        let row = Row { ticker, sector, change, price };
        serde_json::to_writer(&mut out, &row).expect("plain fields become JSON");
        out.push(b'\n');
    }
    if out.is_empty() { Err(EMPTY) } else { Ok(out) }
}

/// The values of a line. One in double quotes may hold commas, and two quotes for one.
fn values(line: &str) -> Vec<String> {
    let mut values = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let value = values.last_mut().expect("there is always one");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                value.push('"');
                chars.next();
            }
            '"' => quoted = !quoted,
            ',' if !quoted => values.push(String::new()),
            other => value.push(other),
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_become_objects() {
        let json = |text: &str| to_json(text.as_bytes()).map(|json| String::from_utf8(json).unwrap());
        assert_eq!(
            json("QXZ,HEALTHCARE,-0.52,\"84,51\"\r\n\nAB\"\"C,x,,\n").unwrap(),
            "{\"ticker\":\"QXZ\",\"sector\":\"HEALTHCARE\",\"change\":\"-0.52\",\"price\":\"84,51\"}\n\
             {\"ticker\":\"ABC\",\"sector\":\"x\",\"change\":\"\",\"price\":\"\"}\n"
        );
        assert_eq!(
            json("\"say \"\"hi\"\"\",b,c,d").unwrap().split(',').next(),
            Some("{\"ticker\":\"say \\\"hi\\\"\"")
        );
        assert_eq!(json("a,b,c"), Err(NOT_FOUR));
        assert_eq!(json("a,b,c,d\na,b,c,d,e"), Err(NOT_FOUR));
        assert_eq!(json(""), Err(EMPTY));
        assert_eq!(to_json(&[0x1f, 0x8b]), Err(NOT_TEXT));
    }
}
