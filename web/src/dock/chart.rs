//! The charts of one stream, or one of the metrics of something else beside their list, drawn by plotters on a canvas
//! each; colours are the page's own.

use plotters::prelude::*;
use plotters_canvas::CanvasBackend;
use web_sys::{HtmlCanvasElement, HtmlSelectElement};
use yew::prelude::*;

use engine::command::Target;
use engine::view::{Metric, Teller};

use super::plot::{Plot, RIGHT, clock, metric, plots};
use crate::host;
use crate::model::{Charted, Msg, Of};
use crate::panel::{PanelProps, send};
use crate::prose;

#[function_component]
pub fn Charts(props: &PanelProps) -> Html {
    let charts = &props.model.facts.charts;
    let Some(of) = &charts.of else {
        return html! { <p class="mut">{ "Charts begin when there is a stream." }</p> };
    };
    let theme = (props.model.prefs.theme, props.model.dark);
    match of {
        Charted::Service(Target::Stream(stream)) => html! {
            <>
                { for plots(&charts.seconds, charts.limits).map(|plot| html! {
                    <Chart plot={plot} stream={stream.to_string()} theme={theme} of={of.clone()} on={props.on.clone()} />
                }) }
            </>
        },
        // There are charts of streams and delivery streams alone.
        Charted::Service(Target::Function(_)) => Html::default(),
        Charted::Service(Target::Firehose(_)) | Charted::Teller(_) => html! {
            <Metrics name={of_whom(of)} metrics={charts.metrics.clone()} theme={theme} of={of.clone()} on={props.on.clone()} />
        },
    }
}

/// A delivery stream goes by its name.
fn of_whom(of: &Charted) -> String {
    match of {
        Charted::Service(target) => target.name().to_string(),
        Charted::Teller(teller) => teller.to_string(),
    }
}

#[derive(Properties, PartialEq)]
struct MetricsProps {
    /// Whose they are.
    name: String,
    metrics: Vec<Metric>,
    theme: (crate::model::Theme, bool),
    of: Charted,
    on: Callback<Msg>,
}

/// All metrics of one as a list, each with its last value, and the chart of one.
#[function_component]
fn Metrics(props: &MetricsProps) -> Html {
    let chosen = use_state(String::new);
    let plots: Vec<Plot> = props.metrics.iter().map(metric).collect();
    let Some(shown) = plots.iter().find(|plot| plot.name == chosen.as_str()).or(plots.first()) else {
        return Html::default();
    };
    let line = |plot: &Plot| {
        let (chosen, name) = (chosen.clone(), plot.name.to_string());
        let choose = Callback::from(move |_: MouseEvent| chosen.set(name.clone()));
        let newest = plot.newest().and_then(|(_, value)| value);
        let value = newest.map_or("–".to_owned(), |value| prose::measured(value, plot.unit));
        let bad = plot.colour == "--bad" && newest.is_some_and(|value| value > 0);
        html! {
            <button type="button" aria-pressed={(plot.name == shown.name).to_string()} title={plot.about.to_string()}
                onclick={choose}>
                <span>{ &*plot.name }</span><b class={classes!(bad.then_some("er"))}>{ value }</b>
            </button>
        }
    };
    html! {
        <>
            <section class="mets" aria-label={format!("Metrics of {}, the last whole minute", props.name)}>
                { for plots.iter().map(line) }
            </section>
            <Chart plot={shown.clone()} stream={props.name.clone()} theme={props.theme} wide=true
                of={props.of.clone()} on={props.on.clone()} />
        </>
    }
}

