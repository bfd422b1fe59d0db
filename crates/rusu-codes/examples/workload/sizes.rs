//! How far each file of a store is filled, for a parent that cuts the power.

use std::collections::HashMap;
use std::fs::{File, read_dir};
use std::io::{Result, Write};
use std::os::unix::fs::FileExt as _;
use std::path::{Path, PathBuf};

/// Bytes looked at together; an engine's file has no larger hole in what it wrote.
const WINDOW_BYTES: usize = 64 * 1024;

/// Remembers what it saw, so that a file that grows is not read again from its beginning.
#[derive(Default)]
pub struct Sizes(HashMap<PathBuf, u64>);

impl Sizes {
    /// Says `size BYTES PATH` for each file below `directory`.
    pub fn say(&mut self, directory: &Path, out: &mut dyn Write) -> Result<()> {
        let mut open = vec![directory.to_owned()];
        while let Some(next) = open.pop() {
            for entry in read_dir(next)? {
                let path = entry?.path();
                if path.is_dir() {
                    open.push(path);
                } else if let Ok(file) = File::open(&path) {
                    // A file that a merge has just removed is none.
                    let known = self.0.entry(path.clone()).or_default();
                    *known = filled(&file, *known)?;
                    let shown = path.strip_prefix(directory).unwrap_or(&path).display();
                    writeln!(out, "size {known} {shown}")?;
                }
            }
        }
        Ok(())
    }
}

/// Bytes up to the last that is not zero, if at least `known` are.
fn filled(file: &File, known: u64) -> Result<u64> {
    let mut window = vec![0; WINDOW_BYTES];
    let (mut at, mut end) = (known, known);
    loop {
        let read = file.read_at(&mut window, at)?;
        let bytes = window.get(..read).unwrap_or_default();
        let Some(last) = bytes.iter().rposition(|byte| *byte != 0) else { return Ok(end) };
        end = at + u64::try_from(last).unwrap_or_default() + 1;
        at += u64::try_from(read).unwrap_or_default();
    }
}
