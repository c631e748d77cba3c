//! The postal addresses of a customer.

use leptos::prelude::*;

use crate::feature::shared::cell::label;
use crate::feature::shared::value_form::{ValueForm, value_form};
use crate::model::{Address, FieldInfo, Value};
use crate::platform::ids::new_id;
use crate::text::tr;
use crate::ui::{Chip, Hue, Icon, MenuItem, TextArea, TextField};
use crate::wire::RecordView;

use super::contacts::PointLabel;
use super::set::{SetEditor, add_button};

#[component]
pub fn Addresses(record: Signal<RecordView>, info: FieldInfo) -> impl IntoView {
    let name = label(&info.label);
    let set = SetEditor::new(record, info.field);
    let addresses = set.elements(|value| match value {
        Value::Address(address) => Some(address),
        _ => None,
    });
    let draft = AddressDraft::default();
    let submit = move || {
        let Some(key) = set.edited.try_get_untracked().flatten() else { return Ok(()) };
        let address = untrack(|| draft.get());
        if address.parts().next().is_none() {
            let message = tr("Fill in at least one line.").to_owned();
            draft.error.set(Some(message.clone()));
            return Err(message);
        }
        let is_new = |(other, there): &(String, Address)| *other != key || *there != address;
        let changed = addresses.with_untracked(|all| all.iter().all(is_new));
        let cells = changed.then(|| (set.key(&key), Some(Value::Address(address))));
        set.submit(cells.into_iter().collect(), draft.error);
        Ok(())
    };
    let form = ValueForm {
        typed: Callback::new(move |()| untrack(|| draft.get()).parts().collect::<Vec<_>>().join(", ")),
        submit: Callback::new(move |()| submit()),
        cancel: Callback::new(move |()| set.close()),
    };
    let open = move |key: String, address: Address| {
        draft.set(address);
        set.edited.set(Some(key));
    };
    let row = move |at: usize| {
        let Some((key, address)) = addresses.with(|all| all.get(at).cloned()) else { return ().into_any() };
        let first = (at > 0).then(|| {
            let (key, address) = (key.clone(), address.clone());
            let first = move || {
                let lowest = addresses.with_untracked(|all| all.iter().map(|(_, one)| one.rank).min());
                let address = Address { rank: lowest.unwrap_or(0) - 1, ..address.clone() };
                set.write(&key, Some(Value::Address(address)));
            };
            MenuItem::new(tr("Make primary"), first).icon(Icon::Star)
        });
        let label =
            (!address.label.is_empty()).then(|| view! { <Chip label=address.label.clone() hue=Hue::Grey /> });
        let Address { street, postal_code, city, region, country, .. } = address.clone();
        let town = format!("{postal_code} {city}");
        let lines = [street.trim(), town.trim(), region.trim(), country.trim()];
        let lines = lines.into_iter().filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n");
        let face = view! { <div class="grow value"><span class="pre-line">{lines}</span> " " {label}</div> };
        let edit_key = key.clone();
        let edit = Callback::new(move |()| open(edit_key.clone(), address.clone()));
        let menu_label = tr("Actions for this address").to_owned();
        set.row(key, face.into_any(), menu_label, Some(edit), first.into_iter().collect())
    };
    let fields = move || value_form(draft.fields(true), form);
    let keys = Signal::derive(move || addresses.with(|all| all.iter().map(|(key, _)| key.clone()).collect()));
    let add = add_button(tr("Add address"), move || {
        let rank = addresses.with_untracked(|all| all.iter().map(|(_, one)| one.rank + 1).max());
        open(new_id().to_string(), Address { rank: rank.unwrap_or(0), ..Address::default() });
    });
    set.view(name, keys, row, fields, add)
}

/// What is typed for one address.
#[derive(Clone, Copy, Default)]
pub struct AddressDraft {
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
    pub fn set(&self, address: Address) {
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

    pub fn get(&self) -> Address {
        let text = |signal: RwSignal<String>| signal.with(|text| text.trim().to_owned());
        Address {
            label: text(self.label),
            rank: self.rank.get(),
            street: text(self.street),
            city: text(self.city),
            region: text(self.region),
            postal_code: text(self.postal_code),
            country: text(self.country),
        }
    }

    pub fn fields(self, autofocus: bool) -> AnyView {
        view! {
            <TextArea label=tr("Street") value=self.street error=self.error autofocus />
            <div class="form">
                <TextField label=tr("Postal code") value=self.postal_code />
                <TextField label=tr("City") value=self.city />
                <TextField label=tr("Region") value=self.region />
                <TextField label=tr("Country") value=self.country />
                <PointLabel value=self.label />
            </div>
        }
        .into_any()
    }
}
