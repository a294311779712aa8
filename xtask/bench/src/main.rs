use std::time::Instant;
fn main() {
    let a: Vec<String> = std::env::args().skip(1).collect();
    match a[0].as_str() {
        "digest" => {
            for f in &a[1..] {
                let text = std::fs::read_to_string(f).unwrap();
                let story = engine::story::Story::parse(&text).unwrap();
                for era in engine::era::Era::ALL {
                    let Ok(mut world) = engine::story::start(&story.replayed(era, 7)) else { continue };
                    world.advance(engine::kernel::Time::seconds(240), u64::MAX);
                    println!("{f} {era} {}", world.digest());
                }
            }
            println!("hour {}", bench::seek::play().world().digest());
            for shards in [1, 7, 1000] {
                let o = bench::path::whole(&bench::path::Load::new(40, 0, shards));
                println!("whole {shards} {}", o.world.digest());
            }
        }
        what => {
            let n = |i: usize| a[i].parse::<u32>().unwrap();
            let load = bench::path::Load::new(n(1), n(2), n(3));
            for _ in 0..a.get(4).map_or(1, |n| n.parse().unwrap()) {
                let t = Instant::now();
                let r = match what {
                    "bare" => bench::path::bare(&load),
                    "whole" => bench::path::whole(&load).read,
                    _ => 0,
                };
                println!("{what} {:.1} ns {r}", t.elapsed().as_nanos() as f64 / f64::from(load.records()));
            }
        }
    }
}
