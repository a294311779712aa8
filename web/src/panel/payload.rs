//! What a producer's records carry: a list of kinds, what each may have besides, and the learner's own template.

use engine::command::{Actor, Command, Setting};
use engine::payload::{Json, JsonKind, Payload, Template};
use engine::story;
use engine::view::ProducerView;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::typed::Typed;
use crate::model::Msg;

/// What the list offers, with the words of a story.
const KINDS: [(&str, &str); 6] = [
    ("access-log", "lines of an access log"),
    ("orders", "JSON: orders of a shop"),
    ("clicks", "JSON: clicks of its visitors"),
    ("devices", "JSON: measurements of devices"),
    ("template", "a template of your own"),
    ("filler", "letters `a`"),
];
const TEMPLATE: &str = "{\"id\":{n},\"customer\":{1..600},\"at\":{time}}";

/// The payload that a story's words stand for.
fn read(words: &str) -> Option<Payload> {
    let Command::Actor(Actor::Set { settings, .. }) =
        story::command(&format!("set p payload {words}")).ok()?
    else {
        return None;
    };
    settings.into_iter().find_map(|setting| if let Setting::Payload(it) = setting { Some(it) } else { None })
}

fn of_kind(word: &str) -> Payload {
    let json = JsonKind::ALL.into_iter().find(|kind| kind.word() == word);
    match (word, json) {
        (_, Some(kind)) => Payload::Json(Json { newline: true, ..Json::of(kind) }),
        ("template", _) => Payload::Template(Template::parse(TEMPLATE).expect("our own template is right")),
        ("filler", _) => Payload::Filler,
        (_, None) => Payload::AccessLog { healthchecks: 0, broken: 0 },
    }
}

/// The payload, and a larger size if its longest record would not fit.
fn settings(producer: &ProducerView, payload: Payload) -> Vec<Setting> {
    let least = payload.least();
    let mut settings = vec![Setting::Payload(payload)];
    if producer.size < least {
        settings.push(Setting::Size(least));
    }
    settings
}

#[derive(Properties, PartialEq)]
pub struct PayloadProps {
    pub producer: ProducerView,
    pub on: Callback<Msg>,
}

#[function_component]
pub fn PayloadField(props: &PayloadProps) -> Html {
    let error = use_state(|| None::<String>);
    let payload = read(&props.producer.payload).unwrap_or(Payload::Filler);
    let act = {
        let (on, producer, error) = (props.on.clone(), props.producer.clone(), error.clone());
        Callback::from(move |payload: Payload| {
            error.set(None);
            let settings = settings(&producer, payload);
            let act = Command::Actor(Actor::Set { name: producer.name.clone(), settings });
            on.emit(Msg::Act(vec![act]));
        })
    };
    let choose = {
        let act = act.clone();
        Callback::from(move |event: Event| {
            act.emit(of_kind(&event.target_unchecked_into::<HtmlSelectElement>().value()));
        })
    };
    let now = props.producer.payload.split(' ').next().unwrap_or_default().to_owned();
    html! {
        <div class="field">
            <label for="payload"><span>{ "Records" }</span><small>{ "filled to the size" }</small></label>
            <select id="payload" class="inp" onchange={choose}>
                { for KINDS.map(|(word, words)| html! {
                    <option value={word} selected={word == now}>{ words }</option>
                }) }
            </select>
            { more(&payload, &act) }
            if let Payload::Template(template) = &payload {
                { text(template, &act, &error) }
            }
            if let Some(error) = &*error {
                <small class="err" id="template-error" role="alert">{ error }</small>
            }
        </div>
    }
}

/// The switches that a payload has.
fn more(payload: &Payload, act: &Callback<Payload>) -> Html {
    let chip = |pressed: bool, label: &'static str, then: Payload| {
        let act = act.clone();
        let act = Callback::from(move |_: MouseEvent| act.emit(then.clone()));
        html! { <button type="button" aria-pressed={pressed.to_string()} onclick={act}>{ label }</button> }
    };
    const NEWLINE: &str = "line feed at the end";
    const ENCRYPTED: &str = "encrypted by the producer";
    let chips = match payload {
        Payload::Json(json) => vec![
            chip(json.newline, NEWLINE, Payload::Json(Json { newline: !json.newline, ..json.clone() })),
            chip(json.gzip, "gzip", Payload::Json(Json { gzip: !json.gzip, ..json.clone() })),
        ],
        Payload::Template(template) => {
            let mut other = template.clone();
            other.newline = !template.newline;
            vec![chip(template.newline, NEWLINE, Payload::Template(other))]
        }
        Payload::AccessLog { .. } | Payload::Filler | Payload::Encrypted(_) => vec![],
    };
    let sealed = match payload {
        Payload::Encrypted(inner) => chip(true, ENCRYPTED, Payload::clone(inner)),
        Payload::AccessLog { .. } | Payload::Filler | Payload::Json(_) | Payload::Template(_) => {
            chip(false, ENCRYPTED, Payload::Encrypted(Box::new(payload.clone())))
        }
    };
    html! { <div class="chips" role="group" aria-label="Each record">{ for chips }{ sealed }</div> }
}

fn text(template: &Template, act: &Callback<Payload>, error: &UseStateHandle<Option<String>>) -> Html {
    let typed = {
        let (act, error, newline) = (act.clone(), error.clone(), template.newline);
        Callback::from(move |field: HtmlInputElement| match Template::parse(&field.value()) {
            Ok(mut template) => {
                template.newline = newline;
                act.emit(Payload::Template(template));
                true
            }
            Err(bad) => {
                error.set(Some(format!("Character {}: {}.", bad.at + 1, bad.message)));
                false
            }
        })
    };
    html! {
        <Typed class="inp" id="template" label="Template" value={template.text().to_owned()} on={typed}
            invalid={error.is_some()} described={error.is_some().then_some("template-error")} />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_makes_what_its_words_say() {
        for (word, _) in KINDS {
            let payload = of_kind(word);
            assert!(payload.to_string().starts_with(word), "{payload}");
            assert_eq!(read(&payload.to_string()), Some(payload));
        }
    }
}
