//! The messages of SubscribeToShard's answer: `application/vnd.amazon.eventstream`.

use aws_smithy_eventstream::frame::write_message_to;
use aws_smithy_types::event_stream::{Header, HeaderValue, Message};
use bytes::Bytes;

use crate::protocol::Protocol;
use engine::api::wire::Wire;

/// What AWS sends before the first event: an empty answer.
pub fn initial_response(protocol: Protocol) -> Bytes {
    message(
        protocol,
        &[(":event-type", "initial-response"), (":message-type", "event")],
        &Wire::Map(Vec::new()),
    )
}

pub fn event(protocol: Protocol, event: &Wire) -> Bytes {
    message(protocol, &[(":event-type", "SubscribeToShardEvent"), (":message-type", "event")], event)
}

/// An error that the model names, after which the stream ends.
pub fn exception(protocol: Protocol, name: &'static str, text: &str) -> Bytes {
    let body = Wire::Map(vec![("message", Wire::Text(text.to_owned()))]);
    message(protocol, &[(":exception-type", name), (":message-type", "exception")], &body)
}

fn message(protocol: Protocol, headers: &[(&'static str, &'static str)], body: &Wire) -> Bytes {
    let content_type = (":content-type", protocol.content_type());
    let message = headers
        .iter()
        .chain([&content_type])
        .fold(Message::new(protocol.write(body)), |message, (name, value)| {
            message.add_header(Header::new(*name, HeaderValue::String((*value).into())))
        });
    let mut frame = Vec::new();
    write_message_to(&message, &mut frame).expect("a push is far below the 16 MiB of a frame");
    frame.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_has_lengths_headers_and_both_checksums() {
        let frame = initial_response(Protocol::Json);
        let total = u32::from_be_bytes(frame[0..4].try_into().unwrap());
        assert_eq!(total as usize, frame.len());
        let read = aws_smithy_eventstream::frame::read_message_from(&mut frame.clone()).unwrap();
        let names: Vec<_> = read.headers().iter().map(|h| h.name().as_str().to_owned()).collect();
        assert_eq!(names, [":event-type", ":message-type", ":content-type"]);
        assert_eq!(read.payload().as_ref(), b"{}");
    }
}
