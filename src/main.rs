//! The page's entry: mounts the app, and says where its wasm is cut into parts.

#[cfg(target_arch = "wasm32")]
fn main() {
    clientele::platform::panic::tell_console();
    #[cfg(debug_assertions)]
    if leptos::prelude::window().location().hash().is_ok_and(|hash| hash.starts_with("#/gallery")) {
        return leptos::mount::mount_to_body(clientele::ui::gallery::Gallery);
    }
    provide_parts();
    clientele::app::start();
}

/// Host builds compile the pure modules only; the page exists in a browser.
#[cfg(not(target_arch = "wasm32"))]
fn main() {}

/// Each function is where a part begins: nothing but a call of it reaches the part's code. They stand
/// here because the linker exports them, and the worker's program must not.
#[cfg(target_arch = "wasm32")]
macro_rules! cut {
    ($($name:ident: $part:ident),+) => {
        $(
            #[cfg_attr(
                not(debug_assertions),
                leptos::wasm_split::wasm_split($name, wasm_split_path = leptos::wasm_split, fallible)
            )]
            fn $name() -> Result<clientele::feature::parts::$part, clientele::app::parts::NotLoaded> {
                Ok(clientele::feature::parts::$part::code_is_here())
            }
        )+

        fn provide_parts() {
            use clientele::app::parts::Part;
            $(
                #[cfg(debug_assertions)]
                clientele::feature::parts::$part::loader().set(Some(|| Box::pin(async { $name() })));
                #[cfg(not(debug_assertions))]
                clientele::feature::parts::$part::loader().set(Some(|| Box::pin($name())));
            )+
        }
    };
}

#[cfg(target_arch = "wasm32")]
cut!(beginning: Beginning, home: Home, daily: Daily, groups: Groups, office: Office);
