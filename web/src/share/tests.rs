//! Whatever a link or a file is changed into, it is the same story or it is refused with a sentence.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{check, link};
use crate::content;

/// Numbers that look like chance and are the same each time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % most.max(1) as u64).expect("small")
    }
}

fn story() -> String {
    content::hook().to_string()
}

/// Characters of links, and some that are none.
const SIGNS: &[u8] = b"ABCXYZabcxyz0189-_=.+/ %#?\xc3\xa9";

fn changed(dice: &mut Dice, text: &[u8]) -> Vec<u8> {
    let mut bytes = text.to_vec();
    for _ in 0..=dice.below(3) {
        let (at, sign) = (dice.below(bytes.len()), SIGNS[dice.below(SIGNS.len())]);
        match dice.below(5) {
            0 if !bytes.is_empty() => bytes[at] = sign,
            1 => bytes.insert(at, sign),
            2 => bytes.truncate(at),
            3 if !bytes.is_empty() => drop(bytes.remove(at)),
            _ => {
                let end = (at + dice.below(40)).min(bytes.len());
                bytes.drain(at..end);
            }
        }
    }
    bytes
}

#[test]
fn a_story_comes_back_from_its_link_as_it_was() {
    let stories = content::scenes().iter().map(|scene| &scene.story);
    for story in stories.chain(content::labs().iter().map(|lab| &lab.story)) {
        let text = story.to_string();
        let packed = link::pack(&text);
        assert_eq!(link::unpack(&packed).as_deref(), Ok(text.as_str()));
        assert!(packed.len() < text.len() || text.len() < 100, "{} of {}", packed.len(), text.len());
        assert!(packed.len() < link::MOST, "{}: {}", story.title, packed.len());
        assert_eq!(check::story(&text).as_ref(), Ok(story));
    }
    let odd = "title Größe — 5 µs\n";
    assert_eq!(link::unpack(&link::pack(odd)).as_deref(), Ok(odd));
}

#[test]
fn thousands_of_changed_links_are_the_same_story_or_are_refused() {
    let text = story();
    let packed = link::pack(&text);
    let (mut dice, mut refused) = (Dice(1), 0);
    for round in 0..6_000 {
        let bytes = changed(&mut dice, packed.as_bytes());
        let hostile = String::from_utf8_lossy(&bytes);
        match link::unpack(&hostile) {
            Ok(read) => assert_eq!(read, text, "round {round}: {hostile}"),
            Err(why) => {
                refused += 1;
                assert!(why.ends_with('.') && why.len() < 200, "{why}");
            }
        }
    }
    assert!(refused > 5_000, "{refused}");
}

#[test]
fn thousands_of_changed_stories_and_files_are_read_or_refused_with_a_place() {
    let text = story();
    let mut dice = Dice(2);
    for _ in 0..3_000 {
        let bytes = changed(&mut dice, text.as_bytes());
        if let Err(why) = check::bytes(&bytes) {
            assert!(why.contains("line ") || why.contains("byte ") || why.contains("empty"), "{why}");
        }
    }
}

#[test]
fn each_kind_of_bad_link_has_its_reason() {
    let packed = link::pack(&story());
    let why = |link: &str| link::unpack(link).expect_err("it is bad");
    let half = packed.len() / 8 * 4;
    assert!(why(&packed[..2 + half]).contains("lost or changed"), "{}", why(&packed[..2 + half]));
    assert!(why(&packed[..2 + half + 1]).contains("not complete"), "{}", why(&packed[..2 + half + 1]));
    assert!(why(&format!("2{}", &packed[1..])).contains("version 2, and this page reads version 1"));
    assert!(why("abc").contains("does not begin with its version"));
    assert!(why("1.a b").contains("not complete"));
    assert!(why(&format!("1.{}", "A".repeat(link::MOST + 1))).contains("at most 8,192"));
    let inside = URL_SAFE_NO_PAD.decode(&packed[2..]).expect("base64");
    let twice = [inside.clone(), inside].concat();
    assert!(why(&format!("1.{}", URL_SAFE_NO_PAD.encode(twice))).contains("behind its end"));
}

/// Bytes as a link, though they are no story.
fn raw(bytes: &[u8]) -> String {
    use std::io::Write;
    let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    zlib.write_all(bytes).expect("memory");
    format!("1.{}", URL_SAFE_NO_PAD.encode(zlib.finish().expect("memory")))
}

#[test]
fn a_bomb_is_not_unpacked_and_what_is_no_text_is_named() {
    let bomb = raw(&vec![b'#'; 5_000_000]);
    assert!(bomb.len() < link::MOST, "{}", bomb.len());
    assert!(link::unpack(&bomb).expect_err("a bomb").contains("longer than 262,144 bytes"));
    assert_eq!(
        link::unpack(&raw(&vec![b'#'; check::TEXT_MOST])).map(|text| text.len()),
        Ok(check::TEXT_MOST)
    );
    assert!(link::unpack(&raw(b"ab\xff")).expect_err("no text").contains("at byte 2"));
}

#[test]
fn a_file_is_refused_with_place_and_reason() {
    let why = |bytes: &[u8]| check::bytes(bytes).expect_err("it is bad");
    assert!(why(b"title T\nproducer p to s rate 5\n").contains("line 2, column"));
    assert!(why(b"\xff\xfe").contains("byte 1"));
    assert!(why(b" \n").contains("empty"));
    assert!(why(&vec![b'#'; check::TEXT_MOST + 1]).contains("262,145 bytes"));
    assert!(check::bytes(b"\xef\xbb\xbftitle T\n").is_ok(), "some editors begin a file so");
}

#[test]
fn a_story_that_asks_for_absurd_work_is_refused() {
    let why = |text: &str| check::story(text).expect_err("too much");
    let many = "say at 1s \"x\"\n".repeat(2_001);
    assert!(why(&many).contains("line 2001 is beyond the 2,000"), "{}", why(&many));
    let stream = "aws kinesis create-stream --stream-name s --shard-count 1\n";
    let repeated = format!("{stream}{}", "at 1s repeat 10000 aws kinesis list-streams\n".repeat(3));
    assert!(why(&repeated).contains("up to line 3"), "{}", why(&repeated));
    let crowd = format!("{stream}consumer c1..c900000000 reads s\n");
    assert!(!why(&crowd).is_empty());
}
