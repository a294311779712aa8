//! A new text file under `content` is a new question: cargo has to notice it.
fn main() {
    println!("cargo:rerun-if-changed=content");
}
