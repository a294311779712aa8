//! The lines of these actors as text: what is printed reads back, and an error names its column.

use super::*;

#[test]
fn what_is_printed_reads_back() {
    for text in [
        "agent web to s",
        "agent web to firehose d rate 20/s size 99B lines access-log broken 5% host web-01 file \"/var/log/a.log*\" \
         existing 1000 rotate 10m initial start-of-file process log-to-json COMMONAPACHELOG multiline \"2026-\" partition \
         deterministic buffer-age 1m buffer-records 100 buffer-bytes 1MiB",
        "agent web to s rotate 1MiB process csv-to-json \"a,b\" delimiter \";\" multiline none",
        "agent web to s rotate never process single-line",
        "set web lines stack-traces process none initial end-of-file partition random",
        "logs app to function f rate 5/s lines app-json group \"/app/x\" log-streams 3 filter \"{ $.level = \\\"error\\\" }\" \
         distribution random",
        "iot plant to s rate 5/s devices 7 topic \"a/{device}/b\" sql \"SELECT * FROM 'a/+/b' WHERE celsius > 20\" key \
         \"${device}\" separator windows-newline error-to firehose d",
        "crash web",
        "heal web",
        "heal bucket lake",
        "rotate web",
    ] {
        let command = story::command(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let printed = command.to_string();
        assert_eq!(story::command(&printed).unwrap(), command, "{text}\nprints as\n{printed}");
        assert_eq!(printed, text.replace("         ", ""), "as it was written");
    }
}

#[test]
fn a_slip_is_named_by_its_column() {
    for (text, expected) in [
        ("agent", "6: expected the name of the agent"),
        ("agent web", "10: expected `to`"),
        ("agent web to s lines x", "22: `x` is not a kind of lines"),
        ("agent web to s filter \"x\"", "16: an agent has no `filter`: it has rate"),
        ("agent web to s rotate 5", "23: `5` is no rotation"),
        ("agent web to s process log-to-json X", "36: `X` is not a logFormat"),
        ("agent web to s multiline \"\"", "26: every line begins with nothing"),
        ("agent web to s process csv-to-json \"a,,b\"", "36: a column has no name"),
        ("logs app to s filter \"{ x }\"", "22: `x` names no field"),
        ("logs app to s rotate 5s", "15: a log subscription has no `rotate`"),
        ("iot plant to s sql \"SELECT\"", "20: a rule reads SELECT"),
        ("iot plant to s key \"${now()}\"", "20: `now()` is not known"),
        ("heal bucket", "12: expected the name of a bucket"),
        ("crash", "6: expected the name of an agent or a consumer"),
    ] {
        let error = story::command(text).unwrap_err().to_string();
        assert!(error.contains(&format!("column {expected}")), "{text}: {error}");
    }
}

#[test]
fn names_are_taken_once_and_targets_must_be_there() {
    let mut world =
        start("aws kinesis create-stream --stream-name s --shard-count 1\nagent web to s\nproducer p to s");
    for (text, expected) in [
        ("logs web to s", "is taken"),
        ("iot p to s", "is taken"),
        ("producer web to s", "is taken"),
        ("agent b to nowhere", "nowhere"),
        ("logs b to function nobody", "Function not found"),
        ("iot b to function nobody", "Function not found"),
        ("set web devices 3", "has no setting `devices`"),
        ("set web poll 1s", "has no setting `poll`"),
        ("crash p", "no agent and no polling consumer named p"),
    ] {
        let error = try_line(&mut world, text).unwrap_err();
        assert!(error.contains(expected), "{text}: {error}");
    }
    line(&mut world, "stop web");
    assert!(try_line(&mut world, "set web rate 1/s").unwrap_err().contains("was stopped"));
    assert!(try_line(&mut world, "crash web").unwrap_err().contains("was stopped"));
    let sent = source(&world, "web").sent;
    at(&mut world, 90_000);
    assert_eq!(source(&world, "web").sent, sent);
}
