//! How the members of a segment differ from everyone else: shares beside shares, with the counts they
//! come from, and a word of caution where there are too few to tell.

use leptos::prelude::*;

use super::preview::{TABLES, settled};
use crate::app::live::{Live, live};
use crate::app::workspace::use_schema;
use crate::feature::shared::cell::label;
use crate::model::{Choice, ChoiceList, Schema};
use crate::text::{number, tr, tr_n, tr_with};
use crate::ui::chart::{Bar, BarChart, ChartData, Series};
use crate::ui::{Banner, Hue, Skeleton, format};
use crate::wire::{CompareSegment, Profile, RECENCY_DAYS, SegmentComparison, SegmentDraft};

/// With fewer than this in a group, its shares jump by more than three points with every one of them.
const FEW: u32 = 30;

#[component]
pub fn Comparison(draft: Memo<SegmentDraft>) -> impl IntoView {
    let schema = use_schema();
    let draft = settled(draft);
    let answer = live(TABLES, move || Some(CompareSegment { draft: draft.get() }));
    move || match answer.get() {
        Live::Loading => view! { <Skeleton lines=8 /> }.into_any(),
        Live::Failed(problem) => {
            view! { <Banner text=problem.to_string() hue=Hue::Red boxed=true /> }.into_any()
        }
        Live::Ready(comparison) => {
            let charts = schema.with(|schema| charts(&comparison, schema));
            view! { <Charts comparison charts /> }.into_any()
        }
    }
}

#[component]
fn Charts(comparison: SegmentComparison, charts: Vec<ChartData>) -> impl IntoView {
    let SegmentComparison { inside, outside } = comparison;
    let caution = match (inside.size, outside.size) {
        (0, _) => Some(tr("Nobody is in the segment: there is nothing to compare.").to_owned()),
        (_, 0) => Some(tr("Everybody is in the segment: there is nobody to compare with.").to_owned()),
        (inside, outside) if inside < FEW || outside < FEW => Some(tr_n(
            "One of the groups has only {n} customer: differences may be chance.",
            "One of the groups has only {n} customers: differences may be chance.",
            inside.min(outside) as usize,
        )),
        _ => None,
    };
    let comparable = inside.size > 0 && outside.size > 0;
    let size = [(tr("This segment"), &inside), (tr("Everyone else"), &outside)].map(|(name, profile)| {
        let each = per_customer(profile);
        let mean = profile.mean_satisfaction().map(|mean| {
            let ratings: u32 = profile.satisfaction.iter().sum();
            let of = tr_n("{n} rating", "{n} ratings", ratings as usize);
            tr_with("{mean} of 5, from {ratings}", &[("mean", &format::decimal(mean, 1)), ("ratings", &of)])
        });
        view! {
            <tr>
                <th scope="row">{name}</th>
                <td>{share_text(profile.size, inside.size + outside.size)}</td>
                <td>{number(f64::from(profile.interactions))}</td>
                <td>{each.map_or_else(|| "–".to_owned(), |each| format::decimal(each, 1))}</td>
                <td>{mean.unwrap_or_else(|| tr("nobody said").to_owned())}</td>
            </tr>
        }
    });
    view! {
        <div class="stack gap-5">
            {caution.map(|text| view! { <Banner text hue=Hue::Amber boxed=true /> })}
            <div class="segment-sizes">
                <table>
                    <caption class="visually-hidden">{tr("Size and satisfaction")}</caption>
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="col">{tr("Customers")}</th>
                            <th scope="col">{tr("Interactions")}</th>
                            <th scope="col">{tr("Interactions each")}</th>
                            <th scope="col">{tr("Mean satisfaction")}</th>
                        </tr>
                    </thead>
                    <tbody>{size}</tbody>
                </table>
            </div>
            {comparable
                .then(|| {
                    let charts = charts.into_iter().map(|data| view! { <div class="card card-body"><BarChart data=Signal::stored(data) /></div> });
                    view! { <div class="segment-charts">{charts.collect::<Vec<_>>()}</div> }
                })}
        </div>
    }
}

fn per_customer(profile: &Profile) -> Option<f64> {
    (profile.size > 0).then(|| f64::from(profile.interactions) / f64::from(profile.size))
}

/// "24% · 31"
fn share_text(count: u32, of: u32) -> String {
    let count_text = number(f64::from(count));
    if of == 0 { count_text } else { format!("{} · {count_text}", format::percent(share(count, of))) }
}

