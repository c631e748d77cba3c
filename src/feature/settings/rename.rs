use leptos::prelude::*;

use crate::text::tr;
use crate::ui::{Chip, EditEnd, Editable, Hue, TextField};

/// A name that is edited where it stands. An empty one is refused.
#[component]
pub(super) fn Rename(
    /// What it is the name of, such as "Name of the field".
    #[prop(into)]
    label: String,
    #[prop(into)] name: Signal<String>,
    #[prop(into)] on_rename: Callback<(String,)>,
    /// Shown as a chip of this hue.
    #[prop(optional)]
    hue: Option<Hue>,
) -> impl IntoView {
    let draft = RwSignal::new(String::new());
    let error = RwSignal::new(None::<String>);
    let on_start = move |()| {
        draft.set(name.get_untracked());
        error.set(None);
    };
    let on_end = move |how: EditEnd| {
        let typed = draft.with_untracked(|draft| draft.trim().to_owned());
        match how {
            EditEnd::Commit if typed.is_empty() => {
                error.set(Some(tr("A name is needed.").to_owned()));
                return false;
            }
            EditEnd::Commit if typed != name.get_untracked() => on_rename.run((typed,)),
            _ => {}
        }
        true
    };
    let view = move || match hue {
        Some(hue) => view! { <Chip label=name hue dot=true /> }.into_any(),
        None => view! { <span class="truncate">{name}</span> }.into_any(),
    };
    let of_editor = label.clone();
    let editor = move || view! { <TextField label=of_editor.clone() value=draft error hide_label=true /> };
    view! {
        <Editable
            label
            view=view
            editor
            on_start=on_start
            on_end=on_end
        />
    }
}
