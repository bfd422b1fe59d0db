//! Recalls (食品召回管理办法): what is recalled, how urgent, what a parent should do, and how far it is.
//!
//! Owns: the plan, the list of targets and its history, the steps from plan to end, the clocks, the
//! reports and their ratios. Refuses to know: how any of it is stored, sent or shown, and whether a
//! target is known to the platform.
//!
//! Invariants: the list is only added to and taken from, and keeps who, when and why; a recall is in
//! force from its notice to its end; a drill is never in force.

pub mod clock;
pub mod report;
mod steps;
pub mod target;
pub mod working_days;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::code::TraceCode;
use crate::enterprise::EnterpriseId;
use crate::lot::LotNumber;
use crate::portal::Words;
use crate::product::words;

pub use clock::RecallClock;
pub use report::{Produced, RecallRatios, RecallReport, ReportError};
pub use steps::{RecallRefusal, RecallStep};
pub use target::{Amended, Amendment, CodeRange, RecallTarget, TargetEntry, TargetError};
pub use working_days::{WorkingDay, working_days_after};

/// How dangerous: level 1 must start within 24 hours, 2 within 48, 3 within 72.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecallLevel {
    /// 一级召回.
    One,
    /// 二级召回.
    Two,
    /// 三级召回.
    Three,
}

words!(RecallLevel, RecallLevel::One => "1", RecallLevel::Two => "2", RecallLevel::Three => "3");

/// Where a recall stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecallState {
    /// Written down; nobody is told yet.
    Planned,
    /// The notice is public and the cans are under recall.
    Announced,
    /// Cans are coming back.
    InProgress,
    /// Finished, with its final report.
    Completed,
    /// Called off, with a reason.
    Lifted,
}

words!(RecallState, RecallState::Planned => "planned", RecallState::Announced => "announced",
    RecallState::InProgress => "in_progress", RecallState::Completed => "completed", RecallState::Lifted => "lifted");

/// What the regulation asks of a recall plan besides level, targets, reason and instructions.
/// Texts may be empty until the plan is complete.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecallPlan {
    /// 食品生产者, with name and address.
    pub producer: String,
    /// 食品名称.
    pub product: String,
    /// 商标.
    pub trade_mark: String,
    /// 规格.
    pub size: String,
    /// 生产日期, the first.
    pub produced_from: Option<Date>,
    /// 生产日期, the last.
    pub produced_to: Option<Date>,
    /// 生产数量 in cans, as the enterprise says; counts only where the platform cannot count.
    pub quantity_produced: Option<u64>,
    /// 已销售数量 in cans.
    pub quantity_sold: Option<u64>,
    /// 销售区域: regions, never streets.
    pub regions: Vec<String>,
    /// 可能产生的危害.
    pub hazard: String,
    /// 召回流程及时限: how and through whom the cans come back.
    pub flow: String,
    /// 召回公告 in full; English may be empty.
    pub notice: Words,
    /// 处置措施: what happens to what comes back.
    pub disposal: String,
    /// 预期效果.
    pub expected_effect: String,
    /// Since when the enterprise knows of the danger; the hours to the start run from it.
    pub known_at: Option<Timestamp>,
}

/// A recall from its plan to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// The platform's number.
    pub id: u64,
    /// How often it was stored: whoever changes it must have seen the latest.
    pub revision: u64,
    /// Whose lots.
    pub enterprise: EnterpriseId,
    /// An exercise: it walks the same way, is shown to nobody outside and notifies nobody.
    pub is_drill: bool,
    /// How dangerous.
    pub level: RecallLevel,
    /// What is recalled, and what was before; in the order in which it was added.
    pub targets: Vec<TargetEntry>,
    /// Why, as the notice says.
    pub reason: String,
    /// What to do, as the notice says.
    pub instructions: String,
    /// Whom to call.
    pub contact_phone: String,
    /// The rest of the plan.
    pub plan: RecallPlan,
    /// When it was written down.
    pub planned_at: Timestamp,
    /// When the notice was published.
    pub announced_at: Option<Timestamp>,
    /// When cans began to come back.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// Why it was called off, if it was.
    pub lifted_why: Option<String>,
    /// Reports on its progress, oldest first.
    pub reports: Vec<RecallReport>,
    /// For a drill: when a look-up first told of it.
    pub effective_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Recall {
    /// Where it stands.
    #[must_use]
    pub fn state(&self) -> RecallState {
        match (self.announced_at, self.started_at, self.ended_at) {
            (_, _, Some(_)) if self.lifted_why.is_some() => RecallState::Lifted,
            (_, _, Some(_)) => RecallState::Completed,
            (_, Some(_), None) => RecallState::InProgress,
            (Some(_), None, None) => RecallState::Announced,
            (None, None, None) => RecallState::Planned,
        }
    }

    /// Whether its cans are under recall.
    #[must_use]
    pub fn is_in_force(&self) -> bool {
        !self.is_drill && self.is_open()
    }

    /// Whether it is announced and has not ended, a drill too.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.announced_at.is_some() && self.ended_at.is_none()
    }

    /// Whether people outside may see it.
    #[must_use]
    pub fn is_public(&self) -> bool {
        !self.is_drill && self.announced_at.is_some()
    }

    /// What is recalled now.
    pub fn targets_in_force(&self) -> impl Iterator<Item = &RecallTarget> {
        self.targets.iter().filter(|entry| entry.is_in_force()).map(|entry| &entry.target)
    }

    /// The lots that are recalled whole, in the list's order.
    pub fn lots(&self) -> impl Iterator<Item = &LotNumber> {
        self.targets_in_force().filter_map(|target| match target {
            RecallTarget::Lot(lot) => Some(lot),
            RecallTarget::Range(_) | RecallTarget::Codes(_) => None,
        })
    }

    /// The ranges of codes that are recalled.
    pub fn ranges(&self) -> impl Iterator<Item = &CodeRange> {
        self.targets_in_force().filter_map(|target| match target {
            RecallTarget::Range(range) => Some(range),
            RecallTarget::Lot(_) | RecallTarget::Codes(_) => None,
        })
    }

    /// The codes that are recalled one by one.
    pub fn codes(&self) -> impl Iterator<Item = &TraceCode> {
        self.targets_in_force().flat_map(|target| match target {
            RecallTarget::Codes(codes) => codes.as_slice(),
            RecallTarget::Lot(_) | RecallTarget::Range(_) => &[],
        })
    }

    /// Whether a lot is recalled whole.
    #[must_use]
    pub fn holds_lot(&self, lot: &LotNumber) -> bool {
        self.lots().any(|held| held == lot)
    }

    /// What was changed of the list since the notice, oldest first. Nothing before it is public.
    #[must_use]
    pub fn amendments(&self) -> Vec<Amendment<'_>> {
        self.announced_at.map_or_else(Vec::new, |at| target::amendments(&self.targets, at))
    }
}

#[cfg(test)]
mod tests;
