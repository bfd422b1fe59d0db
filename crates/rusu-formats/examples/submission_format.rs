//! Writes the column tables of `docs/submission-format.md` anew:
//! `cargo run -p rusu-formats --example submission_format`.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/submission-format.md");
    fs::write(&path, rusu_formats::guide::refreshed(&fs::read_to_string(&path)?))
}
