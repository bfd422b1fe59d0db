//! `fsck`: do the three stores tell one story?

use std::collections::{BTreeMap, HashMap, HashSet};
use std::io::Read;
use std::ops::ControlFlow;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::PAGES_MAX;
use rusu_core::lot::{ContentHash, LotKey, PartNo};
use rusu_core::portal::PageNumber;
use rusu_core::ports::{CodeReader, ObjectKind, ObjectReader, PortalReader, RegistryReader, StoreFault};
use sha2::{Digest, Sha256};

/// Problems named at most; one broken disk must not fill the other.
const PROBLEMS_NAMED_MAX: usize = 1_000;

/// What `fsck` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FsckReport {
    /// What is wrong, in sentences for the operator. Empty means clean.
    pub problems: Vec<String>,
    /// Published lots.
    pub lots: u64,
    /// Published parts.
    pub parts: u64,
    /// Visible codes of cans.
    pub codes: u64,
    /// Codes of parts that were never published: leftovers of refused or interrupted deliveries.
    pub invisible_codes: u64,
    /// Documents that lots and enterprises show.
    pub documents: u64,
    /// Pictures and films that the operator uploaded, whether anything shows them or not.
    pub uploads: u64,
}

impl FsckReport {
    fn problem(&mut self, text: String) {
        if self.problems.len() < PROBLEMS_NAMED_MAX {
            self.problems.push(text);
        }
    }
}

/// Compares the stores: every published part has exactly its codes, every lot its row, every
/// document its bytes. Reads everything; the stores must not be written meanwhile.
///
/// # Errors
/// [`StoreFault`] if a store cannot be read to its end.
pub fn fsck(
    registry: &dyn RegistryReader,
    codes: &dyn CodeReader,
    objects: &dyn ObjectReader,
    progress: &mut dyn FnMut(&str),
) -> Result<FsckReport, StoreFault> {
    let mut report = FsckReport::default();
    progress("lots");
    let published = check_lots(registry, &mut report)?;
    progress("codes");
    check_codes(codes, &published, &mut report)?;
    progress("documents");
    check_documents(registry, objects, &mut report)?;
    Ok(report)
}

type Parts = HashMap<(EnterpriseId, PartNo), u64>;

fn check_lots(registry: &dyn RegistryReader, report: &mut FsckReport) -> Result<Parts, StoreFault> {
    let mut parts = Parts::new();
    let mut lots = HashSet::new();
    for (enterprise, part, number, count) in registry.published_parts()? {
        parts.insert((enterprise, part), count);
        let key = LotKey { enterprise, number };
        if lots.contains(&key) {
            continue;
        }
        if registry.lot_file(&key)?.is_none() {
            let LotKey { enterprise, number } = &key;
            report.problem(format!(
                "part {} of enterprise {enterprise} belongs to lot {number}, which has no complete row",
                part.0
            ));
        }
        lots.insert(key);
    }
    report.lots = u64::try_from(lots.len()).unwrap_or(u64::MAX);
    report.parts = u64::try_from(parts.len()).unwrap_or(u64::MAX);
    Ok(parts)
}

/// Compares counts, while the store examines itself on another thread: both read everything.
fn check_codes(codes: &dyn CodeReader, published: &Parts, report: &mut FsckReport) -> Result<(), StoreFault> {
    let (own, counted) = std::thread::scope(|scope| {
        let checking = scope.spawn(|| codes.check());
        let counted = count_codes(codes);
        (checking.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)), counted)
    });
    own?.into_iter().for_each(|problem| report.problem(problem));
    let counted = counted?;
    for ((enterprise, part), count) in &counted {
        match published.get(&(*enterprise, *part)) {
            None => report.invisible_codes += count,
            Some(wanted) if wanted == count => report.codes += count,
            Some(wanted) => report.problem(format!(
                "part {} of enterprise {enterprise} holds {count} codes, {wanted} were published",
                part.0
            )),
        }
    }
    let mut missing: Vec<_> =
        published.iter().filter(|(key, wanted)| **wanted > 0 && !counted.contains_key(*key)).collect();
    missing.sort_unstable();
    for ((enterprise, part), wanted) in missing {
        report.problem(format!(
            "part {} of enterprise {enterprise} holds no codes, {wanted} were published",
            part.0
        ));
    }
    Ok(())
}

/// Codes of cans by part.
type CodesOfParts = BTreeMap<(EnterpriseId, PartNo), u64>;

/// Part numbers that are counted by place: parts of one enterprise are numbered from 1, one for each
/// lot of each delivery. What a number beyond costs is time only.
const PARTS_BY_PLACE_MAX: usize = 1 << 20;

fn count_codes(codes: &dyn CodeReader) -> Result<CodesOfParts, StoreFault> {
    let mut counter = Counter::default();
    codes.visit(&mut |span| {
        if !span.stored.carrier.is_package() {
            counter.add(span.enterprise, span.stored.part, span.count);
        }
        ControlFlow::Continue(())
    })?;
    Ok(counter.finish())
}

