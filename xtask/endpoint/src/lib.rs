//! A local HTTP endpoint over the engine: SDKs and the AWS CLI call it as they call Amazon Kinesis.
//!
//! It promises AWS's wire: JSON 1.1 and CBOR 1.1, HTTP/1.1 and HTTP/2 without TLS, SubscribeToShard's event
//! stream, errors in AWS's form, Lambda's REST, and of S3's as much as shows what a bucket holds. Virtual time follows the wall clock, faster if wished, and jumps on request.
//! Absent on purpose: signatures, TLS, a disk, and every rule of the services themselves, which is the engine's.

pub mod answer;
pub mod body;
pub mod cbor;
pub mod clock;
pub mod frames;
pub mod lab;
pub mod lambda;
pub mod load;
pub mod options;
pub mod origins;
pub mod protocol;
pub mod routes;
pub mod s3;
pub mod serve;
pub mod shared;
pub mod watch;
