//! The watched folder: what lies in it, when it is complete, and where it goes.

use std::collections::HashMap;
use std::fs::{self, File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::{Context as _, bail};
use jiff::{SignedDuration, Timestamp};

/// The agent's own folder inside the watched one.
const OWN: &str = ".rusu-agent";
/// Where goes what was published.
const DONE: &str = "done";
/// Where goes what was refused.
const REJECTED: &str = "rejected";
/// What a file's name ends with that says: the one beside it is complete.
const MARKER: &str = ".done";
/// Extensions of files that are deliveries by themselves.
const DELIVERIES: &[&str] = &["zip", "csv", "tsv", "xlsx", "xlsm", "jsonl", "ndjson"];
/// Files below a folder that are looked at, at most.
const FILES_MAX: usize = 10_000;

/// A watched folder that this process alone watches.
pub(crate) struct Folder {
    path: PathBuf,
    _lock: File,
}

/// Something to deliver: a file, or a folder of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Dropped {
    /// Its name in the watched folder.
    pub(crate) name: String,
    /// What it looks like from outside.
    pub(crate) look: Look,
    /// Whether a marker says that it is complete.
    pub(crate) is_marked: bool,
}

/// What changes when something is still being written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    files: usize,
    bytes: u64,
    latest: SystemTime,
}

impl Folder {
    /// Takes a folder, which is made if it is absent.
    pub(crate) fn take(path: &Path) -> anyhow::Result<Self> {
        for part in [OWN, DONE, REJECTED] {
            let part = path.join(part);
            fs::create_dir_all(&part).with_context(|| format!("{} cannot be made", part.display()))?;
        }
        let lock = path.join(OWN).join("lock");
        let file = File::options().create(true).truncate(false).write(true).open(&lock)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { path: path.to_owned(), _lock: file }),
            Err(TryLockError::WouldBlock) => bail!("another agent watches {} already", path.display()),
            Err(TryLockError::Error(error)) => {
                Err(error).with_context(|| format!("{} cannot be locked", lock.display()))
            }
        }
    }

    /// Where the journal is.
    pub(crate) fn journal(&self) -> PathBuf {
        self.path.join(OWN).join("journal.jsonl")
    }

    /// Where something lies that is to be delivered.
    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// What lies in the folder, by name.
    pub(crate) fn dropped(&self) -> anyhow::Result<Vec<Dropped>> {
        let shown = self.path.display();
        let mut found = Vec::new();
        for entry in fs::read_dir(&self.path).with_context(|| format!("{shown} cannot be read"))? {
            let entry = entry?;
            let Ok(name) = entry.file_name().into_string() else { continue };
            let is_folder = entry.file_type()?.is_dir();
            if !is_delivery(&name, is_folder) {
                continue;
            }
            // What is gone by now was moved by a person.
            let Ok(look) = look(&entry.path()) else { continue };
            let is_marked = self.path.join(format!("{name}{MARKER}")).exists();
            found.push(Dropped { name, look, is_marked });
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Whether something still looks as it did.
    pub(crate) fn is_unchanged(&self, dropped: &Dropped) -> bool {
        look(&self.place(&dropped.name)).is_ok_and(|look| look == dropped.look)
    }

    /// Moves something to where it belongs, with what is to lie beside it. Doing it again, also after a
    /// crash in between, gives the same.
    pub(crate) fn settle(
        &self,
        name: &str,
        prefix: &str,
        is_published: bool,
        beside: &[(&str, Vec<u8>)],
    ) -> anyhow::Result<PathBuf> {
        let to = self.path.join(if is_published { DONE } else { REJECTED });
        let target = to.join(format!("{prefix}{name}"));
        for (ending, content) in beside {
            write_whole(&to.join(format!("{prefix}{name}.{ending}")), content)?;
        }
        let from = self.place(name);
        if from.exists() {
            fs::rename(&from, &target)
                .with_context(|| format!("{} cannot be moved to {}", from.display(), target.display()))?;
        }
        // Only now: without its marker it would have to wait again after a crash.
        let _ = fs::remove_file(self.path.join(format!("{name}{MARKER}")));
        for directory in [&to, &self.path] {
            File::open(directory)?.sync_all()?;
        }
        Ok(target)
    }
}

/// Replaces a file whole and makes it durable.
fn write_whole(path: &Path, content: &[u8]) -> anyhow::Result<()> {
    let shown = path.display();
    let mut new = path.as_os_str().to_owned();
    new.push(".new");
    let mut file = File::create(&new).with_context(|| format!("{shown} cannot be written"))?;
    file.write_all(content)?;
    file.sync_all()?;
    fs::rename(&new, path).with_context(|| format!("{shown} cannot be written"))
}

fn is_delivery(name: &str, is_folder: bool) -> bool {
    if name.starts_with(['.', '~']) {
        return false;
    }
    if is_folder {
        return name != DONE && name != REJECTED;
    }
    let extension = name.rsplit_once('.').map(|(_, extension)| extension.to_ascii_lowercase());
    extension.is_some_and(|extension| DELIVERIES.contains(&extension.as_str()))
}

fn look(path: &Path) -> std::io::Result<Look> {
    let about = fs::metadata(path)?;
    let mut look = Look { files: 1, bytes: about.len(), latest: about.modified()? };
    let mut folders = if about.is_dir() { vec![path.to_owned()] } else { Vec::new() };
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let about = entry.metadata()?;
            look.files += 1;
            look.bytes = look.bytes.saturating_add(about.len());
            look.latest = look.latest.max(about.modified()?);
            if about.is_dir() {
                folders.push(entry.path());
            }
            if look.files > FILES_MAX {
                return Err(std::io::Error::other("more files than any delivery has"));
            }
        }
    }
    Ok(look)
}

