//! Simple charts for comparing groups. The figures stand beside the bars and once more in a table, so
//! that nobody has to judge a length to learn a number.

use super::hue::Hue;
use crate::text::tr;
use leptos::prelude::*;

/// A group that is compared, such as "This segment" and "Everyone else".
#[derive(Clone, Debug, PartialEq)]
pub struct Series {
    pub name: String,
    pub hue: Hue,
}

/// One line: a label and a value for each series, with how the value is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    pub label: String,
    pub values: Vec<(f64, String)>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct ChartData {
    pub title: String,
    /// What is measured and how, in a sentence; may be empty.
    pub note: String,
    pub series: Vec<Series>,
    pub bars: Vec<Bar>,
}

impl ChartData {
    fn largest(&self) -> f64 {
        let values = self.bars.iter().flat_map(|bar| bar.values.iter().map(|(value, _)| *value));
        values.fold(0.0, f64::max)
    }

    /// The share of the largest value that a bar is drawn with.
    fn share(&self, value: f64) -> f64 {
        match self.largest() {
            largest if largest > 0.0 => (value / largest).clamp(0.0, 1.0) * 100.0,
            _ => 0.0,
        }
    }

    fn hue(&self, n: usize) -> &'static str {
        self.series.get(n).map_or(Hue::Indigo, |series| series.hue).class()
    }
}

/// Horizontal bars: categories, one line each.
#[component]
pub fn BarChart(#[prop(into)] data: Signal<ChartData>) -> impl IntoView {
    move || {
        let data = data.get();
        let line = |bar: &Bar| {
            let bars = bar.values.iter().enumerate().map(|(n, (value, _))| {
                let class = format!("bars-bar {}", data.hue(n));
                view! { <span class=class style:width=format!("{}%", data.share(*value))></span> }
            });
            let figures = bar.values.iter().map(|(_, written)| view! { <span>{written.clone()}</span> });
            view! {
                <span class="bars-label truncate" title=bar.label.clone()>{bar.label.clone()}</span>
                <span class="bars-track">{bars.collect::<Vec<_>>()}</span>
                <span class="bars-figure">{figures.collect::<Vec<_>>()}</span>
            }
        };
        let lines: Vec<_> = data.bars.iter().map(line).collect();
        view! {
            <figure class="chart">
                <Caption data=data.clone() />
                <div class="bars" aria-hidden="true">{lines}</div>
                <Figures data hidden=true />
            </figure>
        }
    }
}

/// Columns side by side: a course over time. The table is folded away below.
#[component]
pub fn ColumnChart(#[prop(into)] data: Signal<ChartData>) -> impl IntoView {
    move || {
        let data = data.get();
        let slot = |bar: &Bar| {
            let written: Vec<_> = bar.values.iter().map(|(_, written)| written.as_str()).collect();
            let title = format!("{}: {}", bar.label, written.join(" / "));
            let columns = bar.values.iter().enumerate().map(|(n, (value, _))| {
                let class = format!("columns-bar {}", data.hue(n));
                view! { <span class=class style:height=format!("{}%", data.share(*value))></span> }
            });
            view! { <span class="columns-slot" data-tip=title>{columns.collect::<Vec<_>>()}</span> }
        };
        let slots: Vec<_> = data.bars.iter().map(slot).collect();
        let end = |bar: Option<&Bar>| bar.map(|bar| view! { <span>{bar.label.clone()}</span> });
        let axis = (end(data.bars.first()), end(data.bars.last().filter(|_| data.bars.len() > 1)));
        view! {
            <figure class="chart">
                <Caption data=data.clone() />
                <div class="columns-plot" aria-hidden="true">{slots}</div>
                <div class="columns-axis" aria-hidden="true">{axis}</div>
                <Figures data hidden=false />
            </figure>
        }
    }
}

#[component]
fn Caption(data: ChartData) -> impl IntoView {
    let legend = (data.series.len() > 1).then(|| {
        let entry = |series: Series| {
            view! {
                <li>
                    <super::chip::Dot hue=series.hue />
                    {series.name}
                </li>
            }
        };
        view! { <ul class="chart-legend">{data.series.into_iter().map(entry).collect::<Vec<_>>()}</ul> }
    });
    view! {
        <figcaption>
            <span class="chart-title">{data.title}</span>
            {(!data.note.is_empty()).then(|| view! { <span class="chart-note">{data.note}</span> })}
        </figcaption>
        {legend}
    }
}

/// The chart's numbers as a table: for assistive technology only, or to unfold.
#[component]
fn Figures(data: ChartData, hidden: bool) -> impl IntoView {
    let heads: Vec<_> =
        data.series.iter().map(|series| view! { <th scope="col">{series.name.clone()}</th> }).collect();
    let row = |bar: Bar| {
        let cells: Vec<_> = bar.values.into_iter().map(|(_, written)| view! { <td>{written}</td> }).collect();
        view! {
            <tr>
                <th scope="row">{bar.label}</th>
                {cells}
            </tr>
        }
    };
    let table = view! {
        <table class:visually-hidden=hidden>
            <caption class="visually-hidden">{data.title.clone()}</caption>
            <thead>
                <tr>
                    <td></td>
                    {heads}
                </tr>
            </thead>
            <tbody>{data.bars.into_iter().map(row).collect::<Vec<_>>()}</tbody>
        </table>
    };
    match hidden {
        true => table.into_any(),
        false => view! {
            <details>
                <summary>{tr("Show the numbers")}</summary>
                {table}
            </details>
        }
        .into_any(),
    }
}
