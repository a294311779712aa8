//! The two protocols of the Kinesis API: which one a call speaks, and bodies in it.

use engine::api::wire::Wire;
use serde_json::Value;

use crate::cbor;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    Json,
    Cbor,
}

impl Protocol {
    /// By the Content-Type of a request, whatever stands behind a semicolon.
    pub fn of(content_type: &str) -> Option<Protocol> {
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        // DynamoDB's clients speak 1.0, which differs in the name alone; they read an answer in 1.1.
        let kind = if kind == "application/x-amz-json-1.0" { Protocol::Json.content_type() } else { &kind };
        [Protocol::Json, Protocol::Cbor].into_iter().find(|protocol| protocol.content_type() == kind)
    }

    pub fn content_type(self) -> &'static str {
        match self {
            Protocol::Json => "application/x-amz-json-1.1",
            Protocol::Cbor => "application/x-amz-cbor-1.1",
        }
    }

    /// `None` if the body cannot be read in this protocol.
    pub fn read(self, body: &[u8]) -> Option<Value> {
        match self {
            Protocol::Json => serde_json::from_slice(body).ok(),
            Protocol::Cbor => cbor::read(body),
        }
    }

    pub fn write(self, wire: &Wire) -> Vec<u8> {
        match self {
            Protocol::Json => wire.to_json().into_bytes(),
            Protocol::Cbor => cbor::write(wire),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_names_its_protocol() {
        assert_eq!(Protocol::of("application/x-amz-json-1.1"), Some(Protocol::Json));
        assert_eq!(Protocol::of("application/X-Amz-Cbor-1.1; charset=utf-8"), Some(Protocol::Cbor));
        assert_eq!(Protocol::of("application/x-amz-json-1.0"), Some(Protocol::Json));
        for other in ["", "application/json", "text/plain", "application/x-amz-json-1.2"] {
            assert_eq!(Protocol::of(other), None, "{other}");
        }
    }
}