/// Remembers since when things look as they do.
pub(crate) struct Patience {
    settle: SignedDuration,
    since: HashMap<String, (Look, Timestamp)>,
}

impl Patience {
    pub(crate) fn new(settle: SignedDuration) -> Self {
        Self { settle, since: HashMap::new() }
    }

    /// What is complete: marked so, or unchanged for long enough.
    pub(crate) fn complete(&mut self, dropped: Vec<Dropped>, now: Timestamp) -> Vec<Dropped> {
        self.since.retain(|name, _| dropped.iter().any(|one| one.name == *name));
        let is_complete = |one: &Dropped| {
            let (look, since) = *self.since.entry(one.name.clone()).or_insert((one.look, now));
            if look != one.look {
                self.since.insert(one.name.clone(), (one.look, now));
                return one.is_marked;
            }
            one.is_marked || now.duration_since(since) >= self.settle
        };
        dropped.into_iter().filter(is_complete).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dropped(bytes: u64, is_marked: bool) -> Dropped {
        let look = Look { files: 1, bytes, latest: SystemTime::UNIX_EPOCH };
        Dropped { name: "a.zip".to_owned(), look, is_marked }
    }

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_file_is_complete_once_it_was_unchanged_for_long_enough() {
        let mut patience = Patience::new(SignedDuration::from_secs(10));
        let mut is_complete =
            |bytes, second| !patience.complete(vec![dropped(bytes, false)], at(second)).is_empty();
        assert!(!is_complete(1, 0));
        assert!(!is_complete(1, 9));
        assert!(!is_complete(2, 10), "it grew");
        assert!(!is_complete(2, 19));
        assert!(is_complete(2, 20));
    }

    #[test]
    fn a_marker_says_at_once_that_a_file_is_complete() {
        let mut patience = Patience::new(SignedDuration::from_secs(10));
        assert_eq!(patience.complete(vec![dropped(1, true)], at(0)).len(), 1);
    }

    #[test]
    fn a_name_that_was_gone_in_between_waits_anew() {
        let mut patience = Patience::new(SignedDuration::from_secs(10));
        patience.complete(vec![dropped(1, false)], at(0));
        patience.complete(Vec::new(), at(5));
        assert!(patience.complete(vec![dropped(1, false)], at(12)).is_empty());
    }

    #[test]
    fn a_folder_is_watched_by_one_agent_alone() {
        let home = tempfile::tempdir().unwrap();
        let first = Folder::take(home.path()).unwrap();
        let second = Folder::take(home.path()).err().unwrap().to_string();
        assert!(second.contains("another agent"), "{second}");
        drop(first);
        assert!(Folder::take(home.path()).is_ok());
    }

    #[test]
    fn deliveries_are_told_from_what_else_lies_about() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::take(home.path()).unwrap();
        for name in
            ["lot.zip", "codes.CSV", "report.pdf", "lot.zip.done", ".hidden.zip", "~$book.xlsx", "notes.txt"]
        {
            fs::write(home.path().join(name), "x").unwrap();
        }
        fs::create_dir(home.path().join("lot-7")).unwrap();
        let found = folder.dropped().unwrap();
        let names: Vec<(&str, bool)> = found.iter().map(|one| (one.name.as_str(), one.is_marked)).collect();
        assert_eq!(names, [("codes.CSV", false), ("lot-7", false), ("lot.zip", true)]);
    }

    #[test]
    fn what_is_settled_lies_with_its_papers_and_settling_again_gives_the_same() {
        let home = tempfile::tempdir().unwrap();
        let folder = Folder::take(home.path()).unwrap();
        for name in ["lot.zip", "lot.zip.done"] {
            fs::write(home.path().join(name), "content").unwrap();
        }
        for _ in 0..2 {
            let target = folder.settle("lot.zip", "S1-", false, &[("receipt.json", b"{}".to_vec())]).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), "content");
            assert!(home.path().join("rejected/S1-lot.zip.receipt.json").exists());
            assert!(folder.dropped().unwrap().is_empty() && !home.path().join("lot.zip.done").exists());
        }
    }
}
