use leptos::ev::{self, DragEvent};
use leptos::prelude::*;

use super::brought;
use crate::app::navigate;
use crate::route::Route;
use crate::text::tr;
use crate::ui::{Icon, IconView};

/// Takes a file that is dropped anywhere on the window, and opens the import page with it.
#[component]
pub fn FileDrop() -> impl IntoView {
    let over = RwSignal::new(false);
    let hover = move |event: DragEvent| {
        if carries_file(&event) {
            // Or the browser would open the file instead of this page.
            event.prevent_default();
            over.set(true);
        }
    };
    let enter = window_event_listener(ev::dragenter, hover);
    let move_over = window_event_listener(ev::dragover, hover);
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Between two elements of the page there is one it goes to.
        if event.related_target().is_none() {
            over.set(false);
        }
    });
    let drop = window_event_listener(ev::drop, move |event| {
        over.set(false);
        if !carries_file(&event) {
            return;
        }
        event.prevent_default();
        let files = event.data_transfer().and_then(|data| data.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            brought::bring(file);
            navigate(Route::Import);
        }
    });
    on_cleanup(move || [enter, move_over, leave, drop].into_iter().for_each(|listener| listener.remove()));
    move || {
        over.get().then(|| {
            view! {
                <div class="file-drop" aria-hidden="true">
                    <p>
                        <IconView icon=Icon::Import large=true />
                        {tr("Drop the file to see what is in it. Nothing is imported yet.")}
                    </p>
                </div>
            }
        })
    }
}

fn carries_file(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|data| data.types().includes(&"Files".into(), 0))
}
