use leptos::prelude::*;

use crate::app::dialogs::open_help;
use crate::app::shortcuts::{single_keys_wanted, want_single_keys};
use crate::text::tr;
use crate::ui::theme::{Density, Theme, use_appearance};
use crate::ui::{Button, Card, Icon, Segmented, Switch};

/// Preferences of this browser: they are no part of the data.
#[component]
pub(super) fn AppearanceSettings() -> impl IntoView {
    let appearance = use_appearance();
    let theme = RwSignal::new(theme_key(appearance.theme.get_untracked()).to_owned());
    let density = RwSignal::new(density_key(appearance.density.get_untracked()).to_owned());
    let single_keys = RwSignal::new(single_keys_wanted());
    Effect::new(move || {
        let chosen = theme.get();
        let chosen = THEMES.into_iter().find(|theme| theme_key(*theme) == chosen);
        if let Some(theme) = chosen.filter(|theme| *theme != appearance.theme.get_untracked()) {
            appearance.theme.set(theme);
        }
    });
    // The palette can change it meanwhile.
    Effect::new(move || {
        let now = theme_key(appearance.theme.get());
        if theme.with_untracked(|theme| theme != now) {
            theme.set(now.to_owned());
        }
    });
    Effect::new(move || {
        let chosen = density.get();
        let chosen = DENSITIES.into_iter().find(|density| density_key(*density) == chosen);
        if let Some(density) = chosen.filter(|density| *density != appearance.density.get_untracked()) {
            appearance.density.set(density);
        }
    });
    Effect::new(move || want_single_keys(single_keys.get()));

    let option = |key: &str, text: &str| (key.to_owned(), text.to_owned());
    let themes =
        vec![option("system", tr("As the system")), option("light", tr("Light")), option("dark", tr("Dark"))];
    let densities = vec![
        option("compact", tr("Compact")),
        option("normal", tr("Normal")),
        option("comfortable", tr("Comfortable")),
    ];
    view! {
        <Card title=tr("Appearance")>
            <div class="stack gap-4">
                <Segmented label=tr("Theme") value=theme options=themes />
                <Segmented label=tr("Height of rows") value=density options=densities />
            </div>
        </Card>
        <Card title=tr("Keyboard")>
            <div class="stack gap-4">
                <Switch
                    label=tr("Shortcuts of a single key")
                    value=single_keys
                    hint=tr("Such as L to log an interaction. Off, only those with Ctrl remain.")
                />
                <div class="row">
                    <Button label=tr("Show all shortcuts") icon=Icon::Keyboard on_click=open_help />
                </div>
            </div>
        </Card>
    }
}

const THEMES: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];
const DENSITIES: [Density; 3] = [Density::Compact, Density::Normal, Density::Comfortable];

fn theme_key(theme: Theme) -> &'static str {
    match theme {
        Theme::System => "system",
        Theme::Light => "light",
        Theme::Dark => "dark",
    }
}

fn density_key(density: Density) -> &'static str {
    match density {
        Density::Compact => "compact",
        Density::Normal => "normal",
        Density::Comfortable => "comfortable",
    }
}
