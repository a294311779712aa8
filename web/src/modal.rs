//! Dialogs that lie over the page: native ones, so that Esc closes them and focus goes back to where it was.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

/// The node of a dialog that lies over the page as soon as it is there.
#[hook]
pub fn use_modal() -> NodeRef {
    let node = use_node_ref();
    let dialog = node.clone();
    use_effect_with((), move |()| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>()
            && !dialog.open()
        {
            // An older browser without modal dialogs shows it as part of the page.
            let _ = dialog.show_modal();
        }
    });
    node
}
