//! A number with a slider, two buttons and a field: each does what the others do.

use engine::kernel::units::grouped;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::typed::Typed;

#[derive(Properties, PartialEq)]
pub struct FieldProps {
    pub id: &'static str,
    pub label: &'static str,
    pub unit: &'static str,
    pub value: u64,
    pub min: u64,
    pub max: u64,
    /// The slider is logarithmic: for rates and sizes.
    #[prop_or(false)]
    pub log: bool,
    pub on: Callback<u64>,
    /// What an emptied field says; without it, the field must have a number.
    #[prop_or_default]
    pub emptied: Option<Callback<()>>,
}

/// The slider's own places.
const PLACES: u64 = 1_000;

/// The place of a value on the slider.
pub fn place(value: u64, min: u64, max: u64, log: bool) -> u64 {
    let (value, low, high) = (value.clamp(min, max) as f64, min as f64, max as f64);
    let part = if log {
        (value.max(1.0).ln() - low.max(1.0).ln()) / (high.max(2.0).ln() - low.max(1.0).ln())
    } else {
        (value - low) / (high - low).max(1.0)
    };
    (part * PLACES as f64).round() as u64
}

/// The value at a place, rounded to two figures so that a slider gives round numbers.
pub fn value_at(place: u64, min: u64, max: u64, log: bool) -> u64 {
    let part = place.min(PLACES) as f64 / PLACES as f64;
    let (low, high) = (min as f64, max as f64);
    if !log {
        return (low + part * (high - low)).round() as u64;
    }
    let exact = (low.max(1.0).ln() + part * (high.max(2.0).ln() - low.max(1.0).ln())).exp();
    round_figures(exact.round() as u64).clamp(min, max)
}

/// The value where a slider was moved to from where it shows `shown`: a move that rounding would undo, such as an arrow
/// key's, is a step.
fn slid(at: u64, shown: u64, min: u64, max: u64, log: bool) -> u64 {
    let (to, from) = (value_at(at, min, max, log), place(shown, min, max, log));
    if to == shown && at != from { step(shown, at > from, min, max) } else { to }
}

fn round_figures(n: u64) -> u64 {
    let mut scale = 1;
    while n / scale >= 100 {
        scale *= 10;
    }
    (n + scale / 2) / scale * scale
}

/// A step up or down: a tenth of the value's own size, at least one.
pub fn step(value: u64, up: bool, min: u64, max: u64) -> u64 {
    let mut step = 1;
    while step * 100 <= value.saturating_sub(u64::from(!up)) {
        step *= 10;
    }
    let next = if up { (value / step + 1) * step } else { value.saturating_sub(1) / step * step };
    next.clamp(min, max)
}

/// What may be set, before anyone has tried more: `1 to 900 s`.
fn bounds(min: u64, max: u64, unit: &str) -> String {
    format!("{} to {} {unit}", grouped(min), grouped(max))
}

#[function_component]
pub fn Field(props: &FieldProps) -> Html {
    // What the hand holds before it lets go; the engine hears of the end only.
    let held = use_state(|| None::<u64>);
    let error = use_state(|| None::<String>);
    {
        let (held, error) = (held.clone(), error.clone());
        use_effect_with(props.value, move |_| {
            held.set(None);
            error.set(None);
        });
    }
    let FieldProps { id, label, unit, value, min, max, log, .. } = *props;
    let shown = held.unwrap_or(value);
    let slide = {
        let held = held.clone();
        Callback::from(move |event: InputEvent| {
            let at = event.target_unchecked_into::<HtmlInputElement>().value_as_number();
            held.set(Some(slid(at.max(0.0) as u64, shown, min, max, log)));
        })
    };
    let settle = {
        let (held, on) = (held.clone(), props.on.clone());
        Callback::from(move |_: Event| {
            if let Some(value) = *held {
                on.emit(value);
            }
        })
    };
    let stepped = |up: bool| {
        let on = props.on.clone();
        Callback::from(move |_: MouseEvent| on.emit(step(value, up, min, max)))
    };
    let typed = {
        let (on, emptied, error) = (props.on.clone(), props.emptied.clone(), error.clone());
        Callback::from(move |input: HtmlInputElement| {
            let text = input.value();
            if let Some(emptied) = emptied.as_ref().filter(|_| text.trim().is_empty()) {
                error.set(None);
                // The value may be the one that it was, and then nobody writes it again.
                input.set_value(&value.to_string());
                emptied.emit(());
                return true;
            }
            match text.trim().parse::<u64>() {
                Ok(value) if (min..=max).contains(&value) => {
                    error.set(None);
                    on.emit(value);
                    true
                }
                Ok(_) | Err(_) => {
                    error.set(Some(format!("A whole number from {} to {}.", grouped(min), grouped(max))));
                    false
                }
            }
        })
    };
    let at = place(shown, min, max, log);
    let spoken = format!("{} {unit}", grouped(shown));
    html! {
        <div class="field">
            <label for={id}><span>{ label }</span><small>{ bounds(min, max, unit) }</small></label>
            <div class="ctl">
                <button type="button" class="btn sq" aria-label={format!("{label}: less")} disabled={value <= min}
                    onclick={stepped(false)}>{ "−" }</button>
                <input class="range" type="range" min="0" max="1000" value={at.to_string()}
                    aria-label={format!("{label}, slider")} aria-valuetext={spoken}
                    style={format!("--fill:{}%", at / 10)} oninput={slide} onchange={settle} />
                <button type="button" class="btn sq" aria-label={format!("{label}: more")} disabled={value >= max}
                    onclick={stepped(true)}>{ "+" }</button>
                <Typed {id} kind="number" min={min.to_string()} max={max.to_string()} value={shown.to_string()} on={typed}
                    invalid={error.is_some()} described={error.is_some().then(|| AttrValue::from(format!("{id}-error")))} />
            </div>
            if let Some(error) = &*error {
                <small class="err" id={format!("{id}-error")} role="alert">{ error }</small>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slider_gives_round_numbers_and_keeps_its_ends() {
        assert_eq!(value_at(0, 1, 10_000, true), 1);
        assert_eq!(value_at(PLACES, 1, 10_000, true), 10_000);
        assert_eq!(value_at(777, 1, 10_000, true), 1_300);
        assert_eq!(value_at(500, 0, 100, false), 50);
        // One place on, as an arrow key moves it.
        let here = place(2_400, 1, 10_000, true);
        assert_eq!(
            [slid(here + 1, 2_400, 1, 10_000, true), slid(here - 1, 2_400, 1, 10_000, true)],
            [2_500, 2_300]
        );
        for value in [1, 100, 1_400, 10_000] {
            let back = value_at(place(value, 1, 10_000, true), 1, 10_000, true);
            assert!(back.abs_diff(value) * 50 <= value, "{value} came back as {back}");
        }
    }

    #[test]
    fn a_field_says_how_little_and_how_much_it_takes() {
        assert_eq!(bounds(1, 900, "s"), "1 to 900 s");
        assert_eq!(bounds(0, 1_000_000, "rows"), "0 to 1,000,000 rows");
    }

    #[test]
    fn a_step_is_a_tenth_or_one() {
        assert_eq!(step(1_400, true, 0, 10_000), 1_500);
        assert_eq!(step(1_400, false, 0, 10_000), 1_300);
        assert_eq!(step(1_000, false, 0, 10_000), 990);
        assert_eq!(step(5, true, 0, 10), 6);
        assert_eq!(step(10, true, 0, 10), 10);
        assert_eq!(step(0, false, 0, 10), 0);
    }
}