fn share(count: u32, of: u32) -> f64 {
    if of == 0 { 0.0 } else { f64::from(count) / f64::from(of) }
}

fn charts(comparison: &SegmentComparison, schema: &Schema) -> Vec<ChartData> {
    let SegmentComparison { inside, outside } = comparison;
    let chart = |title: &'static str, note: &'static str, bars: Vec<(String, [u32; 2])>, of: [u32; 2]| {
        let few = of.into_iter().min().unwrap_or(0);
        let note = match few {
            0 => tr("One of the groups has none.").to_owned(),
            few if few < FEW => {
                let only =
                    tr_n("Only {n} in the smaller group.", "Only {n} in the smaller group.", few as usize);
                format!("{note} {only}")
            }
            _ => note.to_owned(),
        };
        let bar = |(label, counts): (String, [u32; 2])| Bar {
            label,
            values: std::array::from_fn::<_, 2, _>(|n| {
                (share(counts[n], of[n]), share_text(counts[n], of[n]))
            })
            .to_vec(),
        };
        ChartData {
            title: title.to_owned(),
            note,
            series: vec![
                Series { name: tr("This segment").to_owned(), hue: Hue::Indigo },
                Series { name: tr("Everyone else").to_owned(), hue: Hue::Grey },
            ],
            bars: bars.into_iter().map(bar).collect(),
        }
    };
    let stars = |score: usize| tr_n("{n} star", "{n} stars", score);
    let satisfaction =
        (0..5).rev().map(|at| (stars(at + 1), [inside.satisfaction[at], outside.satisfaction[at]]));
    let ratings = [inside, outside].map(|profile| profile.satisfaction.iter().sum());
    let sizes = [inside.size, outside.size];
    let talks = [inside, outside].map(|profile| profile.channels.iter().map(|(_, count)| count).sum());
    vec![
        chart(
            tr("Stage"),
            tr("Share of the customers in each group."),
            by_choice(schema, ChoiceList::Stage, &inside.stages, &outside.stages),
            sizes,
        ),
        chart(
            tr("Last contact"),
            tr("Share of the customers in each group."),
            by_recency(inside, outside),
            sizes,
        ),
        chart(
            tr("Channels"),
            tr("Share of the interactions of each group."),
            by_choice(schema, ChoiceList::Channel, &inside.channels, &outside.channels),
            talks,
        ),
        chart(tr("Satisfaction"), tr("Share of the ratings of each group."), satisfaction.collect(), ratings),
    ]
}

/// A line for every choice that anybody has, in the order of the list; then what is in no list.
fn by_choice(
    schema: &Schema,
    list: ChoiceList,
    inside: &[(String, u32)],
    outside: &[(String, u32)],
) -> Vec<(String, [u32; 2])> {
    let count = |of: &[(String, u32)], key: &str| {
        of.iter().find(|(own, _)| own == key).map_or(0, |(_, count)| *count)
    };
    let known: Vec<Choice> = schema.choices(list);
    let mut keys: Vec<(String, String)> =
        known.iter().map(|choice| (choice.key.clone(), label(&choice.label))).collect();
    for (key, _) in inside.iter().chain(outside) {
        if keys.iter().all(|(own, _)| own != key) {
            let name = if key.is_empty() { tr("None").to_owned() } else { key.clone() };
            keys.push((key.clone(), name));
        }
    }
    let bars = keys.into_iter().map(|(key, name)| (name, [count(inside, &key), count(outside, &key)]));
    bars.filter(|(_, counts)| *counts != [0, 0]).collect()
}

fn by_recency(inside: &Profile, outside: &Profile) -> Vec<(String, [u32; 2])> {
    let days = |n: u32| number(f64::from(n));
    let mut names = Vec::new();
    let mut from = 0;
    for to in RECENCY_DAYS {
        names.push(tr_with("{from} to {to} days ago", &[("from", &days(from)), ("to", &days(to))]));
        from = to + 1;
    }
    names.push(tr_with("More than {n} days ago", &[("n", &days(from - 1))]));
    names.push(tr("Never").to_owned());
    let count = |profile: &Profile, at: usize| profile.recency.get(at).copied().unwrap_or(0);
    names.into_iter().enumerate().map(|(at, name)| (name, [count(inside, at), count(outside, at)])).collect()
}
