use leptos::html;
use leptos::prelude::*;

use crate::ui::unique_id;

/// Options under a heading; without one they stand alone.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    pub label: String,
    /// Key and text.
    pub options: Vec<(String, String)>,
}

/// The browser's own select for a value that is kept elsewhere, its options in groups.
#[component]
pub fn GroupedSelect(
    #[prop(into)] label: String,
    #[prop(into)] value: Signal<String>,
    #[prop(into)] groups: Signal<Vec<Group>>,
    #[prop(into)] on_choose: Callback<(String,)>,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    let id = unique_id("select");
    let select = NodeRef::<html::Select>::new();
    // Set after the options are drawn: a select forgets a value that it does not have yet.
    Effect::new(move || {
        groups.track();
        let value = value.get();
        if let Some(select) = select.get() {
            request_animation_frame(move || select.set_value(&value));
        }
    });
    let option = move |(key, text): (String, String)| {
        let selected = value.with_untracked(|value| *value == key);
        view! { <option value=key selected=selected>{text}</option> }
    };
    let items = move || {
        let group = |Group { label, options }: Group| {
            let options = options.into_iter().map(option).collect_view();
            match label.is_empty() {
                true => options.into_any(),
                false => view! { <optgroup label=label>{options}</optgroup> }.into_any(),
            }
        };
        groups.get().into_iter().map(group).collect_view()
    };
    view! {
        <div class="field">
            <label for=id.clone() class:visually-hidden=hide_label>
                {label}
            </label>
            <select
                node_ref=select
                class="input"
                id=id
                on:change=move |event| on_choose.run((event_target_value(&event),))
            >
                {items}
            </select>
        </div>
    }
}
