//! Where the objects of a delivery stream lie, and how they are packed: Prefix, ErrorOutputPrefix, CustomTimeZone,
//! FileExtension and CompressionFormat, changed by UpdateDestination; what is wrong with one is said at its field.

use engine::command::{
    Command, Compression, DeliverTo, Destination, DestinationUpdate, Firehose, Processor, S3Settings,
    UpdateDestination,
};
use engine::firehose::Prefixes;
use engine::names::Name;
use engine::view::DeliveryView;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::kick;
use crate::model::{Call, Msg};
use crate::page::rich;

/// An error prefix with which nothing is wrong, while the other one is looked at.
const ANY: &str = "x/";

/// What is wrong with the prefix, and what with the error prefix. Of two that do not go together the second is wrong.
pub fn slips(s3: &S3Settings, redshift: bool, prefix: &str, error: &str) -> [Option<String>; 2] {
    let read = |error: &str| {
        let error_prefix = Some(error.to_owned()).filter(|text| !text.is_empty());
        Prefixes::parse(&S3Settings { prefix: prefix.to_owned(), error_prefix, ..s3.clone() })
    };
    let sentence = |why: String| {
        let mut letters = why.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
        Some(format!("{first}{}.", letters.as_str()))
    };
    if redshift {
        let why = read("").and_then(|both| both.check_redshift()).err();
        return [why.and_then(sentence), None];
    }
    match (read(ANY), read(error)) {
        (Err(why), _) => [sentence(why), None],
        (Ok(_), Err(why)) => [None, sentence(why)],
        (Ok(_), Ok(_)) => [None, None],
    }
}

/// What is said of a prefix: nothing, if it is as it was.
fn changed(new: &str, old: &str) -> Option<String> {
    (new != old).then(|| new.to_owned())
}

/// The jq expression that makes partition keys of a record.
pub fn query(settings: &Destination) -> Option<&str> {
    settings.processors.iter().find_map(|processor| match processor {
        Processor::Metadata { query } => Some(query.as_str()),
        Processor::DeAggregate(_) | Processor::Lambda { .. } | Processor::AppendDelimiter => None,
    })
}

/// All processors, with another expression.
fn asking(settings: &Destination, query: &str) -> Vec<Processor> {
    let other = |processor: &Processor| match processor {
        Processor::Metadata { .. } => Processor::Metadata { query: query.to_owned() },
        it @ (Processor::DeAggregate(_) | Processor::Lambda { .. } | Processor::AppendDelimiter) => {
            it.clone()
        }
    };
    settings.processors.iter().map(other).collect()
}

/// The part of a delivery stream's panel. `last`: what was called last.
#[inline(never)]
pub fn show(delivery: &DeliveryView, last: Option<&Call>, on: &Callback<Msg>) -> Html {
    let settings = (*delivery.settings).clone();
    let (refused, ending) =
        (refused(last, "update-destination"), refused_for(last, "update-destination", "ileExtension"));
    let key = format!("names {}", delivery.name);
    html! { <ObjectNames {key} name={delivery.name.clone()} version={delivery.version} {settings} {refused} {ending} on={on.clone()} /> }
}

/// Why the last call was refused, if it was this one and a query is why.
pub fn refused(last: Option<&Call>, operation: &str) -> Option<String> {
    refused_for(last, operation, QUERY)
}

/// What only jq knows whether it can be read.
const QUERY: &str = "MetadataExtractionQuery";

/// Why the last call was refused, if it was this one and this member is why.
fn refused_for(last: Option<&Call>, operation: &str, member: &str) -> Option<String> {
    let fits =
        |call: &&Call| call.refused && call.request.contains(operation) && call.answer.contains(member);
    last.filter(fits).map(|call| call.answer.clone())
}

/// A refusal is said as long as the text is the one that was sent.
pub fn still(refused: Option<&String>, sent: &str, now: &str) -> Option<String> {
    refused.filter(|_| sent == now).cloned()
}

