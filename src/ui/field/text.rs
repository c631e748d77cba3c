//! Fields that are typed into.

use super::{FieldIds, Frame, invalid};
use crate::ui::focus::focus_drawn;
use leptos::html;
use leptos::prelude::*;
use leptos::web_sys;
use wasm_bindgen::JsCast;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum InputKind {
    #[default]
    Text,
    Email,
    Phone,
    Url,
    Search,
    Number,
    Date,
    DateTime,
}

impl InputKind {
    fn type_and_mode(self) -> (&'static str, Option<&'static str>) {
        match self {
            InputKind::Text => ("text", None),
            // Text, because the browser's own check would answer before the form's, in other words.
            InputKind::Email => ("text", Some("email")),
            InputKind::Url => ("text", Some("url")),
            InputKind::Phone => ("tel", None),
            InputKind::Search => ("search", None),
            InputKind::Number => ("text", Some("decimal")),
            InputKind::Date => ("date", None),
            InputKind::DateTime => ("datetime-local", None),
        }
    }
}

#[component]
pub fn TextField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional)] kind: InputKind,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] autofocus: bool,
    #[prop(optional)] autocomplete: Option<&'static str>,
) -> impl IntoView {
    let ids = FieldIds::new();
    let input = NodeRef::<html::Input>::new();
    if autofocus {
        focus_when_drawn(input);
    }
    let (kind, mode) = kind.type_and_mode();
    view! {
        <Frame ids=ids.clone() label hint=hint.clone() error required hide_label>
            <input
                node_ref=input
                class="input"
                id=ids.control.clone()
                type=kind
                inputmode=mode
                placeholder=placeholder
                autocomplete=autocomplete.unwrap_or("off")
                aria-required=required.then_some("true")
                aria-invalid=invalid(error)
                aria-describedby=ids.described_by(hint.is_some(), error)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        </Frame>
    }
}

/// The attribute of that name works for what is there when the page is loaded, and these fields come later.
fn focus_when_drawn<E>(field: NodeRef<E>)
where
    E: html::ElementType,
    E::Output: JsCast + Clone + 'static,
{
    Effect::new(move || {
        if let Some(field) = field.get() {
            focus_drawn(move || field.dyn_into().ok());
        }
    });
}

/// A number as the user types it; the form parses it.
#[component]
pub fn NumberField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    view! { <Typed label value kind=InputKind::Number hint error required hide_label /> }
}

/// A calendar day, `2026-03-04`.
#[component]
pub fn DateField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    view! { <Typed label value kind=InputKind::Date hint error required hide_label /> }
}

/// A moment in the user's zone, `2026-03-04T17:30`; see `format::to_local_input` and `from_local_input`.
#[component]
pub fn DateTimeField(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
) -> impl IntoView {
    view! { <Typed label value kind=InputKind::DateTime hint error required hide_label /> }
}

#[component]
fn Typed(
    label: String,
    value: RwSignal<String>,
    kind: InputKind,
    hint: Option<String>,
    error: Signal<Option<String>>,
    required: bool,
    hide_label: bool,
) -> impl IntoView {
    match hint {
        Some(hint) => view! { <TextField label value kind hint error required hide_label /> }.into_any(),
        None => view! { <TextField label value kind error required hide_label /> }.into_any(),
    }
}

/// Text of several lines; it grows with what is typed.
#[component]
pub fn TextArea(
    #[prop(into)] label: String,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: Option<String>,
    #[prop(optional, into)] error: Signal<Option<String>>,
    #[prop(optional, into)] placeholder: String,
    #[prop(optional)] required: bool,
    #[prop(optional)] hide_label: bool,
    #[prop(optional)] autofocus: bool,
) -> impl IntoView {
    let ids = FieldIds::new();
    let area = NodeRef::<html::Textarea>::new();
    if autofocus {
        focus_when_drawn(area);
    }
    // Browsers with `field-sizing` do this themselves; for the others the height follows the content.
    Effect::new(move || {
        value.track();
        let Some(area) = area.get() else { return };
        request_animation_frame(move || {
            let style = web_sys::HtmlElement::style(&area);
            // Fails only for read-only declarations.
            let _ = style.set_property("height", "auto");
            let _ = style.set_property("height", &format!("{}px", area.scroll_height() + 2));
        });
    });
    view! {
        <Frame ids=ids.clone() label hint=hint.clone() error required hide_label>
            <textarea
                node_ref=area
                class="input"
                id=ids.control.clone()
                rows="3"
                placeholder=placeholder
                aria-required=required.then_some("true")
                aria-invalid=invalid(error)
                aria-describedby=ids.described_by(hint.is_some(), error)
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </Frame>
    }
}
