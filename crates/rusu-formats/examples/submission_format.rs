//! Writes the column tables of `docs/submission-format.md` and `docs/sampling-results.md` anew:
//! `cargo run -p rusu-formats --example submission_format`.

use std::{fs, io, path::Path};

fn main() -> io::Result<()> {
    for name in ["submission-format.md", "sampling-results.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(name);
        fs::write(&path, rusu_formats::guide::refreshed(&fs::read_to_string(&path)?))?;
    }
    Ok(())
}
