//! Things to be sorted into boxes: by dragging, by a list at each thing, or with keys in that list. Then it is checked,
//! with the reason of each.

use lessons::sort::Sort;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlSelectElement};
use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub struct SortProps {
    pub sort: Sort,
}

/// The box under a point of the window.
fn box_at(event: &PointerEvent) -> Option<usize> {
    let (x, y) = (event.client_x() as f32, event.client_y() as f32);
    let under = web_sys::window()?.document()?.element_from_point(x, y)?;
    under.closest("[data-box]").ok()??.get_attribute("data-box")?.parse().ok()
}

#[function_component]
pub fn SortFigure(props: &SortProps) -> Html {
    let sort = &props.sort;
    let placed = use_state(|| vec![None::<usize>; sort.things.len()]);
    let held = use_state(|| None::<usize>);
    let checked = use_state(|| false);
    // A thing that goes into another box is drawn anew there, and keeps the focus.
    let chosen = use_state(|| None::<usize>);
    use_effect_with((placed.clone(), *chosen), |(_, chosen)| {
        if let Some(thing) = chosen {
            crate::host::focus(&format!("sort-{thing}"));
        }
    });
    let put = {
        let (placed, checked) = (placed.clone(), checked.clone());
        move |thing: usize, at: Option<usize>| {
            let mut next = (*placed).clone();
            next[thing] = at;
            placed.set(next);
            checked.set(false);
        }
    };
    let drop = {
        let (held, put, chosen) = (held.clone(), put.clone(), chosen.clone());
        Callback::from(move |event: PointerEvent| {
            chosen.set(None);
            if let (Some(thing), Some(at)) = (*held, box_at(&event)) {
                put(thing, at.checked_sub(1));
            }
            held.set(None);
        })
    };
    let card = |thing: usize| {
        let it = &sort.things[thing];
        let choose = {
            let (put, chosen) = (put.clone(), chosen.clone());
            Callback::from(move |event: Event| {
                chosen.set(Some(thing));
                let at = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
                put(thing, usize::try_from(at).ok().and_then(|at| at.checked_sub(1)));
            })
        };
        let take = {
            let held = held.clone();
            Callback::from(move |event: PointerEvent| {
                // A finger keeps what it touched first: the box under it is to be found.
                if let Some(card) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) {
                    let _ = card.release_pointer_capture(event.pointer_id());
                }
                held.set(Some(thing));
            })
        };
        let right = placed[thing] == Some(it.goes);
        let verdict = (*checked && placed[thing].is_some()).then(|| {
            let sign = if right { "✓ " } else { "✕ " };
            html! { <small class={classes!("why", (!right).then_some("er"))}>{ sign }{ super::rich(&it.reason) }</small> }
        });
        html! {
            <div class={classes!("thing", (*held == Some(thing)).then_some("held"))} key={it.name.clone()}>
                <span class="grip" onpointerdown={take}>{ &it.name }</span>
                <select class="inp" id={format!("sort-{thing}")} aria-label={format!("{} is", it.name)} onchange={choose}>
                    <option selected={placed[thing].is_none()}>{ "not sorted" }</option>
                    { for sort.boxes.iter().enumerate().map(|(at, name)| html! {
                        <option selected={placed[thing] == Some(at)}>{ name }</option>
                    }) }
                </select>
                { for verdict }
            </div>
        }
    };
    let now: Vec<Option<usize>> = (*placed).clone();
    let in_box =
        |at: Option<usize>| -> Vec<usize> { (0..now.len()).filter(|thing| now[*thing] == at).collect() };
    let left = in_box(None).len();
    let score = sort.score(&placed);
    let says = match (*checked, left) {
        (false, 0) => "All are sorted: check them.".to_owned(),
        (false, left) => format!("{left} to sort: drag each into its box, or choose from its list."),
        (true, _) => format!("{score} of {} right.", sort.things.len()),
    };
    let check = {
        let checked = checked.clone();
        Callback::from(move |_: MouseEvent| checked.set(true))
    };
    let section = |(at, name): (Option<usize>, &str)| {
        let cards: Vec<Html> = in_box(at).into_iter().map(&card).collect();
        let number = at.map_or(0, |at| at + 1).to_string();
        html! {
            <section class="box" data-box={number} aria-label={name.to_owned()}>
                <h2>{ name.to_owned() }</h2>
                { for cards }
            </section>
        }
    };
    let named = sort.boxes.iter().enumerate().map(|(at, name)| (Some(at), name.as_str()));
    let sections: Vec<Html> = std::iter::once((None, "To sort")).chain(named).map(section).collect();
    html! {
        <div class="sorting" onpointerup={drop}>
            { for sections }
            <div class="btns">
                <button type="button" class="btn p" disabled={left == sort.things.len()} onclick={check}>{ "Check" }</button>
                <span role="status">{ says }</span>
            </div>
        </div>
    }
}
