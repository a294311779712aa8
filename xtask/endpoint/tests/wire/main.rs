//! The endpoint over loopback: what is asked in a wrong way, cut off, or made up at random.

mod abuse;
mod http;
mod running;
mod watch;