#[derive(Properties, PartialEq)]
struct Props {
    name: Name,
    version: u32,
    settings: Destination,
    refused: Option<String>,
    /// Why the extension was refused.
    ending: Option<String>,
    on: Callback<Msg>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Texts {
    prefix: String,
    error: String,
    query: String,
    zone: String,
    extension: String,
    compression: Compression,
}

impl Texts {
    fn of(settings: &Destination) -> Texts {
        Texts {
            prefix: settings.s3.prefix.clone(),
            error: settings.s3.error_prefix.clone().unwrap_or_default(),
            query: query(settings).unwrap_or_default().to_owned(),
            zone: settings.s3.time_zone.clone().unwrap_or_default(),
            extension: settings.s3.extension.clone().unwrap_or_default(),
            compression: settings.s3.compression,
        }
    }
}

#[function_component]
fn ObjectNames(props: &Props) -> Html {
    let settings = &props.settings;
    let now = Texts::of(settings);
    let typed = use_state(|| now.clone());
    let sent = use_state(|| now.clone());
    {
        let typed = typed.clone();
        use_effect_with(now.clone(), move |now| typed.set(now.clone()));
    }
    let Texts { prefix, error, query, zone, extension, compression } = (*typed).clone();
    let redshift = matches!(settings.to, DeliverTo::Redshift { .. });
    let says = slips(&settings.s3, redshift, &prefix, &error);
    let asks = !now.query.is_empty();
    let no_query = (asks && query.trim().is_empty()).then(|| "Dynamic partitioning needs it.".to_owned());
    let no_zone = no_zone(&settings.s3, &zone);
    let ready = *typed != now && says == [None, None] && no_query.is_none() && no_zone.is_none();
    let submit = {
        let (of_data, of_failures) = (changed(&prefix, &now.prefix), changed(&error, &now.error));
        let mut update = DestinationUpdate::of_prefixes(&settings.to, of_data, of_failures);
        update.processors = changed(&query, &now.query).map(|query| asking(settings, &query));
        update.s3.time_zone = changed(&zone, &now.zone);
        update.s3.extension = changed(&extension, &now.extension);
        update.s3.compression = (compression != now.compression).then_some(compression);
        let ask = UpdateDestination { delivery_stream: props.name.clone(), version: props.version, update };
        let act = Msg::Act(vec![Command::Firehose(Firehose::UpdateDestination(Box::new(ask)))]);
        let (on, sent, said) = (props.on.clone(), sent.clone(), (*typed).clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if ready {
                sent.set(said.clone());
                on.emit(act.clone());
            }
        })
    };
    let of_prefix = typing(&typed, |texts, text| texts.prefix = text);
    let of_error = typing(&typed, |texts, text| texts.error = text);
    let of_query = typing(&typed, |texts, text| texts.query = text);
    let [wrong_prefix, wrong_error] = says;
    let wrong_query = no_query.or_else(|| still(props.refused.as_ref(), &sent.query, &query));
    let of_zone = typing(&typed, |texts, text| texts.zone = text);
    let of_extension = typing(&typed, |texts, text| texts.extension = text);
    let wrong_extension = still(props.ending.as_ref(), &sent.extension, &extension);
    let pack = {
        let typed = typed.clone();
        Callback::from(move |event: Event| {
            let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
            let chosen = usize::try_from(at).ok().and_then(|at| packings(redshift).get(at).copied());
            typed.set(Texts { compression: chosen.unwrap_or_default(), ..(*typed).clone() });
        })
    };
    html! {
        <form class="names" onsubmit={submit} novalidate=true>
            { kick("Where objects lie") }
            { text_field("object-prefix", "Prefix", &prefix, of_prefix, wrong_prefix) }
            if !redshift {
                { text_field("object-error-prefix", "Error prefix", &error, of_error, wrong_error) }
            }
            if asks {
                { text_field("object-query", "Partition keys by jq", &query, of_query, wrong_query) }
            }
            { text_field("object-zone", "Time zone of the names", &zone, of_zone, no_zone) }
            { text_field("object-extension", "File extension", &extension, of_extension, wrong_extension) }
            if settings.s3.conversion.is_none() {
                <div class="field">
                    <label for="object-packing"><span>{ "Compression" }</span></label>
                    <div class="ctl"><select id="object-packing" class="inp" onchange={pack}>
                        { for packings(redshift).iter().map(|it| html! { <option selected={*it == compression}>{ it.word() }</option> }) }
                    </select></div>
                </div>
            }
            <div class="btns">
                <button type="submit" class="btn" disabled={!ready}>{ "Change names" }</button>
            </div>
            <p class="mut">{ "Up to 512 characters, with !{timestamp:yyyy/MM/dd}, !{firehose:random-string} and, in the error \
                prefix, !{firehose:error-output-type}. Without an expression the date follows by itself." }</p>
        </form>
    }
}

/// What objects may be packed by; COPY of Redshift reads no ZIP and no Snappy.
fn packings(redshift: bool) -> &'static [Compression] {
    if redshift { &Compression::ALL[..2] } else { &Compression::ALL }
}

/// What is wrong with a time zone.
fn no_zone(s3: &S3Settings, zone: &str) -> Option<String> {
    let settings = S3Settings { time_zone: Some(zone.to_owned()), ..S3Settings::new(s3.bucket.clone()) };
    Prefixes::parse(&settings).err()
}

