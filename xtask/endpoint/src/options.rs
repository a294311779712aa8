//! The flags of the endpoint.

use std::net::{IpAddr, Ipv4Addr};

use engine::era::Era;

use crate::origins;

pub const USAGE: &str = "\
usage: cargo xtask endpoint [--port N] [--host ADDRESS] [--era 2018|2020|today] [--speed X] [--seed N]
                            [--shard-limit N] [--watch-from ORIGIN]

  --port 4567         0 takes any free port; the first line of output is the address
  --host 127.0.0.1    who may call: loopback only, unless another address is given
  --era today         whose limits rule
  --speed 1           virtual seconds per second; 0 stands still but for POST /_lab/advance
  --seed 1            for what is left to chance
  --shard-limit N     open shards of the account, if not the quota of the era
  --watch-from ORIGIN a page that may follow this endpoint, such as https://labs.example.org; pages of this machine may";

/// Virtual seconds per second: beyond a day a second, a call would wait for all that has happened meanwhile.
const SPEED_MOST: f64 = 86_400.0;

#[derive(Clone, Debug, PartialEq)]
pub struct Options {
    /// Of a page elsewhere that may read what is asked here.
    pub watch_from: Option<String>,
    pub port: u16,
    pub host: IpAddr,
    pub era: Era,
    pub speed: f64,
    pub seed: u64,
    /// `None` is the quota of the era.
    pub shard_limit: Option<u64>,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            watch_from: None,
            port: 4567,
            host: Ipv4Addr::LOCALHOST.into(),
            era: Era::Today,
            speed: 1.0,
            seed: 1,
            shard_limit: None,
        }
    }
}

impl Options {
    /// # Errors
    /// A sentence that names the flag, and the usage.
    pub fn read(words: &[String]) -> Result<Options, String> {
        let mut options = Options::default();
        let mut rest = words.iter();
        while let Some(flag) = rest.next() {
            let value = rest.next().ok_or_else(|| wrong(flag, "needs a value"))?;
            match flag.as_str() {
                "--port" => {
                    options.port = value.parse().map_err(|_| wrong(flag, "is a number up to 65535"))?
                }
                "--host" => options.host = value.parse().map_err(|_| wrong(flag, "is an IP address"))?,
                "--era" => {
                    options.era = Era::parse(value).ok_or_else(|| wrong(flag, "is 2018, 2020 or today"))?
                }
                "--speed" => options.speed = speed(value).ok_or_else(|| wrong(flag, "is from 0 to 86400"))?,
                "--seed" => options.seed = value.parse().map_err(|_| wrong(flag, "is a whole number"))?,
                "--shard-limit" => {
                    let shards = value.parse().map_err(|_| wrong(flag, "is a whole number"))?;
                    options.shard_limit = Some(shards);
                }
                "--watch-from" => {
                    let origin = origins::page(value).ok_or_else(|| {
                        wrong(flag, "is scheme, host and port of a page, such as https://labs.example.org")
                    })?;
                    options.watch_from = Some(origin);
                }
                _ => return Err(wrong(flag, "is not known")),
            }
        }
        Ok(options)
    }
}

fn speed(text: &str) -> Option<f64> {
    text.parse().ok().filter(|speed| (0.0..=SPEED_MOST).contains(speed))
}

fn wrong(flag: &str, why: &str) -> String {
    format!("{flag} {why}\n\n{USAGE}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> Result<Options, String> {
        Options::read(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn nothing_said_is_loopback_today_at_the_speed_of_the_clock() {
        let options = read("").unwrap();
        assert!(options.host.is_loopback());
        assert_eq!((options.port, options.era, options.speed), (4567, Era::Today, 1.0));
    }

    #[test]
    fn each_flag_is_read() {
        let options = read("--port 0 --host ::1 --era 2018 --speed 0.5 --seed 7 --shard-limit 9 --watch-from https://a.example").unwrap();
        let host = "::1".parse().unwrap();
        assert_eq!(
            options,
            Options {
                watch_from: Some("https://a.example".to_owned()),
                port: 0,
                host,
                era: Era::Y2018,
                speed: 0.5,
                seed: 7,
                shard_limit: Some(9)
            }
        );
    }

    #[test]
    fn a_wrong_flag_is_named() {
        for line in [
            "--port x",
            "--port 65536",
            "--host here",
            "--era 2019",
            "--seed -1",
            "--shard-limit x",
            "--watch-from a.example",
            "--watch-from https://a.example/x",
            "--watch-from *",
            "--loud yes",
            "--port",
        ] {
            let why = read(line).unwrap_err();
            assert!(why.starts_with(line.split(' ').next().unwrap()) && why.contains("usage"), "{why}");
        }
        for line in ["--speed -1", "--speed NaN", "--speed inf", "--speed 86401"] {
            assert!(read(line).is_err(), "{line}");
        }
    }
}
