//! Stories: what reads, what does not and why, and how they play.

mod conditions;
mod examples;
mod goals;
mod refused;
mod round_trip;
mod slips;
mod words;
