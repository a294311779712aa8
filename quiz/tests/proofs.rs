//! Every question proves itself: the key's proof holds and each other option's fails, in every era it claims and on
//! several seeds.

#[test]
fn each_key_holds_and_each_other_option_fails() {
    let questions = quiz::questions().unwrap_or_else(|mistake| panic!("{mistake}"));
    assert!(questions.len() >= 3);
    let failures = lessons::proof::all(&questions, |question| {
        let failures = quiz::proof::question(question, &tools::native());
        failures.into_iter().map(|what| format!("{}: {what}", question.id)).collect()
    });
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn facts_that_are_asked_have_numbers() {
    let asked = quiz::facts_asked().unwrap();
    assert!(asked.keys().all(|fact| (1..=lessons::FACTS_LAST).contains(fact)), "{asked:?}");
    assert!(asked[&44].contains(&"hot-key-cure".to_owned()), "{asked:?}");
}

#[test]
fn lessons_name_questions_that_exist() {
    let questions = quiz::questions().unwrap();
    for lesson in lessons::lessons().unwrap() {
        for id in &lesson.questions {
            assert!(
                questions.iter().any(|question| question.id == *id),
                "lesson {} names the question {id}",
                lesson.id
            );
        }
    }
}

#[test]
fn the_right_option_is_not_always_the_same_letter() {
    let right = |question: &quiz::Question| question.options.iter().position(|option| option.right);
    let mut letters: Vec<_> = quiz::questions().unwrap().iter().map(right).collect();
    letters.sort_unstable();
    letters.dedup();
    assert!(letters.len() > 1, "the key is always {letters:?}");
}

#[test]
fn every_condition_can_be_told_in_words() {
    let mut conditions = 0;
    for question in quiz::questions().unwrap() {
        for option in 0..question.options.len() {
            let Some(story) = question.story_of(option) else { continue };
            for condition in story.conditions() {
                conditions += 1;
                let missing = condition.wordless();
                assert!(missing.is_empty(), "{}: {condition} asks {missing:?}", question.id);
            }
        }
    }
    assert!(conditions > 100, "only {conditions} conditions were found");
}

/// The facts that are Firehose's: its basics, buffers, transforms, formats, failures and the project.
const OF_FIREHOSE: std::ops::RangeInclusive<u32> = 206..=285;

/// A question is of Firehose if more than half of its facts are: there are no fewer than these, and most prove themselves.
#[test]
fn firehose_has_its_questions() {
    let questions = quiz::questions().unwrap();
    let of_firehose = |question: &&quiz::Question| {
        let its = question.facts.iter().filter(|fact| OF_FIREHOSE.contains(fact)).count();
        its * 2 > question.facts.len()
    };
    let all: Vec<_> = questions.iter().filter(of_firehose).collect();
    let proved = all.iter().filter(|question| question.badge == quiz::Badge::Proved).count();
    println!("{} questions of Firehose, {proved} of them proved", all.len());
    assert!(all.len() >= 80, "{} questions", all.len());
    assert!(proved >= 80, "{proved} of {} are proved", all.len());
    let unreasoned =
        |question: &&&quiz::Question| question.options.iter().any(|option| option.because.is_empty());
    let unreasoned: Vec<&str> = all.iter().filter(unreasoned).map(|question| question.id.as_str()).collect();
    assert!(unreasoned.is_empty(), "options without a reason: {unreasoned:?}");
}
