//! Story files: dropped on the page, or chosen.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Blob, DragEvent, File, FileList, HtmlInputElement};
use yew::Callback;

use super::document;
use super::listen::add;
use crate::kept::FILE_MOST as DATA_MOST;
use crate::model::{DataMsg, Msg, ShareMsg};
use crate::route::Route;
use crate::share::check::TEXT_MOST;

/// Takes files that are dropped anywhere on the page; the browser would leave the page for them.
pub fn listen(on: &Callback<Msg>) {
    add(&document(), "dragover", |event| {
        if files(&event).is_some() {
            event.prevent_default();
        }
    });
    let on = on.clone();
    add(&document(), "drop", move |event| {
        let Some(files) = files(&event) else { return };
        event.prevent_default();
        if let Some(file) = files.get(0) {
            read(file, &on);
        }
    });
}

/// The files that hang on the pointer, if it is files.
fn files(event: &web_sys::Event) -> Option<FileList> {
    let data = event.dyn_ref::<DragEvent>()?.data_transfer()?;
    let types = data.types();
    types.includes(&"Files".into(), 0).then(|| data.files()).flatten()
}

/// Takes the file that was chosen in a field.
pub fn chosen(input: &HtmlInputElement, on: &Callback<Msg>) {
    taken(input).into_iter().for_each(|file| read(file, on));
}

/// The same for a file of all that is kept.
pub fn chosen_data(input: &HtmlInputElement, on: &Callback<Msg>) {
    taken(input).into_iter().for_each(|file| read_data(file, on));
}

fn taken(input: &HtmlInputElement) -> Option<File> {
    let file = input.files().and_then(|files| files.get(0));
    // The same file may be chosen again.
    input.set_value("");
    file
}

fn read_data(file: File, on: &Callback<Msg>) {
    let on = on.clone();
    spawn_local(async move {
        let bytes = bytes(&file, DATA_MOST).await.map_err(unread);
        on.emit(Msg::Data(DataMsg::Brought(file.name(), bytes)));
    });
}

fn unread(error: JsValue) -> String {
    format!("The browser cannot read it: {error:?}.")
}

/// Reads no more of it than tells that it is too long. What this page has exported goes by its name.
fn read(file: File, on: &Callback<Msg>) {
    if file.name().ends_with(".json") {
        on.emit(Msg::Go(Route::Data));
        read_data(file, on);
        return;
    }
    let on = on.clone();
    spawn_local(async move {
        let bytes = bytes(&file, TEXT_MOST).await.map_err(unread);
        on.emit(Msg::Share(ShareMsg::Brought(file.name(), bytes)));
    });
}

async fn bytes(file: &Blob, most: usize) -> Result<Vec<u8>, JsValue> {
    let part = file.slice_with_i32_and_i32(0, i32::try_from(most + 1).unwrap_or(i32::MAX))?;
    let buffer = JsFuture::from(part.array_buffer()).await?;
    Ok(js_sys::Uint8Array::new(&buffer).to_vec())
}
