//! A delivery stream with dynamic partitioning beside one without: it can only be asked for when a delivery stream is
//! created, so the same settings are created once more, with a jq expression for each key and a prefix that names them.

use std::collections::BTreeSet;

use engine::command::{
    Buffering, Command, CreateDeliveryStream, DeliverTo, Destination, Firehose, Processor,
};
use engine::era::Era;
use engine::limits::{BACKUP_INTERVAL_MIN, PARTITION_SIZE_MIN};
use engine::names::Name;
use engine::view::{DeliveryView, View};
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::kick;
use super::object_names::{refused, slips, still, text_field, typing};
use crate::model::{Call, Msg};
use crate::page::rich;

/// AWS's console takes so many (limits.md fh_dp_keys).
const KEYS_MOST: usize = 50;

/// What the learner has written.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Draft {
    name: String,
    /// A line for each key: `customer = .customer`.
    keys: String,
    /// Until it is written by hand it follows from the keys.
    prefix: Option<String>,
    error: String,
}

impl Draft {
    fn of(delivery: &Name) -> Draft {
        Draft {
            name: format!("{delivery}-by-key"),
            keys: "customer = .customer".to_owned(),
            prefix: None,
            error: "failed/!{firehose:error-output-type}/".to_owned(),
        }
    }

    fn prefix(&self) -> String {
        let keys = || read(&self.keys).unwrap_or_default();
        let follows =
            || keys().iter().map(|(key, _)| format!("{key}=!{{partitionKeyFromQuery:{key}}}/")).collect();
        self.prefix.clone().unwrap_or_else(follows)
    }
}

/// Each key with its expression.
///
/// # Errors
/// The line that is none, and why.
fn read(text: &str) -> Result<Vec<(String, String)>, String> {
    let mut keys: Vec<(String, String)> = Vec::new();
    for (n, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let wrong = |why: &str| Err(format!("Line {}: {why}", n + 1));
        let Some((key, expression)) = line.split_once('=') else {
            return wrong("write `key = jq expression`.");
        };
        let (key, expression) = (key.trim(), expression.trim());
        if key.is_empty() || !key.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-') {
            return wrong("a key is letters, digits, _ and -.");
        }
        if expression.is_empty() {
            return wrong(&format!("`{key}` has no expression: `.{key}` takes the member of that name."));
        }
        if keys.iter().any(|(other, _)| other == key) {
            return wrong(&format!("`{key}` is there twice."));
        }
        keys.push((key.to_owned(), expression.to_owned()));
    }
    match keys.len() {
        0 => Err("At least one key: `customer = .customer`.".to_owned()),
        1..=KEYS_MOST => Ok(keys),
        more => Err(format!("{more} keys: {KEYS_MOST} at most.")),
    }
}

/// The one jq expression that Firehose is given: an object with a member for each key.
fn query(keys: &[(String, String)]) -> String {
    let plain = |expression: &str| {
        expression.starts_with('.')
            && expression.chars().all(|c| c.is_ascii_alphanumeric() || "._[]".contains(c))
    };
    let member = |(key, expression): &(String, String)| {
        if plain(expression) {
            format!("\"{key}\": {expression}")
        } else {
            format!("\"{key}\": ({expression})")
        }
    };
    format!("{{{}}}", keys.iter().map(member).collect::<Vec<_>>().join(", "))
}

/// The keys that a prefix names.
fn named(prefix: &str) -> BTreeSet<&str> {
    let parts = prefix.split("!{partitionKeyFromQuery:").skip(1);
    parts.filter_map(|part| part.split_once('}').map(|(key, _)| key.trim())).collect()
}

/// The delivery stream that is made once more.
#[derive(Clone, Debug, PartialEq)]
struct Beside {
    name: Name,
    source: Option<Name>,
    settings: Destination,
    era: Era,
    /// Names that delivery streams have.
    taken: Vec<Name>,
}

impl Beside {
    fn of(delivery: &DeliveryView, view: &View) -> Beside {
        Beside {
            name: delivery.name.clone(),
            source: delivery.source.clone(),
            settings: (*delivery.settings).clone(),
            era: view.era,
            taken: view.deliveries.iter().map(|it| it.name.clone()).collect(),
        }
    }
}

/// What is wrong with name, keys, prefix and error prefix.
type Wrong = [Option<String>; 4];

