//! Has the linker leave its relocations in the module: split-wasm (xtask/tools) reads in them which function needs which
//! data. wasm-bindgen writes the module anew without a use for them, and what is left of them is dropped.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        println!("cargo::rustc-link-arg-cdylib=--emit-relocs");
    }
}
