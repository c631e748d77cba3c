//! Light or dark, and how tall rows are: marks on <html> that the style sheets read.
//! A preference of this browser, kept beside the data and never in it.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Density {
    Compact,
    #[default]
    Normal,
    Comfortable,
}

impl Density {
    pub fn row_px(self) -> f64 {
        match self {
            Density::Compact => 32.0,
            Density::Normal => 36.0,
            Density::Comfortable => 44.0,
        }
    }
}

/// Set a signal and the page follows and remembers.
#[derive(Clone, Copy)]
pub struct Appearance {
    pub theme: RwSignal<Theme>,
    pub density: RwSignal<Density>,
}

const THEME_KEY: &str = "clientele.theme";
const DENSITY_KEY: &str = "clientele.density";

/// Applies what was kept and provides [`Appearance`] to everything below.
pub fn provide_appearance() -> Appearance {
    let appearance = Appearance {
        theme: RwSignal::new(LocalStorage::get(THEME_KEY).unwrap_or_default()),
        density: RwSignal::new(LocalStorage::get(DENSITY_KEY).unwrap_or_default()),
    };
    Effect::new(move || {
        let theme = appearance.theme.get();
        mark(
            "data-theme",
            match theme {
                Theme::System => None,
                Theme::Light => Some("light"),
                Theme::Dark => Some("dark"),
            },
        );
        keep(THEME_KEY, theme);
    });
    Effect::new(move || {
        let density = appearance.density.get();
        mark(
            "data-density",
            match density {
                Density::Compact => Some("compact"),
                Density::Normal => None,
                Density::Comfortable => Some("comfortable"),
            },
        );
        keep(DENSITY_KEY, density);
    });
    provide_context(appearance);
    appearance
}

pub fn use_appearance() -> Appearance {
    use_context().unwrap_or_else(provide_appearance)
}

fn mark(name: &str, value: Option<&str>) {
    let Some(html) = document().document_element() else { return };
    // Both can only fail for a name that is no attribute's name.
    let _ = match value {
        Some(value) => html.set_attribute(name, value),
        None => html.remove_attribute(name),
    };
}

/// A browser that refuses storage still gets the theme, for as long as the page lives.
fn keep<T: Serialize + Default + PartialEq>(key: &str, value: T) {
    if value == T::default() {
        LocalStorage::delete(key);
    } else if let Err(error) = LocalStorage::set(key, value) {
        leptos::logging::warn!("the preference {key} could not be kept: {error}");
    }
}
