//! Widgets that know no customer, no address and no engine: any program could use them.
//!
//! A widget takes a label and signals and gives events; it never reads a context of the app. Their looks
//! are in `style/ui/`, one sheet for each family. No widget writes a `style="…"` attribute, which the
//! Content-Security-Policy forbids: sizes and places are set through CSSOM (`style:width=…`).

pub mod button;
pub mod chart;
pub mod chip;
pub mod dialog;
pub mod field;
pub mod focus;
pub mod format;
#[cfg(debug_assertions)]
pub mod gallery;
pub mod hue;
pub mod icon;
pub mod language;
pub mod menu;
pub mod place;
pub mod popover;
pub mod surface;
pub mod table;
pub mod theme;
pub mod toast;
pub mod tooltip;

pub use button::{Button, ButtonKind, Kbd, LinkButton};
pub use chip::{Avatar, AvatarSize, Chip, Dot};
pub use dialog::{Dialog, DialogBody, DialogFooter, DialogKind};
pub use field::{
    Checkbox, Choice, Combobox, DateField, DateTimeField, InputKind, NumberField, PickOption, Rating,
    Segmented, SelectField, Stars, Switch, TagInput, TextArea, TextField,
};
pub use focus::focus_drawn;
pub use hue::Hue;
pub use icon::{Icon, IconView};
pub use language::{language_name, languages};
pub use menu::{ContextMenu, Menu, MenuButton, MenuEntry, MenuItem};
pub use popover::{Popover, PopoverButton};
pub use surface::{
    Attribute, Attributes, Card, EditEnd, Editable, EmptyState, Meter, Progress, Skeleton, Spinner, Tab,
    Tabs, tab_panel_id,
};
pub use table::{Align, Column, DataTable, RowWindow, Selection, SortBy, TableRow, TableState};
pub use toast::{Banner, Toast, ToastStack, Toaster, provide_toaster};
pub use tooltip::TooltipLayer;

use std::cell::Cell;

/// An id for an element, unlike any other on the page; labels and descriptions point at it.
pub fn unique_id(what: &str) -> String {
    thread_local! {
        static LAST: Cell<u32> = const { Cell::new(0) };
    }
    let n = LAST.get() + 1;
    LAST.set(n);
    format!("{what}-{n}")
}
