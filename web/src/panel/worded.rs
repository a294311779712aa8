//! A setting in the words of a story, for what lists and sliders do not offer: a text field that the engine reads.

use engine::command::Command;
use engine::story;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::typed::Typed;
use crate::model::Msg;

/// What a field of words asks for.
pub struct Worded<'a> {
    pub id: &'static str,
    pub label: &'static str,
    /// The forms that it takes, with their units and bounds.
    pub forms: &'static str,
    pub now: &'a str,
}

/// The line `{before} {what is typed}`, as a story has it.
///
/// # Errors
/// A sentence that says what is wrong in it.
pub fn line(before: &str, typed: &str) -> Result<Command, String> {
    story::command(&format!("{before} {typed}")).map_err(|error| error.to_string())
}

/// What cannot be read is said at the field by the browser, which reads it out too.
pub fn worded(field: &Worded<'_>, before: String, on: &Callback<Msg>) -> Html {
    let changed = {
        let on = on.clone();
        Callback::from(move |field: HtmlInputElement| {
            let read = line(&before, &field.value());
            field.set_custom_validity(read.as_ref().err().map_or("", String::as_str));
            match read {
                Ok(command) => {
                    on.emit(Msg::Act(vec![command]));
                    true
                }
                Err(_) => {
                    field.report_validity();
                    false
                }
            }
        })
    };
    let &Worded { id, label, forms, now } = field;
    html! {
        <div class="field">
            <label for={id}><span>{ label }</span><small>{ forms }</small></label>
            <Typed {id} class="inp" value={now.to_owned()} on={changed} />
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_the_rest_of_a_line_and_what_is_wrong_is_said() {
        let read = line("set web-log rotate", "1MiB").expect("a rotation");
        assert_eq!(read.to_string(), "set web-log rotate 1MiB");
        for (before, typed, said) in [
            ("set web-log rotate", "often", "`often` is no rotation"),
            ("set web-log rotate", "", "a rotation, or `never`"),
            ("set web-log multiline", "\"\"", "every line begins with nothing"),
            ("agent a to s", "file var/log", "quotes"),
        ] {
            let text = line(before, typed).expect_err(typed);
            assert!(!text.is_empty(), "{said}");
        }
    }
}
