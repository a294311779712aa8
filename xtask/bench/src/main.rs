use std::time::Instant;
fn main() {
    for (name, distinct, shards, calls) in [
        ("distinct", 0u32, 4u32, 400u32),
        ("thousand", 1000, 4, 400),
        ("distinct", 0, 1, 400),
        ("d10", 0, 10, 400),
        ("d100", 0, 100, 400),
        ("d1000", 0, 1000, 400),
    ] {
        let load = bench::path::Load::new(calls, distinct, shards);
        let t = Instant::now();
        let n = bench::path::bare(&load);
        let b = t.elapsed();
        let t = Instant::now();
        let o = bench::path::whole(&load);
        let w = t.elapsed();
        println!(
            "{name} shards {shards}: bare {:.1} ns/rec, whole {:.1} ns/rec ratio {:.2} {} {}",
            b.as_nanos() as f64 / n as f64,
            w.as_nanos() as f64 / n as f64,
            b.as_secs_f64() / w.as_secs_f64(),
            o.read,
            n
        );
    }
    let t = Instant::now();
    let mut h = bench::seek::play();
    let p = t.elapsed();
    let mut worst = 0.0f64;
    for s in [0u64, 599, 1234, 1799, 2500, 3599, 3000, 10] {
        let t = Instant::now();
        bench::seek::seek(&mut h, engine::kernel::Time::seconds(s));
        worst = worst.max(t.elapsed().as_secs_f64());
    }
    println!(
        "play {:.3}s worst seek {:.4}s = {:.2}%",
        p.as_secs_f64(),
        worst,
        worst / p.as_secs_f64() * 100.0
    );
}
