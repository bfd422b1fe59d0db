//! Importing results of official sampling.

use std::collections::HashMap;

use jiff::civil::Date;
use rusu_core::calendar::china_day;
use rusu_core::code::narrow;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::REJECTIONS_KEPT_MAX;
use rusu_core::portal::SamplingResult;
use rusu_core::ports::{ImportCount, ReadSeek};
use rusu_core::rejection::{Finding, Place, Rejection};
use rusu_core::texts::Lang;
use rusu_formats::sampling;

use super::{PortalDesk, PortalError, unknown};

/// What an import did, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SamplingReport {
    /// Good rows by what became of them.
    pub count: ImportCount,
    /// Good rows whose manufacturer is an enterprise of the directory.
    pub recognised: u64,
    /// What is wrong, at most `REJECTIONS_KEPT_MAX`.
    pub rejections: Vec<Rejection>,
}

impl PortalDesk {
    /// Imports a file of sampling results: CSV or XLSX. A bad row is told and blocks no other; with
    /// `dry_run` nothing is written, and the report says what would be.
    ///
    /// # Errors
    /// [`PortalError::Decode`] if the file cannot be read; [`PortalError::Fault`].
    pub fn import_sampling(
        &self,
        file: &mut dyn ReadSeek,
        file_name: &str,
        dry_run: bool,
    ) -> Result<SamplingReport, PortalError> {
        let decoded = sampling::decode(file, file_name)?;
        let mut sieve = Sieve::new(china_day(self.clock.now()), decoded.rejections);
        for (place, result) in decoded.accepted {
            sieve.take(place, result);
        }
        let makers = Makers::new(&self.registry.enterprises()?);
        let mut report = SamplingReport { rejections: sieve.rejections, ..SamplingReport::default() };
        for result in &mut sieve.results {
            result.enterprise = makers.find(&result.manufacturer);
            report.recognised += u64::from(result.enterprise.is_some());
        }
        report.count = match (sieve.results.is_empty(), dry_run) {
            (true, _) => ImportCount::default(),
            (false, true) => self.portal.count_sampling(&sieve.results)?,
            (false, false) => self.portal.save_sampling(&sieve.results)?,
        };
        Ok(report)
    }

    /// Removes a sampling result.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none with this number; [`PortalError::Fault`].
    pub fn remove_sampling(&self, id: u64) -> Result<(), PortalError> {
        if self.portal.remove_sampling(id)? { Ok(()) } else { Err(unknown("sampling result", id)) }
    }

    /// The workbook that an operator fills in.
    #[must_use]
    pub fn sampling_template(lang: Lang) -> Vec<u8> {
        sampling::template_xlsx(lang)
    }
}

/// Keeps each sample once.
struct Sieve {
    today: Date,
    results: Vec<SamplingResult>,
    /// By identity: where in `results`, and the row.
    seen: HashMap<(String, String), (usize, u64)>,
    rejections: Vec<Rejection>,
}

impl Sieve {
    fn new(today: Date, rejections: Vec<Rejection>) -> Self {
        Self { today, results: Vec::new(), seen: HashMap::new(), rejections }
    }

    fn take(&mut self, place: Place, result: SamplingResult) {
        if result.published_on > self.today {
            let finding = Finding::error("sampling_published_in_future", result.published_on.to_string());
            self.reject(finding.with("today", self.today), place);
            return;
        }
        let identity = (result.authority.clone(), result.sample_number.clone());
        let row = place.row.unwrap_or_default();
        match self.seen.get(&identity) {
            None => {
                self.seen.insert(identity, (self.results.len(), row));
                self.results.push(result);
            }
            Some((index, _)) if self.results.get(*index) == Some(&result) => {}
            Some((_, first)) => {
                let finding = Finding::error("sampling_twice", result.sample_number).with("first", first);
                self.reject(finding, place);
            }
        }
    }

    fn reject(&mut self, finding: Finding, place: Place) {
        if self.rejections.len() < REJECTIONS_KEPT_MAX {
            self.rejections.push(finding.at(place));
        }
    }
}

/// The directory's names, folded. A name that two enterprises share recognises neither.
struct Makers(HashMap<String, Option<EnterpriseId>>);

impl Makers {
    fn new(enterprises: &[Enterprise]) -> Self {
        let mut names: HashMap<String, Option<EnterpriseId>> = HashMap::new();
        for enterprise in enterprises {
            let legal = enterprise.profile.as_ref().map(|profile| profile.legal_name.as_str());
            for name in legal.into_iter().chain([enterprise.name.as_str()]) {
                names
                    .entry(folded(name))
                    .and_modify(|known| *known = known.filter(|id| *id == enterprise.id))
                    .or_insert(Some(enterprise.id));
            }
        }
        Self(names)
    }

    fn find(&self, manufacturer: &str) -> Option<EnterpriseId> {
        self.0.get(&folded(manufacturer)).copied().flatten()
    }
}

/// A name without what people vary: width, spaces and case.
fn folded(name: &str) -> String {
    let kept = name.chars().map(narrow).filter(|c| !c.is_whitespace() && !c.is_control());
    kept.flat_map(char::to_lowercase).collect()
}
