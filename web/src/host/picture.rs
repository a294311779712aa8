//! A picture of the scene as a file: the shapes are ours, their looks are what the page shows. The module that reads
//! them comes when it is first needed.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_futures::spawn_local;
use yew::Callback;

use crate::model::{Msg, Picture, ShareMsg};

#[wasm_bindgen(inline_js = "export async function save_picture(svg, name, title, png) {
    const { picture } = await import('../../../picture.js');
    await picture(svg, name, title, png);
}")]
extern "C" {
    /// Rejects where the browser does not draw it.
    #[wasm_bindgen(catch)]
    async fn save_picture(svg: &str, name: &str, title: &str, png: bool) -> Result<JsValue, JsValue>;
}

pub fn make(picture: Picture, name: String, title: String, svg: String, on: &Callback<Msg>) {
    let on = on.clone();
    spawn_local(async move {
        let png = match picture {
            Picture::Svg => false,
            Picture::Png => true,
        };
        if let Err(error) = save_picture(&svg, &name, &title, png).await {
            on.emit(Msg::Share(ShareMsg::NoPicture(format!("{error:?}"))));
        }
    });
}