/// The call, or what is wrong with each field.
fn call(draft: &Draft, beside: &Beside) -> Result<CreateDeliveryStream, Wrong> {
    let mut wrong: Wrong = Default::default();
    let name = Name::parse(draft.name.trim());
    wrong[0] = match &name {
        Err(why) => Some(why.to_string()),
        Ok(name) => {
            beside.taken.contains(name).then(|| format!("There is a delivery stream {name} already."))
        }
    };
    let keys = read(&draft.keys);
    wrong[1] = keys.as_ref().err().cloned();
    let mut destination = beside.settings.clone();
    let s3 = &mut destination.s3;
    s3.partitioned = true;
    let prefix = draft.prefix();
    let [of_prefix, of_error] = slips(s3, false, &prefix, &draft.error);
    let keys = keys.unwrap_or_default();
    let unknown = || named(&prefix).into_iter().find(|key| keys.iter().all(|(other, _)| other != key));
    let none =
        || named(&prefix).is_empty().then(|| "It names no key: !{partitionKeyFromQuery:key}.".to_owned());
    wrong[2] = of_prefix
        .or_else(|| unknown().map(|key| format!("It names `{key}`, which is none of the keys above.")))
        .or_else(none)
        .filter(|_| wrong[1].is_none());
    wrong[3] = of_error;
    let (Ok(name), true) = (name, wrong.iter().all(Option::is_none)) else { return Err(wrong) };
    (s3.prefix, s3.error_prefix) = (prefix, Some(draft.error.clone()));
    let [mib, seconds] = [&PARTITION_SIZE_MIN, &BACKUP_INTERVAL_MIN].map(|least| least.at(beside.era));
    s3.buffering = Some(Buffering { mib, seconds });
    destination.processors.retain(|it| !matches!(it, Processor::Metadata { .. }));
    destination.processors.push(Processor::Metadata { query: query(&keys) });
    Ok(CreateDeliveryStream::new(name, beside.source.clone(), destination))
}

/// The part of a delivery stream's panel; nothing where it cannot be. `last`: what was called last.
#[inline(never)]
pub fn show(delivery: &DeliveryView, last: Option<&Call>, view: &View, on: &Callback<Msg>) -> Html {
    let fits =
        delivery.settings.to == DeliverTo::S3 && !delivery.settings.s3.partitioned && view.era == Era::Today;
    if !fits {
        return Html::default();
    }
    let refused = refused(last, "create-delivery-stream");
    let beside = Beside::of(delivery, view);
    html! { <Partitioning key={format!("partitions {}", delivery.name)} {beside} {refused} on={on.clone()} /> }
}

#[derive(Properties, PartialEq)]
struct Props {
    beside: Beside,
    /// Why the engine did not create it: an expression that jq does not read.
    refused: Option<String>,
    on: Callback<Msg>,
}