/// What a text field does to a state of several texts.
pub fn typing<T: Clone + 'static>(
    state: &UseStateHandle<T>,
    with: fn(&mut T, String),
) -> Callback<InputEvent> {
    let state = state.clone();
    Callback::from(move |event: InputEvent| {
        let mut new = (*state).clone();
        with(&mut new, event.target_unchecked_into::<HtmlInputElement>().value());
        state.set(new);
    })
}

/// A text with what is wrong with it below.
pub fn text_field(
    id: &'static str,
    label: &'static str,
    value: &str,
    oninput: Callback<InputEvent>,
    wrong: Option<String>,
) -> Html {
    html! {
        <div class="field">
            <label for={id}><span>{ label }</span></label>
            <div class="ctl">
                <input {id} type="text" value={value.to_owned()} {oninput} spellcheck="false" autocapitalize="off" autocomplete="off"
                    aria-invalid={wrong.is_some().then_some("true")} aria-describedby={format!("{id}-says")} />
            </div>
            <small class="err" id={format!("{id}-says")}>{ rich(&wrong.unwrap_or_default()) }</small>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn s3(partitioned: bool) -> S3Settings {
        let bucket = Name::parse("lake").expect("a name");
        S3Settings { partitioned, ..S3Settings::new(bucket) }
    }

    #[test]
    fn each_slip_is_said_at_its_own_field() {
        let long = "x".repeat(513);
        for (partitioned, redshift, prefix, error, wrong) in [
            (false, false, "", "", ["", ""]),
            (false, false, "raw/!{timestamp:yyyy}/", "bad/!{firehose:error-output-type}/", ["", ""]),
            (false, false, "raw/!{timestamp:yyyy}/", "", ["", "ErrorOutputPrefix can't be null"]),
            (false, false, "raw/!{timestamp:yyyy", "bad/", ["has no closing brace", ""]),
            (false, false, "raw/!{when:yyyy}/", "bad/", ["when", ""]),
            (
                false,
                false,
                "raw/",
                "bad/!{timestamp:yyyy}/",
                ["", "must include !{firehose:error-output-type}"],
            ),
            (false, false, &"x".repeat(512), "", ["", ""]),
            (false, false, &long, "", ["512", ""]),
            (false, false, "!{partitionKeyFromQuery:k}/", "bad/", ["need dynamic partitioning", ""]),
            (true, false, "!{partitionKeyFromQuery:k}/", "bad/", ["", ""]),
            (true, false, "!{partitionKeyFromQuery:k}/", "", ["", "ErrorOutputPrefix"]),
            (false, true, "stage/", "", ["", ""]),
            (false, true, "stage/!{timestamp:yyyy}/", "", ["ErrorOutputPrefix can't be null", ""]),
        ] {
            let found = slips(&s3(partitioned), redshift, prefix, error);
            for (found, part) in found.iter().zip(wrong) {
                let right =
                    found.as_deref().map_or(part.is_empty(), |why| !part.is_empty() && why.contains(part));
                assert!(right, "{prefix:?} {error:?}: {found:?}, and it should say {part:?}");
            }
        }
    }

    #[test]
    fn another_query_leaves_the_other_processors_as_they_are() {
        let mut settings = Destination::s3(Name::parse("lake").expect("a name"));
        assert_eq!(query(&settings), None);
        settings.processors =
            vec![Processor::Metadata { query: "{a: .a}".to_owned() }, Processor::AppendDelimiter];
        assert_eq!(query(&settings), Some("{a: .a}"));
        let other = Processor::Metadata { query: "{b: .b}".to_owned() };
        assert_eq!(asking(&settings, "{b: .b}"), [other, Processor::AppendDelimiter]);
    }

    #[test]
    fn a_refusal_goes_with_the_text_that_was_refused() {
        let why = "jq cannot read it".to_owned();
        assert_eq!(still(Some(&why), ".a |", ".a |"), Some(why.clone()));
        assert_eq!(still(Some(&why), ".a |", ".a"), None);
        assert_eq!(still(None, ".a", ".a"), None);
    }

    #[test]
    fn a_time_zone_that_nobody_knows_is_said_at_its_field() {
        for (zone, wrong) in [("", false), ("UTC", false), ("Asia/Tokyo", false), ("Asia/Tokio", true)] {
            assert_eq!(no_zone(&s3(false), zone).is_some(), wrong, "{zone}");
        }
        assert_eq!(packings(true).iter().map(|it| it.word()).collect::<Vec<_>>(), ["UNCOMPRESSED", "GZIP"]);
    }

    #[test]
    fn only_what_was_changed_is_said() {
        assert_eq!(changed("a/", "a/"), None);
        assert_eq!(changed("", "a/"), Some(String::new()), "an empty text takes it away");
    }
}