/// Counts by place while one enterprise's codes pass: random codes are a span each, so a country
/// is a billion additions, and neighbours belong to different parts.
#[derive(Default)]
struct Counter {
    enterprise: Option<EnterpriseId>,
    by_place: Vec<u64>,
    counted: CodesOfParts,
}

impl Counter {
    fn add(&mut self, enterprise: EnterpriseId, part: PartNo, count: u64) {
        if self.enterprise != Some(enterprise) {
            self.flush();
            self.enterprise = Some(enterprise);
        }
        let place = usize::try_from(part.0).unwrap_or(usize::MAX);
        if place >= self.by_place.len() && place < PARTS_BY_PLACE_MAX {
            self.by_place.resize((place + 1).next_power_of_two(), 0);
        }
        match self.by_place.get_mut(place) {
            Some(counted) => *counted += count,
            None => *self.counted.entry((enterprise, part)).or_default() += count,
        }
    }

    fn flush(&mut self) {
        let Some(enterprise) = self.enterprise else { return };
        for (part, count) in (0..).zip(&mut self.by_place).filter(|(_, count)| **count > 0) {
            *self.counted.entry((enterprise, PartNo(part))).or_default() += std::mem::take(count);
        }
    }

    fn finish(mut self) -> CodesOfParts {
        self.flush();
        self.counted
    }
}

fn check_documents(
    registry: &dyn RegistryReader,
    objects: &dyn ObjectReader,
    report: &mut FsckReport,
) -> Result<(), StoreFault> {
    for hash in registry.documents()? {
        report.documents += 1;
        check_object(objects, ObjectKind::Document, hash, report)?;
    }
    Ok(())
}

/// Adds to a report what the portal shows: every logo and every announcement's film is there, and
/// every uploaded picture and film has its bytes.
///
/// # Errors
/// [`StoreFault`] if a store cannot be read to its end.
pub fn fsck_portal(
    portal: &dyn PortalReader,
    objects: &dyn ObjectReader,
    report: &mut FsckReport,
    progress: &mut dyn FnMut(&str),
) -> Result<(), StoreFault> {
    progress("pictures and films");
    for kind in [ObjectKind::Picture, ObjectKind::Video] {
        for hash in objects.list(kind)? {
            report.uploads += 1;
            check_object(objects, kind, hash, report)?;
        }
    }
    for (enterprise, logo) in portal.logos()? {
        if objects.open(ObjectKind::Picture, &logo)?.is_none() {
            report.problem(format!("logo {logo} of enterprise {enterprise} is missing"));
        }
    }
    for number in 1..=PAGES_MAX {
        let page = portal.all_announcements(PageNumber::new(number))?;
        for (id, video) in page.entries.iter().filter_map(|entry| Some((entry.id, entry.video?))) {
            if objects.open(ObjectKind::Video, &video)?.is_none() {
                report.problem(format!("film {video} of announcement {id} is missing"));
            }
        }
        if !page.more {
            break;
        }
    }
    Ok(())
}

/// Compares an object's bytes with its hash.
fn check_object(
    objects: &dyn ObjectReader,
    kind: ObjectKind,
    hash: ContentHash,
    report: &mut FsckReport,
) -> Result<(), StoreFault> {
    let what = match kind {
        ObjectKind::Document => "document",
        ObjectKind::Upload => "upload",
        ObjectKind::Picture => "picture",
        ObjectKind::Video => "film",
        ObjectKind::Part => "part",
    };
    match objects.open(kind, &hash)? {
        None => report.problem(format!("{what} {hash} is missing")),
        Some(mut content) => match hash_of(&mut content) {
            Ok(actual) if actual == hash => {}
            Ok(actual) => report.problem(format!("{what} {hash} has changed, its content is {actual}")),
            Err(error) => report.problem(format!("{what} {hash} cannot be read: {error}")),
        },
    }
    Ok(())
}

fn hash_of(content: &mut dyn Read) -> std::io::Result<ContentHash> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 64 * 1024];
    loop {
        let count = content.read(&mut buffer)?;
        match buffer.get(..count) {
            Some(chunk) if !chunk.is_empty() => hasher.update(chunk),
            _ => return Ok(ContentHash(hasher.finalize().into())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_counted_each_for_its_enterprise_whatever_their_number() {
        let beyond = u32::try_from(PARTS_BY_PLACE_MAX).unwrap();
        let mut counter = Counter::default();
        for (enterprise, part, count) in
            [(1, 1, 5), (1, beyond - 1, 1), (1, 1, 2), (1, beyond, 3), (2, 1, 7), (1, 1, 1)]
        {
            counter.add(EnterpriseId(enterprise), PartNo(part), count);
        }
        let counted: Vec<(u32, u32, u64)> =
            counter.finish().into_iter().map(|((e, part), count)| (e.0, part.0, count)).collect();
        assert_eq!(counted, [(1, 1, 8), (1, beyond - 1, 1), (1, beyond, 3), (2, 1, 7)]);
    }
}