/// Where there are several streams and delivery streams: whose charts are shown.
pub fn which(props: &PanelProps) -> Html {
    let charts = &props.model.facts.charts;
    if charts.all.len() < 2 {
        return Html::default();
    }
    let on = props.on.clone();
    let all = charts.all.clone();
    let choose = Callback::from(move |event: Event| {
        let chosen = event.target_unchecked_into::<HtmlSelectElement>().selected_index();
        if let Some(of) = usize::try_from(chosen).ok().and_then(|at| all.get(at)) {
            on.emit(Msg::Charts(of.clone()));
        }
    });
    let shown = charts.of.clone();
    html! {
        <>
        <select key={shown.as_ref().map(ToString::to_string).unwrap_or_default()} class="pill which" aria-label="Charts of the stream" onchange={choose}>
            { for charts.all.iter().map(|of| html! {
                <option value={of.to_string()} selected={shown.as_ref() == Some(of)}>{ of.to_string() }</option>
            }) }
        </select>
        { for shown.as_ref().map(|shown| two_tellings(shown, &charts.all, &props.on)) }
        </>
    }
}

/// Of a stream: what was true in each second, beside what CloudWatch shows of it a minute later.
fn two_tellings(shown: &Charted, all: &[Charted], on: &Callback<Msg>) -> Html {
    let stream = match shown {
        Charted::Service(Target::Stream(name)) | Charted::Teller(Teller::Stream(name)) => name,
        Charted::Service(_) | Charted::Teller(_) => return Html::default(),
    };
    let ways = [
        ("true per second", Charted::Service(Target::Stream(stream.clone()))),
        ("as CloudWatch shows it", Charted::Teller(Teller::Stream(stream.clone()))),
    ];
    let way = |(says, of): &(&'static str, Charted)| {
        let pressed = (of == shown).to_string();
        html! {
            <button type="button" class="pill" aria-pressed={pressed} onclick={send(on, Msg::Charts(of.clone()))}>{ *says }</button>
        }
    };
    if !ways.iter().all(|(_, of)| all.contains(of)) {
        return Html::default();
    }
    html! { <span class="ways" role="group" aria-label={format!("How {stream} is told")}>{ for ways.iter().map(way) }</span> }
}

#[derive(Properties, PartialEq)]
struct ChartProps {
    plot: Plot,
    stream: String,
    /// The learner's wish and the system's: other colours are a reason to draw anew.
    theme: (crate::model::Theme, bool),
    /// It takes the room of two, and says what it shows.
    #[prop_or(false)]
    wide: bool,
    of: Charted,
    on: Callback<Msg>,
}

#[function_component]
fn Chart(props: &ChartProps) -> Html {
    let canvas = use_node_ref();
    {
        let (canvas, plot) = (canvas.clone(), props.plot.clone());
        use_effect(move || {
            if let Some(canvas) = canvas.cast::<HtmlCanvasElement>() {
                fit(&canvas);
                // A canvas that cannot be drawn on (it has no size while the dock is hidden) stays empty; the
                // text beside it says the same.
                let _ = draw(canvas, &plot);
            }
        });
    }
    let plot = &props.plot;
    let newest = plot.newest().and_then(|(_, value)| value);
    let bad = plot.colour == "--bad" && newest.is_some_and(|value| value > 0);
    let ask = |at: u64| Msg::Why(Of::Point(props.of.clone(), plot.name.to_string(), at));
    let why = plot.newest().map(|(at, _)| {
        html! {
            <button type="button" class="btn small ask" title="Why this value? Or press a point of the chart."
                aria-label={format!("Why this value of {}?", plot.name)} onclick={send(&props.on, ask(at))}>{ "why?" }</button>
        }
    });
    let point = {
        let (on, plot, of) = (props.on.clone(), plot.clone(), props.of.clone());
        Callback::from(move |event: MouseEvent| {
            let Some(canvas) = event.target_dyn_into::<HtmlCanvasElement>() else { return };
            let room = canvas.get_bounding_client_rect();
            let x = f64::from(event.client_x()) - room.left();
            if let Some(at) = plot.point_at(x, room.width()) {
                on.emit(Msg::Why(Of::Point(of.clone(), plot.name.to_string(), at)));
            }
        })
    };
    html! {
        <section class={classes!("ch", props.wide.then_some("wide"))} aria-label={format!("{} of {}", plot.name, props.stream)}>
            <h2 class="kick" title={format!("{} of {}. {}", plot.name, props.stream, plot.about)}>
                { &*plot.name }
                if let Some(note) = &plot.note { <span class="er">{ format!(" · {note}") }</span> }
                if props.wide { <small>{ format!(" · {}", plot.about) }</small> }
            </h2>
            <p class="v"><span class="of">{ &props.stream }</span><span class={classes!(bad.then_some("er"))}>{ plot.now() }</span>{ for why }</p>
            <div class="plot"><canvas ref={canvas} role="img" aria-label={plot.says()} onclick={point}></canvas></div>
        </section>
    }
}

