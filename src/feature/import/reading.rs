use leptos::prelude::*;

use super::planner::Planner;
use super::select::{Group, GroupedSelect};
use crate::text::tr;
use crate::ui::{Card, unique_id};
use crate::wire::{CsvSettings, DateOrder, Duplicates};

/// How the bytes of the file become rows and columns, and its dates days.
#[component]
pub fn Reading(planner: Planner) -> impl IntoView {
    let encodings = [
        ("utf-8", tr("Unicode (UTF-8)")),
        ("windows-1252", tr("Western European (Windows-1252)")),
        ("utf-16le", tr("Unicode (UTF-16, little-endian)")),
        ("utf-16be", tr("Unicode (UTF-16, big-endian)")),
    ];
    let separators = [
        (b',', tr("Comma (,)")),
        (b';', tr("Semicolon (;)")),
        (b'\t', tr("Tab")),
        (b'|', tr("Vertical bar (|)")),
    ];
    let separators = separators.map(|(byte, text)| (byte.to_string(), text));
    let heads = [("true", tr("Names the columns")), ("false", tr("Is a row like the others"))];
    let orders = DATE_ORDERS.map(|(_, key, example)| (key, tr(example)));
    view! {
        <Card title=tr("How the file is read")>
            <div class="import-reading">
                <GroupedSelect
                    label=tr("Encoding")
                    value=of(planner, |settings| settings.encoding.clone())
                    groups=listed(encodings)
                    on_choose=move |key: String| planner.read_as(|settings| settings.encoding = key)
                />
                <GroupedSelect
                    label=tr("Columns are separated by")
                    value=of(planner, |settings| settings.delimiter.to_string())
                    groups=listed(separators)
                    on_choose=move |key: String| {
                        planner.read_as(|settings| settings.delimiter = key.parse().unwrap_or(settings.delimiter));
                    }
                />
                <GroupedSelect
                    label=tr("The first row")
                    value=of(planner, |settings| settings.has_header.to_string())
                    groups=listed(heads)
                    on_choose=move |key: String| planner.read_as(|settings| settings.has_header = key == "true")
                />
                <GroupedSelect
                    label=tr("Order in dates")
                    value=of(planner, |settings| order_key(settings.date_order).to_owned())
                    groups=listed(orders)
                    on_choose=move |key: String| {
                        let chosen = DATE_ORDERS.iter().find(|(_, of, _)| *of == key);
                        if let Some((order, ..)) = chosen {
                            planner.correct(|settings| settings.date_order = *order);
                        }
                    }
                />
            </div>
        </Card>
    }
}

/// What happens to rows about customers who are there already.
#[component]
pub fn Existing(planner: Planner) -> impl IntoView {
    let choices = [
        (
            Duplicates::Fill,
            tr("Fill in what is missing"),
            tr(
                "Empty fields are filled; e-mail addresses, phones and tags are added. What you have stays as it is.",
            ),
        ),
        (
            Duplicates::Overwrite,
            tr("Take what the file says"),
            tr(
                "Fields that the file has a value for are overwritten; e-mail addresses, phones and tags are added. An empty cell erases nothing.",
            ),
        ),
        (
            Duplicates::Skip,
            tr("Leave them alone"),
            tr("Their rows are skipped; only new customers are added."),
        ),
    ];
    let group = unique_id("existing");
    let choice = |(what, title, text): (Duplicates, &'static str, &'static str)| {
        let describes = unique_id("existing-hint");
        let checked = move || {
            planner
                .settings
                .with(|settings| settings.as_ref().map(|settings| settings.duplicates) == Some(what))
        };
        view! {
            <label class="check import-policy">
                <input
                    type="radio"
                    class="radio"
                    name=group.clone()
                    aria-describedby=describes.clone()
                    prop:checked=checked
                    on:change=move |_| planner.correct(|settings| settings.duplicates = what)
                />
                <span>
                    <span class="medium">{title}</span>
                    <span class="field-hint stack" id=describes>{text}</span>
                </span>
            </label>
        }
    };
    let choices = choices.map(choice).into_iter().collect_view();
    view! {
        <Card title=tr("Customers who are here already")>
            <fieldset class="stack">
                <legend class="quiet">
                    {tr("A row is about somebody who is here when it has the same ID, e-mail address, or name with the same phone or company. What should happen to them?")}
                </legend>
                <div class="import-policies">{choices}</div>
            </fieldset>
        </Card>
    }
}

const DATE_ORDERS: [(DateOrder, &str, &str); 3] = [
    (DateOrder::DayMonth, "day", "Day first (31/12/2026)"),
    (DateOrder::MonthDay, "month", "Month first (12/31/2026)"),
    (DateOrder::YearMonth, "year", "Year first (2026/12/31)"),
];

fn order_key(order: DateOrder) -> &'static str {
    DATE_ORDERS.iter().find(|(of, ..)| *of == order).map_or("", |(_, key, _)| key)
}

fn of(planner: Planner, read: fn(&CsvSettings) -> String) -> Signal<String> {
    Memo::new(move |_| planner.settings.with(|settings| settings.as_ref().map(read).unwrap_or_default()))
        .into()
}

fn listed<K: Into<String>, const N: usize>(options: [(K, &str); N]) -> Signal<Vec<Group>> {
    let options = options.into_iter().map(|(key, text)| (key.into(), text.to_owned())).collect();
    Signal::stored(vec![Group { label: String::new(), options }])
}
