//! What foreign bytes may do to the decoders, as functions; `src/bin` hands them to libFuzzer.
//!
//! A target must not panic, must end, and must not take memory without bound: libFuzzer watches all
//! three. Run them with `cargo xtask fuzz`.

use std::io::{Cursor, Read};

use rusu_core::draft::Entry;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;
use rusu_core::rejection::{Place, Rejection};
use rusu_formats::EntrySink;

/// The name helps to tell the form, so the first byte of an input chooses it.
const NAMES: [&str; 5] = ["a.csv", "a.xlsx", "a.jsonl", "a.zip", "a"];

/// Decodes a delivery: separated values, a workbook, JSON Lines, or a ZIP of them.
pub fn formats(bytes: &[u8]) {
    let Some((form, content)) = bytes.split_first() else { return };
    let Some(name) = NAMES.get(usize::from(*form) % NAMES.len()) else { return };
    let mut upload = Cursor::new(content);
    // Faults of the platform's own, of scratch files for one, are none of the input's.
    let _ = rusu_formats::decode(&mut upload, name, EnterpriseId(1), &mut Taker::default());
}

/// Reads the fields of a signed request; what is read as an input is written and read again as the same.
pub fn signature(bytes: &[u8]) {
    use rusu_core::signature::{read_digest, read_input, read_signature};

    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let _ = read_digest(text);
    let _ = read_signature(text, "sig1");
    if let Ok(input) = read_input(text) {
        let again = format!("{}={}", input.label, input.parameters());
        assert_eq!(read_input(&again), Ok(input), "{again}");
    }
}

/// Opens bytes as a stratum of the code store, and reads and asks for all it claims to hold.
///
/// Built with `--cfg fuzzing`, the store takes any checksum for right, so that inputs reach what lies
/// behind it; and only then it offers this way in.
#[cfg(fuzzing)]
pub fn stratum(bytes: &[u8]) {
    use std::io::Write as _;

    thread_local! {
        static FILE: tempfile::NamedTempFile = tempfile::NamedTempFile::new().expect("a temporary file");
    }
    FILE.with(|file| {
        let mut content = file.as_file();
        content.set_len(0).expect("a temporary file can be emptied");
        std::io::Seek::rewind(&mut content).expect("a temporary file can be written from its beginning");
        content.write_all(bytes).expect("a temporary file can be written");
        rusu_codes::fuzzing::read_stratum(file.path());
    });
}

/// Counts what comes, and keeps nothing.
#[derive(Default)]
struct Taker {
    taken: u64,
}

impl EntrySink for Taker {
    fn entry(&mut self, _: &Place, _: Entry) -> Result<(), StoreFault> {
        self.taken += 1;
        Ok(())
    }

    fn reject(&mut self, _: Rejection) {
        self.taken += 1;
    }

    fn document(&mut self, _: &str, _: u64, content: &mut dyn Read) -> Result<(), StoreFault> {
        let unavailable =
            |error: std::io::Error| StoreFault::Unavailable { store: "objects", reason: error.to_string() };
        self.taken += std::io::copy(content, &mut std::io::sink()).map_err(unavailable)?;
        Ok(())
    }
}
