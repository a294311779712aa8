//! Which pages may read what is asked here, and which may do something: by the `Origin` that a browser sends.
//!
//! Pages of this machine may; one elsewhere if `--watch-from` names it, and that one may only watch. SDKs and tools send
//! no `Origin`, and may all.

/// The origin of a page as browsers write it: `https://labs.example.org`, `http://127.0.0.1:8080`. `None` for what is
/// none, such as one with a path.
pub fn page(text: &str) -> Option<String> {
    let (scheme, host) = text.split_once("://")?;
    let sign = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    let fits = ["http", "https"].contains(&scheme) && !host.is_empty() && host.chars().all(sign);
    fits.then(|| text.to_ascii_lowercase())
}

/// Whether a page of this origin comes from this machine.
pub fn is_of_this_machine(origin: &str) -> bool {
    let Some((_, host)) = origin.split_once("://") else { return false };
    let name = match host.strip_prefix('[') {
        Some(inner) => inner.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse().is_ok_and(|address: std::net::IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_of_this_machine_are_known_and_no_others() {
        for origin in ["http://127.0.0.1:8080", "http://localhost:1", "http://localhost", "http://[::1]:80"] {
            assert!(is_of_this_machine(origin), "{origin}");
        }
        for origin in [
            "null",
            "",
            "https://example.org",
            "http://127.0.0.1.example.org",
            "http://localhost.example.org",
            "http://10.0.0.1",
            "http://evil.org:127.0.0.1",
        ] {
            assert!(!is_of_this_machine(origin), "{origin}");
        }
    }

    #[test]
    fn an_origin_has_no_path() {
        assert_eq!(page("https://Labs.example.org"), Some("https://labs.example.org".to_owned()));
        for wrong in
            ["labs.example.org", "https://", "https://a/b", "https://a b", "*", "ftp://a", "https://*"]
        {
            assert_eq!(page(wrong), None, "{wrong}");
        }
    }
}
