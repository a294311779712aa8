//! What several test files share.

/// The seed of a random test: printed, and taken back from `SHARDLAB_SEED`.
#[expect(clippy::disallowed_types, reason = "the test, not the engine, takes a new seed each time")]
pub fn test_seed() -> u64 {
    let seed = std::env::var("SHARDLAB_SEED").ok().and_then(|text| text.parse().ok()).unwrap_or_else(|| {
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap();
        u64::from(now.subsec_nanos())
    });
    println!("SHARDLAB_SEED={seed}");
    seed
}
