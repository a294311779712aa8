//! Tools of others: every card at every place where it may be tried.

use super::*;
use engine::command::{Below, TOOLS, Tool};

const PLACES: &str = "seed 7\naws kinesis create-stream --stream-name s --shard-count 1\n\
    aws firehose create-delivery-stream --delivery-stream-name direct --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake\n\
    aws firehose create-delivery-stream --delivery-stream-name behind --delivery-stream-type KinesisStreamAsSource \
    --kinesis-stream-source-configuration KinesisStreamARN=arn:aws:kinesis:us-east-1:123456789012:stream/s \
    --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake\n";

/// E22: whoever it is, a reader stands at a stream and never at a Firehose.
#[test]
fn e22_s06_every_tool_reads_a_stream_and_none_reads_a_firehose() {
    for facts in TOOLS {
        let mut world = start(PLACES);
        at(&mut world, 5);
        let word = facts.word;
        for firehose in ["direct", "behind"] {
            let text = refused(&mut world, &format!("consumer tool reads {firehose} by {word}"));
            assert!(text.starts_with("SceneError: nobody reads from a Firehose"), "{text}");
            assert!(text.contains(facts.name) && text.contains("GetRecords"), "{text}");
            assert_eq!(text.contains("the stream in front of it"), firehose == "behind", "{text}");
        }
        line(&mut world, "producer p to s rate 50/s");
        line(&mut world, &format!("consumer tool reads s by {word} from trim-horizon"));
        let view = at(&mut world, 60);
        let it = reader(&view, "tool");
        assert!(it.read > 2_500, "{word} read {}", it.read);
        assert_eq!((it.tool, it.kcl.is_some()), (Some(facts.tool), facts.reads == Below::Kcl), "{word}");
    }
    why_says_the_way_out();
    // And so without a tool's name.
    let mut world = start(PLACES);
    let text = refused(&mut world, "consumer app reads behind kcl");
    assert!(text.contains("the KCL calls GetRecords") && text.contains("let app read s"), "{text}");
    assert!(
        refused(&mut world, "consumer app reads behind analytics").contains("nobody reads from a Firehose")
    );
    assert!(refused(&mut world, "consumer app reads direct connector emit bucket lake").contains("the KCL"));
}

#[test]
fn s06_every_tool_writes_to_a_stream_and_some_to_a_firehose() {
    let direct: Vec<&str> = TOOLS.iter().filter(|it| it.to_firehose).map(|it| it.word).collect();
    assert_eq!(direct, ["flume", "kafka-connect", "nifi"]);
    for facts in TOOLS {
        let mut world = start(PLACES);
        at(&mut world, 5);
        let word = facts.word;
        line(&mut world, &format!("producer tool to s by {word} rate 50/s"));
        let to_firehose = format!("producer other to firehose direct by {word} rate 50/s");
        let moved = "set tool to firehose direct";
        if facts.to_firehose {
            line(&mut world, &to_firehose);
        } else {
            for line in [to_firehose.as_str(), moved] {
                let text = refused(&mut world, line);
                assert!(text.contains(facts.name) && text.contains("nothing of its own"), "{text}");
            }
        }
        let view = at(&mut world, 20);
        let tool = view.producers.iter().find(|it| it.name.as_str() == "tool").unwrap();
        assert_eq!((tool.tool, tool.kpl.is_some()), (Some(facts.tool), facts.writes == Below::Kpl), "{word}");
        assert!(tool.sent > 10, "{word}");
        assert_eq!(view.deliveries[1].taken > 500, facts.to_firehose, "{word}: {}", view.deliveries[1].taken);
    }
}

/// "Why?" offers the stream in front of it, and that works.
fn why_says_the_way_out() {
    let mut world = start(PLACES);
    at(&mut world, 5);
    let command = story::command("consumer spark reads behind by spark").unwrap();
    let refusal = world.apply(&command).unwrap_err();
    let why = engine::why::call_refused(&world, &command, &refusal);
    assert_eq!(why.fixes.iter().map(|fix| fix.label.as_str()).collect::<Vec<_>>(), ["Let spark read s"]);
    world.apply(&why.fixes[0].commands[0]).expect("the fix works");
    let command = story::command("consumer other reads direct by spark").unwrap();
    let refusal = world.apply(&command).unwrap_err();
    assert!(
        engine::why::call_refused(&world, &command, &refusal).fixes.is_empty(),
        "nothing is in front of it"
    );
}

#[test]
fn a_tool_stays_what_it_is() {
    let mut world = start(PLACES);
    line(&mut world, "producer w to s by flume");
    line(&mut world, "consumer r reads s by flume");
    line(&mut world, "consumer app reads s by spark");
    line(&mut world, "set w by flume");
    for who in ["w", "r", "app"] {
        assert!(refused(&mut world, &format!("set {who} by nifi")).contains("by"), "{who}");
    }
    assert!(refused(&mut world, "consumer x reads s by flume via fan-out").contains("by"));
}

#[test]
fn the_table_names_each_tool_once_with_its_source() {
    for tool in Tool::ALL {
        let facts = tool.facts();
        assert_eq!(facts.tool, tool);
        assert_eq!(TOOLS.iter().filter(|it| it.word == facts.word).count(), 1);
        assert!(facts.source.contains("S2:") && facts.says.ends_with('.'), "{}", facts.word);
    }
}
