//! The tools that the page lends to the engine: modules of their own, each loaded when it is first needed.
//!
//! What they answer depends on nothing but what they are asked, so a story plays here as it does natively. ORC is not
//! written here: its library brings a compressor in C.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use engine::command::{ColumnFormat, Table};
use engine::tools::{Columns, Jq, Tool, Tools};
use js_sys::{Array, Function, Reflect, Uint8Array};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;

#[wasm_bindgen(inline_js = "export async function lend(name, nth) {
    const module = await import(`../../${name}.js#${nth}`);
    await module.default();
    return module;
}")]
extern "C" {
    /// The nth of a tool's modules, ready to be called. It stands beside the page's own.
    #[wasm_bindgen(catch)]
    async fn lend(name: &str, nth: u32) -> Result<JsValue, JsValue>;
}

thread_local! {
    static LOADED: RefCell<BTreeMap<Tool, JsValue>> = const { RefCell::new(BTreeMap::new()) };
    /// How many modules of a tool have broken down.
    static BROKEN: RefCell<BTreeMap<Tool, u32>> = const { RefCell::new(BTreeMap::new()) };
}

/// Loads tools that are not there yet, and goes on then: also when one could not be loaded, for then the command that
/// needs it is refused with the reason.
pub fn with(tools: impl IntoIterator<Item = Tool>, go_on: impl FnOnce() + 'static) {
    let missing: Vec<Tool> = tools.into_iter().filter(|tool| !is_loaded(*tool)).collect();
    spawn_local(async move {
        for tool in missing {
            load(tool).await;
        }
        go_on();
    });
}

async fn load(tool: Tool) {
    let nth = BROKEN.with_borrow(|broken| broken.get(&tool).copied().unwrap_or(0));
    if let Ok(module) = lend(tool.word(), nth).await {
        LOADED.with_borrow_mut(|loaded| loaded.insert(tool, module));
    }
}

/// A module that ran out of stack or memory is in no known state: another takes its place.
fn renew(tool: Tool) {
    LOADED.with_borrow_mut(|loaded| loaded.remove(&tool));
    BROKEN.with_borrow_mut(|broken| *broken.entry(tool).or_default() += 1);
    spawn_local(load(tool));
}

fn is_loaded(tool: Tool) -> bool {
    LOADED.with_borrow(|loaded| loaded.contains_key(&tool))
}

/// All of them, whether they are loaded or not: one that is not says so when it is called.
pub fn tools() -> Tools {
    Tools::none().with_jq(Arc::new(PageJq)).with_columns(Arc::new(PageColumns))
}

#[derive(Debug)]
struct PageJq;

#[derive(Debug)]
struct PageColumns;

/// Calls a function of a tool's module.
fn call(tool: Tool, module: &JsValue, name: &str, arguments: &[JsValue]) -> Result<JsValue, String> {
    let function: Function = Reflect::get(module, &name.into())
        .ok()
        .and_then(|it| it.dyn_into().ok())
        .ok_or_else(|| format!("the module has no function {name}: reload the page"))?;
    let arguments: Array = arguments.iter().collect();
    function.apply(&JsValue::NULL, &arguments).map_err(|error| {
        error.as_string().unwrap_or_else(|| {
            renew(tool);
            "it asks for more memory or a deeper stack than there is".to_owned()
        })
    })
}

fn module(tool: Tool) -> Result<JsValue, String> {
    LOADED.with_borrow(|loaded| loaded.get(&tool).cloned()).ok_or_else(|| {
        format!("the tool `{tool}` could not be loaded: is the network there? Reload the page to try again")
    })
}

impl Jq for PageJq {
    fn check(&self, program: &str) -> Result<(), String> {
        call(Tool::Jq, &module(Tool::Jq)?, "jq_check", &[program.into()]).map(drop)
    }

    fn run(&self, program: &str, input: &[u8], most: usize) -> Result<Vec<String>, String> {
        let module = module(Tool::Jq)?;
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let arguments = [program.into(), Uint8Array::from(input).into(), most.into()];
        let answers = call(Tool::Jq, &module, "jq_run", &arguments)?;
        Ok(Array::from(&answers).iter().filter_map(|answer| answer.as_string()).collect())
    }
}

impl Columns for PageColumns {
    fn writes(&self, format: ColumnFormat, _: &Table) -> Result<(), String> {
        match format {
            ColumnFormat::Parquet => module(Tool::Columns).map(drop),
            ColumnFormat::Orc => {
                Err("ORC is not written in the browser: take Parquet, or play the story with \
                                      `cargo xtask story`"
                    .to_owned())
            }
        }
    }

    fn write(&self, sheet: &str) -> Result<Vec<u8>, String> {
        call(Tool::Columns, &module(Tool::Columns)?, "columns_write", &[sheet.into()])
            .map(|file| Uint8Array::new(&file).to_vec())
    }
}
