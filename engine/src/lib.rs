//! The rules of Shardlab: Kinesis Data Streams, Firehose and the actors around them, exactly, in virtual time.
//!
//! One value, [`world::World`], does no I/O. Commands enter, events leave, wakes are due later.
//! Absent on purpose: browser, clock, thread, file, float, hash map and randomness of its own. The same story
//! and seed give the same journal, byte for byte, natively and in the browser.
//!
//! Each module may use only what stands above it (`tests/tidy.rs` keeps that).

pub mod kernel;

pub mod era;
pub mod names;
pub mod sequence;
pub mod limits;
pub mod prices;
pub mod keys;
pub mod hash;
pub mod aggregate;
pub mod payload;
pub mod record;
pub mod command;
pub mod refusal;
pub mod event;
pub mod security;
pub mod tools;
pub mod wake;
pub mod step;

pub mod streams;
pub mod stores;
pub mod dynamodb;
pub mod lambda;
pub mod firehose;

pub mod actors;
pub mod meters;
pub mod world;
pub mod view;

pub mod api;
pub mod story;
pub mod history;
pub mod watch;
pub mod worlds;
pub mod why;
