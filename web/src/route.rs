//! The address after `#`: where in the product the learner is. Absent: anything about a browser.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    Playground,
    Learn,
    /// A lesson, and which of its screens is open, counted from 0.
    Lesson(String, usize),
    Labs,
    Lab(String),
    Quiz,
    Question(String),
    /// Where the notes disagree.
    Disagreements,
    /// The reference, at a section or row of it; empty is its beginning.
    Reference(String),
    /// What this browser keeps, and settings.
    Data,
    /// A story inside the link itself, still in base64url: the older form.
    Story(String),
    /// The same, packed: see [`crate::share::link`].
    Shared(String),
    /// An address that names nothing here.
    Unknown(String),
}

impl Route {
    /// Reads what stands after `#`; an empty hash is the playground, as is its name.
    pub fn parse(hash: &str) -> Route {
        let path = hash.strip_prefix('#').unwrap_or(hash);
        // Behind it stand switches.
        let path = path.split('?').next().unwrap_or_default();
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match parts.as_slice() {
            [] | ["playground"] => Route::Playground,
            ["learn"] => Route::Learn,
            ["learn", id] => Route::Lesson((*id).to_owned(), 0),
            ["learn", id, screen] => match screen.parse::<usize>() {
                Ok(screen @ 1..) => Route::Lesson((*id).to_owned(), screen - 1),
                Ok(0) | Err(_) => Route::Unknown(path.to_owned()),
            },
            ["labs"] => Route::Labs,
            ["labs", id] => Route::Lab((*id).to_owned()),
            ["quiz"] => Route::Quiz,
            ["quiz", id] => Route::Question((*id).to_owned()),
            ["disagreements"] => Route::Disagreements,
            ["reference"] => Route::Reference(String::new()),
            ["reference", at] => Route::Reference((*at).to_owned()),
            ["data"] => Route::Data,
            ["story", text] => Route::Story((*text).to_owned()),
            ["s", packed] => Route::Shared((*packed).to_owned()),
            _ => Route::Unknown(path.to_owned()),
        }
    }

    pub fn hash(&self) -> String {
        match self {
            Route::Playground => "#/".to_owned(),
            Route::Learn => "#/learn".to_owned(),
            Route::Lesson(id, 0) => format!("#/learn/{id}"),
            Route::Lesson(id, screen) => format!("#/learn/{id}/{}", screen + 1),
            Route::Labs => "#/labs".to_owned(),
            Route::Lab(id) => format!("#/labs/{id}"),
            Route::Quiz => "#/quiz".to_owned(),
            Route::Question(id) => format!("#/quiz/{id}"),
            Route::Disagreements => "#/disagreements".to_owned(),
            Route::Reference(at) if at.is_empty() => "#/reference".to_owned(),
            Route::Reference(at) => format!("#/reference/{at}"),
            Route::Data => "#/data".to_owned(),
            Route::Story(text) => format!("#/story/{text}"),
            Route::Shared(packed) => format!("#/s/{packed}"),
            Route::Unknown(path) => format!("#{path}"),
        }
    }

    /// What the browser's title bar and the screen reader say.
    pub fn title(&self) -> &'static str {
        match self {
            Route::Playground | Route::Story(_) | Route::Shared(_) => "Playground",
            Route::Learn | Route::Lesson(..) => "Learn",
            Route::Labs | Route::Lab(_) => "Labs",
            Route::Quiz | Route::Question(_) => "Quiz",
            Route::Disagreements => "Where the notes disagree",
            Route::Reference(_) => "Reference",
            Route::Data => "Your data",
            Route::Unknown(_) => "Not found",
        }
    }

    /// The entry of the main menu that is lit here.
    pub fn section(&self) -> Option<Route> {
        match self {
            Route::Playground | Route::Story(_) | Route::Shared(_) => Some(Route::Playground),
            Route::Learn | Route::Lesson(..) | Route::Disagreements => Some(Route::Learn),
            Route::Labs | Route::Lab(_) => Some(Route::Labs),
            Route::Quiz | Route::Question(_) => Some(Route::Quiz),
            Route::Reference(_) => Some(Route::Reference(String::new())),
            Route::Data => Some(Route::Data),
            Route::Unknown(_) => None,
        }
    }

    /// The main menu.
    pub fn menu() -> [Route; 5] {
        [Route::Playground, Route::Learn, Route::Labs, Route::Quiz, Route::Reference(String::new())]
    }
}

/// A link that carries the story itself.
pub fn story_link(story: &str) -> Route {
    Route::Story(URL_SAFE_NO_PAD.encode(story))
}

/// The story inside a link.
///
/// # Errors
/// A sentence that says what is wrong with the link.
pub fn story_text(encoded: &str) -> Result<String, String> {
    let bytes = URL_SAFE_NO_PAD.decode(encoded.trim_end_matches('=')).map_err(|error| {
        format!("The link is not complete: {error}. Ask for it again, or copy all of it.")
    })?;
    String::from_utf8(bytes).map_err(|_| "The link holds something that is not text.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_route_reads_back() {
        let id = || "one-key".to_owned();
        for route in [
            Route::Playground,
            Route::Learn,
            Route::Lesson(id(), 0),
            Route::Lesson(id(), 2),
            Route::Labs,
            Route::Lab(id()),
            Route::Quiz,
            Route::Question(id()),
            Route::Disagreements,
            Route::Reference(String::new()),
            Route::Reference("limits".to_owned()),
            Route::Data,
            story_link("title A story\n"),
            Route::Shared("1.abc_-9".into()),
            Route::Unknown("/nowhere/at/all".into()),
        ] {
            assert_eq!(Route::parse(&route.hash()), route);
        }
    }

    #[test]
    fn an_empty_or_slashed_hash_is_the_playground() {
        for hash in ["", "#", "#/", "/", "#/playground", "#/playground/", "#/?speed=60", "#?embed"] {
            assert_eq!(Route::parse(hash), Route::Playground);
        }
        assert_eq!(Route::parse("#/learn/"), Route::Learn);
        assert_eq!(Route::parse("#/s/1.abc?at=5s"), Route::Shared("1.abc".into()));
        assert_eq!(Route::parse("#/learn/one-key/1"), Route::Lesson("one-key".into(), 0));
        for wrong in ["/learn/one-key/0", "/learn/one-key/x", "/data/all"] {
            assert_eq!(Route::parse(wrong), Route::Unknown(wrong.to_owned()));
        }
        assert_eq!(Route::parse("#/quiz/a/b"), Route::Unknown("/quiz/a/b".into()));
    }

    #[test]
    fn a_story_travels_in_a_link_and_a_cut_link_says_so() {
        let text = "title Größe — 5 µs\naws kinesis create-stream --stream-name s --shard-count 1\n";
        let Route::Story(encoded) = story_link(text) else { panic!("not a story") };
        assert_eq!(story_text(&encoded).as_deref(), Ok(text));
        assert!(story_text("a b").unwrap_err().contains("not complete"));
        assert!(story_text("_w").unwrap_err().contains("not text"));
    }
}
