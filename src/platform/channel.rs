//! Messages between the tabs of one workspace.

use js_sys::Uint8Array;
use wasm_bindgen::prelude::*;
use web_sys::{BroadcastChannel, MessageEvent};

use super::PlatformError;

/// Open until dropped. What a tab posts reaches the others, never itself.
pub struct Channel {
    channel: BroadcastChannel,
    _on_message: Closure<dyn Fn(MessageEvent)>,
}

impl Channel {
    pub fn open(name: &str, on_message: impl Fn(Vec<u8>) + 'static) -> Result<Self, PlatformError> {
        let channel = BroadcastChannel::new(name).map_err(PlatformError::when("messages between tabs"))?;
        let on_message = Closure::<dyn Fn(MessageEvent)>::new(move |event: MessageEvent| {
            if let Ok(bytes) = event.data().dyn_into::<Uint8Array>() {
                on_message(bytes.to_vec());
            }
        });
        channel.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        Ok(Self { channel, _on_message: on_message })
    }

    pub fn post(&self, bytes: &[u8]) -> Result<(), PlatformError> {
        self.channel
            .post_message(&Uint8Array::from(bytes))
            .map_err(PlatformError::when("messages between tabs"))
    }
}

impl Drop for Channel {
    fn drop(&mut self) {
        self.channel.set_onmessage(None);
        self.channel.close();
    }
}
