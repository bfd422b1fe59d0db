//! What the agent has done: one JSON object a line, appended and synced before the next step.
//!
//! Invariant: a step is written down only when it is done, so that after a crash it is done again from
//! there; every step may be done twice. A line that a crash cut off counts as not written.

use std::collections::HashMap;
use std::fs::File;
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::path::Path;

use anyhow::Context as _;
use serde::{Deserialize, Serialize};

/// How far a delivery has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "step", rename_all = "snake_case")]
pub(crate) enum Step {
    /// It is complete and about to be sent.
    Found,
    /// The platform has it.
    Sent {
        /// As the platform calls it.
        submission: String,
    },
    /// What became of it is known.
    Ended {
        /// As the platform calls it.
        submission: String,
        /// Whether all of it was published.
        is_published: bool,
    },
    /// The platform does not take it, however often it is sent.
    Refused {
        /// What it said.
        said: String,
    },
    /// It lies where it belongs.
    Moved,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Line {
    /// When, RFC 3339.
    at: String,
    /// The name in the folder.
    name: String,
    /// SHA-256 of the delivery, which is its idempotency key too.
    sha256: String,
    #[serde(flatten)]
    step: Step,
}

/// The journal, open for appending.
pub(crate) struct Journal {
    file: File,
    /// The last step of what is not moved yet, by name and content.
    open: HashMap<(String, String), Step>,
}

impl Journal {
    /// Opens a journal, or makes it.
    pub(crate) fn open(path: &Path) -> anyhow::Result<Self> {
        let shown = path.display();
        let mut file = File::options()
            .create(true)
            .truncate(false)
            .read(true)
            .write(true)
            .open(path)
            .with_context(|| format!("{shown} cannot be opened"))?;
        let mut text = Vec::new();
        file.read_to_end(&mut text).with_context(|| format!("{shown} cannot be read"))?;
        let whole = text.iter().rposition(|byte| *byte == b'\n').map_or(0, |end| end + 1);
        let mut open = HashMap::new();
        for (number, line) in text.get(..whole).unwrap_or_default().split(|byte| *byte == b'\n').enumerate() {
            if line.is_empty() {
                continue;
            }
            let line: Line = serde_json::from_slice(line)
                .with_context(|| format!("{shown}, line {}, is not the agent's", number + 1))?;
            note(&mut open, line);
        }
        // What a crash cut off would spoil the next line.
        file.set_len(u64::try_from(whole)?)?;
        file.seek(SeekFrom::End(0))?;
        file.sync_all()?;
        Ok(Self { file, open })
    }

    /// How far a delivery came, if it is not moved.
    pub(crate) fn step(&self, name: &str, sha256: &str) -> Option<&Step> {
        self.open.get(&(name.to_owned(), sha256.to_owned()))
    }

    /// Writes a step down; durable when it returns.
    pub(crate) fn write(
        &mut self,
        at: jiff::Timestamp,
        name: &str,
        sha256: &str,
        step: Step,
    ) -> anyhow::Result<()> {
        let line = Line { at: at.to_string(), name: name.to_owned(), sha256: sha256.to_owned(), step };
        let mut text = serde_json::to_vec(&line)?;
        text.push(b'\n');
        self.file
            .write_all(&text)
            .and_then(|()| self.file.sync_data())
            .context("the journal cannot be written")?;
        note(&mut self.open, line);
        Ok(())
    }
}

fn note(open: &mut HashMap<(String, String), Step>, line: Line) {
    let Line { name, sha256, step, .. } = line;
    if step == Step::Moved {
        open.remove(&(name, sha256));
    } else {
        open.insert((name, sha256), step);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH;

    fn sent() -> Step {
        Step::Sent { submission: "S1".to_owned() }
    }

    #[test]
    fn the_last_step_is_known_after_opening_again_until_it_is_moved() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("journal.jsonl");
        let mut journal = Journal::open(&path).unwrap();
        for step in [Step::Found, sent()] {
            journal.write(AT, "a.zip", "01", step).unwrap();
        }
        let mut journal = Journal::open(&path).unwrap();
        assert_eq!(journal.step("a.zip", "01"), Some(&sent()));
        assert_eq!(journal.step("a.zip", "02"), None, "other content is another delivery");
        journal.write(AT, "a.zip", "01", Step::Moved).unwrap();
        assert_eq!(Journal::open(&path).unwrap().step("a.zip", "01"), None);
    }

    #[test]
    fn a_line_that_a_crash_cut_off_counts_as_not_written() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("journal.jsonl");
        Journal::open(&path).unwrap().write(AT, "a.zip", "01", Step::Found).unwrap();
        let whole = std::fs::read(&path).unwrap();
        for cut in 1..whole.len() {
            std::fs::write(&path, [whole.as_slice(), &whole[..cut]].concat()).unwrap();
            let mut journal = Journal::open(&path).unwrap();
            assert_eq!(journal.step("a.zip", "01"), Some(&Step::Found), "cut at {cut}");
            journal.write(AT, "a.zip", "01", sent()).unwrap();
            assert_eq!(Journal::open(&path).unwrap().step("a.zip", "01"), Some(&sent()), "cut at {cut}");
        }
    }

    #[test]
    fn a_file_that_is_no_journal_is_left_alone() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("journal.jsonl");
        std::fs::write(&path, "something of a person\n").unwrap();
        assert!(Journal::open(&path).is_err());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "something of a person\n");
    }
}
