//! What can be said of recalls on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::civil::Date;
use rusu_core::code::TraceCode;
use rusu_core::lot::LotNumber;
use rusu_core::recall::{CodeRange, RecallLevel, RecallTarget};

/// `rusu recall`.
#[derive(Debug, Subcommand)]
pub(crate) enum RecallCommand {
    /// Announce a recall on the data directory, beside a running server or without one; it shows on the
    /// next query.
    Announce(Box<RecallAnnounce>),
    /// List recalls with plans and drills. This and what follows speak to --server with the operator's
    /// key, or with an enterprise's own.
    List,
    /// Show a recall with its list, its clocks and its figures, as JSON.
    Show {
        /// Its number.
        id: u64,
    },
    /// Add to a recall's list; people see what was added, when and why.
    Add(RecallAmend),
    /// Take from a recall's list; people see what was taken out, when and why.
    Remove(RecallAmend),
    /// Say that cans are coming back.
    Start {
        /// Its number.
        id: u64,
    },
    /// Report progress: cans since the notice, not since the last report.
    Report {
        /// Its number.
        id: u64,
        /// As of the end of which day.
        #[arg(long)]
        date: Date,
        /// Cans that came back.
        #[arg(long)]
        recalled: u64,
        /// Of these, cans that were disposed of.
        #[arg(long)]
        disposed: u64,
        /// In words.
        #[arg(long, default_value = "")]
        note: String,
        /// The last report, with which the recall can be completed.
        #[arg(long = "final")]
        is_final: bool,
    },
    /// End a recall, after its final report.
    Complete {
        /// Its number.
        id: u64,
    },
    /// Call a recall off.
    Lift {
        /// Its number.
        id: u64,
        /// Why.
        #[arg(long)]
        why: String,
    },
    /// Practise a recall: the same way, shown to nobody, with the time until a look-up tells of it.
    Drill(Box<RecallDrill>),
}

/// What is recalled.
#[derive(Debug, Default, Args)]
pub(crate) struct TargetArguments {
    /// A lot number; may be given several times.
    #[arg(long)]
    lot: Vec<String>,
    /// Consecutive codes FIRST..LAST of one length, or LOT:FIRST..LAST within a lot; may be given several times.
    #[arg(long)]
    range: Vec<String>,
    /// A file with one code on each line.
    #[arg(long, value_name = "FILE")]
    codes: Option<PathBuf>,
}

impl TargetArguments {
    /// The targets.
    ///
    /// # Errors
    /// If one of them is none, or the file cannot be read.
    pub(crate) fn read(&self) -> anyhow::Result<Vec<RecallTarget>> {
        let mut targets = Vec::new();
        for text in &self.lot {
            targets.push(RecallTarget::Lot(lot_number(text)?));
        }
        for text in &self.range {
            targets.push(RecallTarget::Range(code_range(text)?));
        }
        if let Some(file) = &self.codes {
            let text = std::fs::read_to_string(file)
                .map_err(|error| anyhow::anyhow!("{} cannot be read: {error}", file.display()))?;
            let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
            targets.push(RecallTarget::Codes(lines.map(code).collect::<anyhow::Result<_>>()?));
        }
        anyhow::ensure!(!targets.is_empty(), "name what is recalled with --lot, --range or --codes");
        Ok(targets)
    }
}

fn code(text: &str) -> anyhow::Result<TraceCode> {
    TraceCode::parse(text).map_err(|error| anyhow::anyhow!("`{text}`: {error}"))
}

pub(crate) fn lot_number(text: &str) -> anyhow::Result<LotNumber> {
    LotNumber::parse(text)
        .ok_or_else(|| anyhow::anyhow!("lot number `{text}` is empty or has more than 20 characters"))
}

fn code_range(text: &str) -> anyhow::Result<CodeRange> {
    let (lot, ends) = match text.rsplit_once(':') {
        Some((lot, ends)) => (Some(lot_number(lot)?), ends),
        None => (None, text),
    };
    let ends: Option<anyhow::Result<(TraceCode, TraceCode)>> =
        ends.split_once("..").map(|(first, last)| Ok((code(first)?, code(last)?)));
    let range =
        ends.transpose()?.and_then(|(first, last): (TraceCode, TraceCode)| CodeRange::new(lot, first, last));
    range
        .ok_or_else(|| anyhow::anyhow!("`{text}` is no range: write FIRST..LAST, of one length and in order"))
}

/// A recall that is announced.
#[derive(Debug, Args)]
pub(crate) struct RecallAnnounce {
    /// Number or name.
    #[arg(long)]
    pub(crate) enterprise: String,
    /// 1, 2 or 3.
    #[arg(long, value_parser = recall_level)]
    pub(crate) level: RecallLevel,
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    /// Why.
    #[arg(long)]
    pub(crate) reason: String,
    /// What parents should do.
    #[arg(long)]
    pub(crate) instructions: String,
    /// Whom to call.
    #[arg(long)]
    pub(crate) phone: String,
    /// Where it was sold; may be given several times.
    #[arg(long)]
    pub(crate) region: Vec<String>,
}

/// A change of a list.
#[derive(Debug, Args)]
pub(crate) struct RecallAmend {
    /// The recall's number.
    pub(crate) id: u64,
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    /// Why; people read it.
    #[arg(long)]
    pub(crate) why: String,
}

/// A recall that is practised.
#[derive(Debug, Args)]
pub(crate) struct RecallDrill {
    /// Number or name; an enterprise with its own key need not say it.
    #[arg(long)]
    pub(crate) enterprise: Option<String>,
    /// 1, 2 or 3.
    #[arg(long, value_parser = recall_level)]
    pub(crate) level: RecallLevel,
    #[command(flatten)]
    pub(crate) targets: TargetArguments,
    /// What is printed on a can that is looked up; needed where only lots are named.
    #[arg(long)]
    pub(crate) text: Option<String>,
    /// How long to look for it.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    pub(crate) seconds: u64,
}

fn recall_level(text: &str) -> Result<RecallLevel, String> {
    RecallLevel::from_word(text).ok_or_else(|| format!("level is `{text}`, expected 1, 2 or 3"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn targets(ranges: &[&str]) -> anyhow::Result<Vec<RecallTarget>> {
        let range = ranges.iter().map(|range| (*range).to_owned()).collect();
        TargetArguments { range, ..TargetArguments::default() }.read()
    }

    #[test]
    fn a_range_is_read_with_and_without_its_lot() {
        let read = targets(&["100001..100009", "L1:100001..100009"]).unwrap();
        let lots: Vec<Option<&str>> = read
            .iter()
            .map(|target| match target {
                RecallTarget::Range(range) => range.lot.as_ref().map(LotNumber::as_str),
                RecallTarget::Lot(_) | RecallTarget::Codes(_) => Some("none"),
            })
            .collect();
        assert_eq!(lots, [None, Some("L1")]);
    }

    #[test]
    fn what_is_no_range_is_refused() {
        for text in ["100001", "100009..100001", "100001..1000010", "100001..x", ":100001..100009"] {
            assert!(targets(&[text]).is_err(), "{text}");
        }
        assert!(targets(&[]).is_err(), "nothing is recalled");
    }
}