#[function_component]
fn Partitioning(props: &Props) -> Html {
    let draft = use_state(|| Draft::of(&props.beside.name));
    let sent = use_state(String::new);
    let call = call(&draft, &props.beside);
    let wrong = call.as_ref().err().cloned().unwrap_or_default();
    let ready = call.is_ok();
    let submit = {
        let act = call
            .ok()
            .map(|ask| Msg::Act(vec![Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)))]));
        let (on, sent, keys) = (props.on.clone(), sent.clone(), draft.keys.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(act) = &act {
                sent.set(keys.clone());
                on.emit(act.clone());
            }
        })
    };
    let of_keys = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            let keys = event.target_unchecked_into::<HtmlTextAreaElement>().value();
            draft.set(Draft { keys, ..(*draft).clone() });
        })
    };
    let of_name = typing(&draft, |draft, text| draft.name = text);
    let of_prefix = typing(&draft, |draft, text| draft.prefix = Some(text).filter(|text| !text.is_empty()));
    let of_error = typing(&draft, |draft, text| draft.error = text);
    let [wrong_name, wrong_keys, wrong_prefix, wrong_error] = wrong;
    let wrong_keys = wrong_keys.or_else(|| still(props.refused.as_ref(), &sent, &draft.keys));
    let from = props.beside.source.as_ref().map_or_else(
        || "It takes Direct PUT: send a producer to it.".to_owned(),
        |source| format!("It reads {source}, as this one does."),
    );
    html! {
        <form class="parts" onsubmit={submit} novalidate=true aria-label="Dynamic partitioning">
            { kick("Dynamic partitioning") }
            <p class="mut">{ format!("Only when a delivery stream is created: this makes another one with the same settings. {from}") }</p>
            { text_field("parts-name", "Name", &draft.name, of_name, wrong_name) }
            <div class="field">
                <label for="parts-keys"><span>{ "Keys, a line each: key = jq expression" }</span><small>{ format!("1 to {KEYS_MOST}") }</small></label>
                <textarea id="parts-keys" class="inp" rows="3" spellcheck="false" autocapitalize="off" value={draft.keys.clone()} oninput={of_keys}
                    aria-invalid={wrong_keys.is_some().then_some("true")} aria-describedby="parts-keys-says" />
                <small class="err" id="parts-keys-says">{ rich(&wrong_keys.unwrap_or_default()) }</small>
            </div>
            { text_field("parts-prefix", "Prefix", &draft.prefix(), of_prefix, wrong_prefix) }
            { text_field("parts-error", "Error prefix", &draft.error, of_error, wrong_error) }
            <div class="btns">
                <button type="submit" class="btn" disabled={!ready}>{ "Create it with partitions" }</button>
            </div>
            <p class="mut">{ "A buffer for each partition, of 64 MiB or 60 s, the least that AWS takes; 500 partitions may be active." }</p>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use engine::kernel::Time;
    use engine::story::{self, Story};
    use engine::view;

    use super::*;

    const ONE: &str = "aws firehose create-delivery-stream --delivery-stream-name d \
        --extended-s3-destination-configuration BucketARN=arn:aws:s3:::lake,Prefix=raw/\n";

    fn seen() -> Beside {
        let mut world = story::start(&Story::parse(ONE).expect("a story")).expect("it starts");
        world.advance(Time::seconds(1), u64::MAX);
        let view = view::view(&world);
        Beside::of(&view.deliveries[0], &view)
    }

    #[test]
    fn keys_are_lines_and_a_slip_names_its_line() {
        for (text, says) in [
            ("customer = .customer\n\nday = .at | strftime(\"%d\")", ""),
            ("a", "Line 1: write `key = jq expression`."),
            ("a = .a\nb c = .b", "Line 2: a key is letters, digits, _ and -."),
            (" = .a", "Line 1: a key is letters, digits, _ and -."),
            ("a =", "Line 1: `a` has no expression: `.a` takes the member of that name."),
            ("a = .a\na = .b", "Line 2: `a` is there twice."),
            ("\n \n", "At least one key: `customer = .customer`."),
        ] {
            assert_eq!(read(text).err().unwrap_or_default(), says, "{text:?}");
        }
        let lines = |n: usize| (0..n).map(|n| format!("k{n} = .k\n")).collect::<String>();
        assert_eq!(read(&lines(50)).map(|keys| keys.len()), Ok(50));
        assert_eq!(read(&lines(51)), Err("51 keys: 50 at most.".to_owned()));
    }

    #[test]
    fn a_key_is_a_member_and_what_is_no_path_is_put_in_brackets() {
        let keys = read("a = .x.y[0]\nb-c = .at | strftime(\"%Y\")\nd = if .n > 1 then \"x\" else \"y\" end")
            .expect("keys");
        assert_eq!(
            query(&keys),
            "{\"a\": .x.y[0], \"b-c\": (.at | strftime(\"%Y\")), \"d\": (if .n > 1 then \"x\" else \"y\" end)}"
        );
    }

    #[test]
    fn the_call_has_all_of_the_first_and_reads_back_as_a_line() {
        let beside = seen();
        let draft = Draft { keys: "kind = .kind".to_owned(), ..Draft::of(&beside.name) };
        let ask = call(&draft, &beside).expect("nothing is wrong");
        let command = Command::Firehose(Firehose::CreateDeliveryStream(Box::new(ask)));
        let line = command.to_string();
        for part in [
            "--delivery-stream-name d-by-key",
            "\"Prefix\":\"kind=!{partitionKeyFromQuery:kind}/\"",
            "\"ErrorOutputPrefix\":\"failed/!{firehose:error-output-type}/\"",
            "\"SizeInMBs\":64",
            "\"DynamicPartitioningConfiguration\":{\"Enabled\":true}",
            "MetadataExtractionQuery",
        ] {
            assert!(line.contains(part), "{part}: {line}");
        }
        assert_eq!(story::command(&line).expect("the terminal takes it"), command);
    }

    #[test]
    fn each_field_says_what_is_wrong_with_it() {
        let beside = seen();
        let first = || Draft::of(&beside.name);
        let prefix = |text: &str| Some(text.to_owned());
        for (draft, field, part) in [
            (Draft { name: "d".to_owned(), ..first() }, 0, "There is a delivery stream d already."),
            (Draft { name: "no name".to_owned(), ..first() }, 0, ""),
            (Draft { keys: String::new(), ..first() }, 1, "At least one key"),
            (Draft { prefix: prefix("x/!{partitionKeyFromQuery:other}/"), ..first() }, 2, "It names `other`"),
            (Draft { prefix: prefix("x/"), ..first() }, 2, "It names no key"),
            (
                Draft { prefix: prefix("x/!{partitionKeyFromQuery:customer"), ..first() },
                2,
                "no closing brace",
            ),
            (Draft { error: String::new(), ..first() }, 3, "ErrorOutputPrefix"),
            (Draft { error: "e/!{timestamp:yyyy}/".to_owned(), ..first() }, 3, "must include"),
        ] {
            let wrong = call(&draft, &beside).expect_err(part);
            for (n, said) in wrong.iter().enumerate() {
                let right = said.as_deref().map_or(n != field, |said| n == field && said.contains(part));
                assert!(right, "field {n} of {draft:?}: {said:?}");
            }
        }
    }
}