/// Gives the canvas as many pixels as it covers on the screen.
fn fit(canvas: &HtmlCanvasElement) {
    let ratio = host::pixel_ratio();
    let (width, height) = (canvas.client_width().max(1), canvas.client_height().max(1));
    let pixels = |n: i32| (f64::from(n) * ratio).round() as u32;
    if canvas.width() != pixels(width) || canvas.height() != pixels(height) {
        canvas.set_width(pixels(width));
        canvas.set_height(pixels(height));
    }
}

fn draw(canvas: HtmlCanvasElement, plot: &Plot) -> Result<(), String> {
    let ratio = host::pixel_ratio();
    let colour = |name: &str| {
        let (r, g, b) = host::css_colour(name);
        RGBColor(r, g, b)
    };
    let font = |size: f64| ("sans-serif", size * ratio).into_font();
    let ink = colour("--mut");
    let backend = CanvasBackend::with_canvas_object(canvas).ok_or("no canvas")?;
    let area = backend.into_drawing_area();
    area.fill(&colour("--panel")).map_err(|error| error.to_string())?;
    let (first, last) = plot.seconds();
    let px = |n: f64| (n * ratio) as u32;
    let mut chart = ChartBuilder::on(&area)
        .margin_top(px(6.0))
        .margin_right(px(RIGHT))
        .x_label_area_size(px(19.0))
        .y_label_area_size(px(plot.labels()))
        .build_cartesian_2d(first as f64..last as f64, 0.0..plot.top() as f64)
        .map_err(|error| error.to_string())?;
    chart
        .configure_mesh()
        .disable_x_mesh()
        .light_line_style(colour("--panel"))
        .bold_line_style(colour("--line"))
        .axis_style(colour("--line"))
        .x_labels(4)
        .y_labels(3)
        .label_style(font(9.5).color(&ink))
        .x_label_formatter(&|second| clock(second.max(0.0) as u64))
        .y_label_formatter(&|value| plot.label(value.round() as u64))
        .draw()
        .map_err(|error| error.to_string())?;
    let of = colour(plot.colour);
    for run in plot.runs() {
        let line = plot.line(&run);
        let area_below = AreaSeries::new(line.iter().copied(), 0.0, of.mix(0.12));
        chart.draw_series(area_below).map_err(|error| error.to_string())?;
        let dots = line.first().filter(|_| plot.is_dot(&run));
        let dots = dots.map(|at| Circle::new(*at, px(1.6).max(1), of.filled()));
        chart.draw_series(dots).map_err(|error| error.to_string())?;
        let stroke = LineSeries::new(line.iter().copied(), of.stroke_width(px(1.6).max(1)));
        chart.draw_series(stroke).map_err(|error| error.to_string())?;
    }
    if let Some(limit) = plot.limit {
        let limit = limit as f64;
        let ends = [(first as f64, limit), (last as f64, limit)];
        let bad = colour("--bad");
        chart
            .draw_series(std::iter::once(PathElement::new(ends, bad.stroke_width(px(1.2).max(1)))))
            .map_err(|error| error.to_string())?;
        let label = format!("limit {}", plot.label(limit as u64));
        let place = (first as f64 + (last - first) as f64 * plot.free(), limit);
        let style = font(9.5).color(&bad);
        chart
            .draw_series(std::iter::once(
                EmptyElement::at(place) + Text::new(label, (px(4.0) as i32, -(px(12.0) as i32)), style),
            ))
            .map_err(|error| error.to_string())?;
    }
    area.present().map_err(|error| error.to_string())
}
