//! What lines say of copies is printed as it was read.

use engine::story;

#[test]
fn lines_come_back_as_they_were() {
    for line in [
        "fault producer p losing-answers",
        "fault producer p losing-answers every 10 for 5s",
        "fault producer p losing-requests for 1m",
        "heal producer p",
        "set p timeout 2s",
        "set p max-connections 4",
        "set c checkpoint every 10000 records",
        "set c checkpoint every 5s",
        "set c sink plain",
        "set c sink by-id",
        "set c sink files 5000",
        "set p keys zipf 1000",
        "set p keys \"hot\" 50% zipf 20 50%",
        "crash c",
        "heal c",
    ] {
        assert_eq!(story::command(line).unwrap_or_else(|error| panic!("{line}: {error}")).to_string(), line);
    }
    for (line, says) in [
        ("fault producer p losing-answers every 0", "`0` is not a number of calls"),
        ("set c sink", "where it writes"),
        ("set c sink files", "the records of a file"),
        ("set c checkpoint every 3 record", "is not a"),
        ("set p keys zipf 0", "is not a number of keys"),
        ("set p keys zipf 100001", "1 to 100000 keys"),
    ] {
        let told = story::command(line).expect_err(line).to_string();
        assert!(told.contains(says), "{line}: {told}");
    }
}
