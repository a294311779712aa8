//! The whole page in Chromium, by a real pointer and a real keyboard: one file for each part of the product.
//!
//! One program, not one for each file, so that the journeys fill all cores there are: a browser waits more than it works.

mod bill;
mod common;
mod connector;
mod copyas;
mod data;
mod destinations;
mod determinism;
mod disagreements;
mod duplicates;
mod firehose;
mod first_load;
mod kcl;
mod keyboard;
mod keys;
mod kpl;
mod labs;
mod lambda;
mod making;
mod moves;
mod own_function;
mod pages;
mod offline;
mod phone;
mod playground;
mod policy;
mod present;
mod readers;
mod ruler;
mod search;
mod security;
mod share;
mod smoke;
mod sorting;
mod sources;
mod states;
mod streams;
mod tools;
mod transform;
mod watch;
mod why;
mod words;
mod worlds;
