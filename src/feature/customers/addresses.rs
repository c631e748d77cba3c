//! The postal addresses of a customer.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::app::commands::show_problem;
use crate::feature::shared::cell::label;
use crate::model::{Address, FieldInfo, Value};
use crate::platform::ids::new_id;
use crate::text::tr;
use crate::ui::{Button, ButtonKind, Chip, Hue, Icon, MenuButton, MenuEntry, MenuItem, TextArea, TextField};
use crate::wire::RecordView;

use super::contacts::PointLabel;
use super::edit::{Cells, element, save};

#[component]
pub fn Addresses(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let name = label(&info.label);
    let field = StoredValue::new(info.field);
    let addresses = Memo::new(move |_| -> Vec<(String, Address)> {
        record.with(|record| {
            let elements = field.with_value(|field| record.elements(field).into_iter());
            elements
                .filter_map(|(element, value)| match value {
                    Value::Address(address) => Some((element.to_owned(), address.clone())),
                    _ => None,
                })
                .collect()
        })
    });
    // The element that is being edited; a new one has a new element.
    let edited = RwSignal::new(None::<String>);
    let draft = AddressDraft::default();
    let write = move |cells: Cells| {
        spawn_local(async move {
            let _ = save(record, cells).await.inspect_err(show_problem);
        });
    };
    let open = move |key: String, address: Address| {
        draft.set(address);
        edited.set(Some(key));
    };
    let submit = move || {
        let Some(key) = edited.get_untracked() else { return };
        let address = draft.get();
        if address.parts().next().is_none() {
            return draft.error.set(Some(tr("Fill in at least one line.").to_owned()));
        }
        let cells = vec![(field.with_value(|field| element(field, &key)), Some(Value::Address(address)))];
        spawn_local(async move {
            match save(record, cells).await {
                Ok(()) => drop(edited.try_set(None)),
                Err(problem) => drop(draft.error.try_set(Some(problem.to_string()))),
            }
        });
    };
    let row = move |(at, (key, address)): (usize, (String, Address))| {
        if edited.get().as_ref() == Some(&key) {
            return view! { <AddressForm draft submit cancel=move || edited.set(None) /> }.into_any();
        }
        let lines = address.parts().collect::<Vec<_>>().join("\n");
        let text = address.label.clone();
        let entries = {
            let (key, address) = (key.clone(), address.clone());
            Signal::derive(move || {
                let (edit_key, edit_address) = (key.clone(), address.clone());
                let edit = move || open(edit_key.clone(), edit_address.clone());
                let mut entries: Vec<MenuEntry> =
                    vec![MenuItem::new(tr("Edit"), edit).icon(Icon::Edit).into()];
                if at > 0 {
                    let (key, address) = (key.clone(), address.clone());
                    let first = move || {
                        let ranks = addresses.with_untracked(|all| all.iter().map(|(_, one)| one.rank).min());
                        let address = Address { rank: ranks.unwrap_or(0) - 1, ..address.clone() };
                        write(vec![(
                            field.with_value(|field| element(field, &key)),
                            Some(Value::Address(address)),
                        )]);
                    };
                    entries.push(MenuItem::new(tr("Make primary"), first).icon(Icon::Star).into());
                }
                entries.push(MenuEntry::Line);
                let key = key.clone();
                let remove = move || write(vec![(field.with_value(|field| element(field, &key)), None)]);
                entries.push(MenuItem::new(tr("Remove"), remove).icon(Icon::Trash).danger().into());
                entries
            })
        };
        view! {
            <div class="value-row">
                <div class="grow value">
                    <span class="pre-line">{lines}</span>
                    " "
                    {(!text.is_empty()).then(|| view! { <Chip label=text hue=Hue::Grey /> })}
                </div>
                <MenuButton
                    label=tr("Actions for this address")
                    entries
                    icon=Icon::More
                    kind=ButtonKind::Ghost
                    small=true
                    icon_only=true
                    align_end=true
                />
            </div>
        }
        .into_any()
    };
    let rows = move || addresses.get().into_iter().enumerate().map(row).collect::<Vec<_>>();
    let add = move || {
        let known = |key: &String| addresses.with(|all| all.iter().any(|(other, _)| other == key));
        match edited.get() {
            Some(key) if !known(&key) => {
                view! { <AddressForm draft submit cancel=move || edited.set(None) /> }.into_any()
            }
            _ => {
                let start = move || {
                    let rank = addresses.with_untracked(|all| all.iter().map(|(_, one)| one.rank + 1).max());
                    open(new_id().to_string(), Address { rank: rank.unwrap_or(0), ..Address::default() });
                };
                view! {
                    <Button label=tr("Add address") icon=Icon::Plus kind=ButtonKind::Ghost small=true on_click=start />
                }
                .into_any()
            }
        }
    };
    view! {
        <div class="set-values" role="group" aria-label=name>
            {rows}
            {add}
        </div>
    }
}

#[derive(Clone, Copy, Default)]
struct AddressDraft {
    label: RwSignal<String>,
    street: RwSignal<String>,
    postal_code: RwSignal<String>,
    city: RwSignal<String>,
    region: RwSignal<String>,
    country: RwSignal<String>,
    rank: RwSignal<i32>,
    error: RwSignal<Option<String>>,
}

impl AddressDraft {
    fn set(&self, address: Address) {
        let Address { label, rank, street, city, region, postal_code, country } = address;
        self.label.set(label);
        self.street.set(street);
        self.postal_code.set(postal_code);
        self.city.set(city);
        self.region.set(region);
        self.country.set(country);
        self.rank.set(rank);
        self.error.set(None);
    }

    fn get(&self) -> Address {
        let text = |signal: RwSignal<String>| signal.with_untracked(|text| text.trim().to_owned());
        Address {
            label: text(self.label),
            rank: self.rank.get_untracked(),
            street: text(self.street),
            city: text(self.city),
            region: text(self.region),
            postal_code: text(self.postal_code),
            country: text(self.country),
        }
    }
}

#[component]
fn AddressForm(
    draft: AddressDraft,
    submit: impl Fn() + Copy + Send + Sync + 'static,
    cancel: impl Fn() + Copy + Send + Sync + 'static,
) -> impl IntoView {
    view! {
        <form
            class="value-form"
            on:submit=move |event| {
                event.prevent_default();
                submit();
            }
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    event.stop_propagation();
                    cancel();
                }
            }
        >
            <TextArea label=tr("Street") value=draft.street error=draft.error autofocus=true />
            <div class="form">
                <TextField label=tr("Postal code") value=draft.postal_code />
                <TextField label=tr("City") value=draft.city />
                <TextField label=tr("Region") value=draft.region />
                <TextField label=tr("Country") value=draft.country />
                <PointLabel value=draft.label />
            </div>
            <div class="row">
                <Button label=tr("Save") kind=ButtonKind::Primary small=true submit=true />
                <Button label=tr("Cancel") kind=ButtonKind::Ghost small=true on_click=cancel />
            </div>
        </form>
    }
}
