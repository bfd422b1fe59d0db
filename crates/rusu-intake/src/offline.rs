//! Checking a delivery without any store, as `rusu check` and `rusu submit` do at the enterprise.

use std::path::Path;

use jiff::Timestamp;
use rusu_core::calendar::china_day;
use rusu_core::enterprise::{Coverage, Enterprise, EnterpriseId};
use rusu_core::lot::LotNumber;
use rusu_core::ports::ReadSeek;
use rusu_core::rejection::Rejection;
use rusu_core::submission::RowCounts;

use crate::codes::Examiner;
use crate::commit::{LotCodes, examine_all, report_unnamed};
use crate::gather::{Gatherer, UNNAMED};
use crate::intake::IntakeError;
use crate::lineage::check_lineage;
use crate::master::{Known, check_master};
use crate::process::{check_group, warn_of_unused};

/// Rules that need what only the platform knows: a delivery may rest on master data sent before.
const NEEDS_THE_PLATFORM: &[&str] =
    &["product_unknown", "site_unknown", "site_missing", "code_rule_missing", "enterprise_profile_missing"];

/// What a check found without the platform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckReport {
    /// Rows by what would become of them; `accepted` is an upper bound.
    pub counts: RowCounts,
    /// What is wrong.
    pub rejections: Vec<Rejection>,
    /// Lots that the delivery names.
    pub lots: Vec<LotNumber>,
    /// Names of documents that the delivery refers to.
    pub files: Vec<String>,
    /// Findings that were left out because only the platform can tell, such as a product that may
    /// have been delivered before.
    pub left_to_platform: u64,
}

/// Reads and checks a delivery as the platform would, but for what only the platform knows.
///
/// # Errors
/// [`IntakeError`] if the file or the working directory cannot be read.
pub fn check_offline(
    file: &mut dyn ReadSeek,
    file_name: &str,
    now: Timestamp,
    scratch: &Path,
) -> Result<CheckReport, IntakeError> {
    let enterprise = EnterpriseId(0);
    let mut gatherer = Gatherer::new(scratch);
    rusu_formats::decode(file, file_name, enterprise, &mut gatherer).map_err(IntakeError::from)?;
    let mut gathered = gatherer.finish()?;
    let today = china_day(now);
    let known = nothing_known(enterprise).overlaid(&gathered);
    check_master(&mut gathered, today);
    warn_of_unused(&mut gathered);
    let codes = std::mem::take(&mut gathered.codes);
    let mut merge = codes.read()?.peekable();
    let mut lots = std::mem::take(&mut gathered.lots);
    let single = lots.len() == 1 && gathered.unnamed_units == 0;
    for (index, group) in lots.iter_mut().enumerate() {
        check_group(group, &known, &gathered.documents, today, &mut gathered.report);
        let unnamed = merge.peek().is_some_and(|code| code.as_ref().is_ok_and(|code| code.lot == UNNAMED));
        let index = if single && unnamed { UNNAMED } else { u32::try_from(index).unwrap_or(UNNAMED) };
        let mut examiner =
            Examiner::new(None, enterprise, &group.number, &known.code_rules, &gathered.sources);
        examine_all(LotCodes::new(&mut merge, index), &mut examiner, &mut gathered.report)?;
    }
    check_lineage(&mut lots, None, &mut gathered.report)?;
    gathered.lots = lots;
    if gathered.unnamed_units > 0 {
        report_unnamed(&mut gathered, &mut merge)?;
    }
    let files = referred_files(&gathered);
    let found = gathered.report.kept.len();
    let mut rejections = gathered.report.kept;
    rejections.retain(|rejection| !NEEDS_THE_PLATFORM.contains(&rejection.finding.rule.as_ref()));
    let left_to_platform = u64::try_from(found - rejections.len()).unwrap_or(u64::MAX);
    let mut counts = gathered.report.counts;
    counts.accepted = counts.total.saturating_sub(counts.rejected);
    let lots = gathered.lots.into_iter().map(|group| group.number).collect();
    Ok(CheckReport { counts, rejections, lots, files, left_to_platform })
}

fn nothing_known(id: EnterpriseId) -> Known {
    let enterprise = Enterprise {
        id,
        name: String::new(),
        brands: Vec::new(),
        parent: None,
        coverage: Coverage::InShelfLife,
        profile: None,
        is_sample: false,
        last_delivered_at: None,
    };
    Known { enterprise, sites: Vec::new(), products: Vec::new(), code_rules: Vec::new() }
}

fn referred_files(gathered: &crate::gather::Gathered) -> Vec<String> {
    let certificate = gathered.enterprise.iter().filter_map(|p| p.entry.certificate.as_ref()?.file.clone());
    let reports =
        gathered.lots.iter().filter_map(|lot| lot.entry.as_ref()?.entry.inspection.as_ref()?.file.clone());
    let materials =
        gathered.lots.iter().flat_map(|lot| &lot.materials).filter_map(|placed| placed.entry.file.clone());
    let mut files: Vec<String> = certificate.chain(reports).chain(materials).collect();
    files.sort_unstable();
    files.dedup();
    files
}
