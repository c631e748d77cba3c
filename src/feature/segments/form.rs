//! What a segment is: name, description, colour, rule, and members picked by hand.

use leptos::prelude::*;

use super::draft::Written;
use crate::app::live::live;
use crate::feature::rules::RuleEditor;
use crate::model::{Id, Rule};
use crate::text::tr;
use crate::ui::{Card, Hue, PickOption, TagInput, TextArea, TextField, unique_id};
use crate::wire::{Named, Suggest, SuggestKind};

/// The fields of the form, as they are typed.
#[derive(Clone, Copy)]
pub struct Fields {
    pub name: RwSignal<String>,
    pub name_error: RwSignal<Option<String>>,
    pub description: RwSignal<String>,
    pub hue: RwSignal<Hue>,
    pub rule: RwSignal<Rule>,
    /// How many conditions are not finished: they are not part of `rule` yet.
    pub unfinished: RwSignal<usize>,
    pub included: RwSignal<Vec<PickOption>>,
    pub excluded: RwSignal<Vec<PickOption>>,
    /// Grows when everything was set anew: half-typed conditions go then, too.
    resets: RwSignal<u32>,
}

impl Fields {
    pub fn new(written: Written) -> Self {
        let fields = Fields {
            name: RwSignal::default(),
            name_error: RwSignal::default(),
            description: RwSignal::default(),
            hue: RwSignal::default(),
            rule: RwSignal::default(),
            unfinished: RwSignal::default(),
            included: RwSignal::default(),
            excluded: RwSignal::default(),
            resets: RwSignal::default(),
        };
        fields.set(written);
        fields
    }

    /// Everything anew.
    pub fn set(self, written: Written) {
        self.name_error.set(None);
        self.follow(written);
        self.resets.update(|n| *n += 1);
    }

    /// What changed elsewhere; half-typed conditions stay unless the rule is another one.
    pub fn follow(self, written: Written) {
        self.name.set(written.name);
        self.description.set(written.description);
        self.hue.set(written.hue);
        self.rule.set(written.rule);
        self.included.set(written.included);
        self.excluded.set(written.excluded);
    }

    pub fn get(self) -> Written {
        Written {
            name: self.name.get(),
            description: self.description.get(),
            hue: self.hue.get(),
            rule: self.rule.get(),
            included: self.included.get(),
            excluded: self.excluded.get(),
        }
    }
}

#[component]
pub fn SegmentForm(fields: Fields, id: Option<Id>, names: Signal<Vec<Named>>) -> impl IntoView {
    // Who is added is not left out, and the other way round: the last word counts.
    take_from(fields.included, fields.excluded);
    take_from(fields.excluded, fields.included);
    let editor = move || {
        fields.resets.track();
        let (rule, unfinished) = (fields.rule, fields.unfinished);
        match id {
            Some(this_segment) => view! { <RuleEditor rule unfinished names this_segment /> }.into_any(),
            None => view! { <RuleEditor rule unfinished names /> }.into_any(),
        }
    };
    view! {
        <div class="stack gap-5">
            <div class="segment-names">
                <TextField label=tr("Name") value=fields.name error=fields.name_error required=true />
                <HuePicker value=fields.hue />
                <div class="wide">
                    <TextArea label=tr("Description") value=fields.description hint=tr("What the segment is for.") />
                </div>
            </div>
            <Card title=tr("Rule")>{editor}</Card>
            <Card title=tr("By hand")>
                <div class="stack">
                    <CustomersField
                        label=tr("Always in")
                        hint=tr("Members whatever the rule says.")
                        value=fields.included
                    />
                    <CustomersField
                        label=tr("Never in")
                        hint=tr("Left out whatever the rule says.")
                        value=fields.excluded
                    />
                </div>
            </Card>
        </div>
    }
}

fn take_from(from: RwSignal<Vec<PickOption>>, what: RwSignal<Vec<PickOption>>) {
    Effect::watch(
        move || what.get(),
        move |what, _, _| {
            let both = |pick: &PickOption| what.iter().any(|other| other.key == pick.key);
            if from.with_untracked(|from| from.iter().any(both)) {
                from.update(|from| from.retain(|pick| !both(pick)));
            }
        },
        false,
    );
}

#[component]
fn CustomersField(
    label: &'static str,
    hint: &'static str,
    value: RwSignal<Vec<PickOption>>,
) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let options = customer_options(query);
    view! { <TagInput label value query options hint /> }
}

/// Customers to choose from, for what is typed.
pub fn customer_options(query: RwSignal<String>) -> Signal<Vec<PickOption>> {
    let answer =
        live(&[], move || Some(Suggest { what: SuggestKind::Customers, text: query.get(), limit: 20 }));
    Signal::derive(move || {
        let found = answer.with(|answer| answer.ready().cloned().unwrap_or_default());
        let option = |found: crate::wire::Suggestion| {
            let key = found.id?.to_string();
            let detail = (!found.detail.is_empty()).then_some(found.detail);
            Some(PickOption { detail, ..PickOption::new(key, found.label) })
        };
        found.into_iter().filter_map(option).collect()
    })
}

/// The colours as a row of radio buttons.
#[component]
fn HuePicker(value: RwSignal<Hue>) -> impl IntoView {
    let group = unique_id("hue");
    let swatch = |hue: Hue| {
        view! {
            <label class=format!("segment-hue {}", hue.class()) data-tip=hue_name(hue)>
                <input
                    type="radio"
                    name=group.clone()
                    aria-label=hue_name(hue)
                    prop:checked=move || value.get() == hue
                    on:change=move |_| value.set(hue)
                />
            </label>
        }
    };
    view! {
        <fieldset class="field">
            <legend>{tr("Colour")}</legend>
            <div class="segment-hues">{Hue::ALL.into_iter().map(swatch).collect::<Vec<_>>()}</div>
        </fieldset>
    }
}

fn hue_name(hue: Hue) -> &'static str {
    match hue {
        Hue::Grey => tr("Grey"),
        Hue::Indigo => tr("Indigo"),
        Hue::Blue => tr("Blue"),
        Hue::Teal => tr("Teal"),
        Hue::Green => tr("Green"),
        Hue::Amber => tr("Amber"),
        Hue::Orange => tr("Orange"),
        Hue::Red => tr("Red"),
        Hue::Pink => tr("Pink"),
        Hue::Violet => tr("Violet"),
    }
}
