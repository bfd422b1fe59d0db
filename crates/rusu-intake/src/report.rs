//! What a run has to tell the sender: findings with their places, and rows counted.

use rusu_core::limits::REJECTIONS_KEPT_MAX;
use rusu_core::rejection::{Finding, Place, Rejection, Severity};
use rusu_core::submission::RowCounts;
use rusu_core::texts::Lang;

/// Findings so far. Bounded: what is beyond the limit is counted only.
#[derive(Debug, Default)]
pub(crate) struct Report {
    pub(crate) kept: Vec<Rejection>,
    pub(crate) counts: RowCounts,
    errors: u64,
    last_row: Option<Place>,
}

impl Report {
    /// Adds a finding; tells whether it refuses its row.
    pub(crate) fn add(&mut self, rejection: Rejection) -> bool {
        let refuses = rejection.finding.severity == Severity::Error;
        if refuses {
            self.errors += 1;
        } else {
            self.counts.warnings += 1;
        }
        if self.kept.len() < REJECTIONS_KEPT_MAX {
            self.kept.push(rejection);
        }
        refuses
    }

    /// Adds a finding about a row that never became an entry, and counts the row once.
    pub(crate) fn add_unread(&mut self, rejection: Rejection) -> bool {
        let row = Place { column: None, ..rejection.place.clone() };
        let refuses = self.add(rejection);
        if refuses && row.row.is_some() && self.last_row.as_ref() != Some(&row) {
            self.counts.total += 1;
            self.counts.rejected += 1;
            self.last_row = Some(row);
        }
        refuses
    }

    /// Adds findings about one entry, each in its column. Tells how many refuse the row.
    pub(crate) fn add_all(
        &mut self,
        place: &Place,
        table: &str,
        findings: Vec<(&'static str, Finding)>,
    ) -> u64 {
        let mut refusing = 0;
        for (column, finding) in findings {
            let heading = rusu_formats::columns::heading(table, column, Lang::Zh);
            let place = heading.map_or_else(|| place.clone(), |heading| place.column(heading));
            refusing += u64::from(self.add(finding.at(place)));
        }
        refusing
    }

    /// Findings that refuse a row.
    pub(crate) fn errors(&self) -> u64 {
        self.errors
    }
}
