//! Where a floating layer goes: beside its anchor, inside the window, flipped when there is no room.

use leptos::prelude::window;
use leptos::web_sys::{DomRect, HtmlElement};

/// Distance from the anchor and from the window's edge.
const GAP_PX: f64 = 4.0;
const EDGE_PX: f64 = 8.0;
const LIST_PX: f64 = 300.0;

/// A rectangle in the window's coordinates that something floats beside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Anchor {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Anchor {
    pub fn point(x: f64, y: f64) -> Anchor {
        Anchor { left: x, top: y, right: x, bottom: y }
    }

    pub fn of(element: &leptos::web_sys::Element) -> Anchor {
        Anchor::from(element.get_bounding_client_rect())
    }
}

impl From<DomRect> for Anchor {
    fn from(rect: DomRect) -> Anchor {
        Anchor { left: rect.left(), top: rect.top(), right: rect.right(), bottom: rect.bottom() }
    }
}

/// Below the anchor and aligned with its left edge, or its right edge when `align_end`; above it when
/// there is more room. Called after the layer is shown, so that it can be measured.
pub fn place(layer: &HtmlElement, anchor: Anchor, align_end: bool) {
    let (width, height) = window_size();
    // Measured without the limits of a former placement.
    set(layer, "max-height", "none");
    // A list of suggestions shows the first of them, and leaves the page in sight.
    let is_list = layer.get_attribute("role").as_deref() == Some("listbox");
    let most = if is_list { LIST_PX } else { f64::INFINITY };
    let size = (f64::from(layer.offset_width()), f64::from(layer.offset_height()).min(most));

    let below = height - anchor.bottom - GAP_PX - EDGE_PX;
    let above = anchor.top - GAP_PX - EDGE_PX;
    let goes_below = size.1 <= below || below >= above;
    let room = if goes_below { below } else { above }.max(80.0).min(most);
    let top = match goes_below {
        true => anchor.bottom + GAP_PX,
        false => anchor.top - GAP_PX - size.1.min(room),
    };
    let left = if align_end { anchor.right - size.0 } else { anchor.left };
    let left = left.min(width - size.0 - EDGE_PX).max(EDGE_PX);

    set(layer, "left", &format!("{left}px"));
    set(layer, "top", &format!("{}px", top.max(EDGE_PX)));
    set(layer, "max-height", &format!("{room}px"));
}

/// Shows an element with a `popover` attribute; one that is shown already stays so.
pub fn show(layer: &HtmlElement) {
    // The only errors are "already shown" and "not in the document", and both need nothing done.
    let _ = layer.show_popover();
}

pub fn hide(layer: &HtmlElement) {
    let _ = layer.hide_popover();
}

pub fn is_shown(layer: &HtmlElement) -> bool {
    layer.matches(":popover-open").unwrap_or(false)
}

fn window_size() -> (f64, f64) {
    let px = |value: Result<wasm_bindgen::JsValue, _>| value.ok().and_then(|px| px.as_f64()).unwrap_or(0.0);
    (px(window().inner_width()), px(window().inner_height()))
}

fn set(layer: &HtmlElement, property: &str, value: &str) {
    // Fails only for read-only declarations, which an element's own style is not.
    let _ = layer.style().set_property(property, value);
}
