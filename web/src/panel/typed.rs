//! A field for words or a number that keeps what is typed in it until that is done, however often the page around it is
//! drawn: a scene that plays draws its panels several times a second.

use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct TypedProps {
    pub id: AttrValue,
    /// What it has while nobody types.
    pub value: AttrValue,
    /// The field, once what was typed is done: whether it was taken. What was not stays to be mended.
    pub on: Callback<HtmlInputElement, bool>,
    #[prop_or("text".into())]
    pub kind: AttrValue,
    #[prop_or_default]
    pub class: Classes,
    /// Of a field without a label beside it.
    #[prop_or_default]
    pub label: Option<AttrValue>,
    #[prop_or_default]
    pub placeholder: Option<AttrValue>,
    #[prop_or_default]
    pub maxlength: Option<AttrValue>,
    #[prop_or_default]
    pub min: Option<AttrValue>,
    #[prop_or_default]
    pub max: Option<AttrValue>,
    #[prop_or_default]
    pub invalid: bool,
    /// The id of what describes it.
    #[prop_or_default]
    pub described: Option<AttrValue>,
}

#[function_component]
pub fn Typed(props: &TypedProps) -> Html {
    let draft = use_state_eq(|| None::<String>);
    {
        // What somebody else has set meanwhile rules.
        let draft = draft.clone();
        use_effect_with(props.value.clone(), move |_| draft.set(None));
    }
    let input = {
        let draft = draft.clone();
        Callback::from(move |event: InputEvent| {
            draft.set(Some(event.target_unchecked_into::<HtmlInputElement>().value()));
        })
    };
    let change = {
        let (draft, on) = (draft.clone(), props.on.clone());
        Callback::from(move |event: Event| {
            if on.emit(event.target_unchecked_into()) {
                draft.set(None);
            }
        })
    };
    let TypedProps { id, kind, class, label, placeholder, maxlength, min, max, described, .. } = props;
    let value = (*draft).clone().map_or_else(|| props.value.clone(), AttrValue::from);
    html! {
        <input {id} type={kind} class={class.clone()} {value} aria-label={label.clone()} placeholder={placeholder.clone()}
            maxlength={maxlength.clone()} min={min.clone()} max={max.clone()} inputmode={(kind == "number").then_some("numeric")}
            spellcheck="false" autocapitalize="off" autocomplete="off" aria-invalid={props.invalid.then_some("true")}
            aria-describedby={described.clone()} oninput={input} onchange={change} />
    }
}
