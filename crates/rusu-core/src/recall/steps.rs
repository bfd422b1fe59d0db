//! The steps of a recall, pure: each takes a recall as it stands and gives it as it then stands.

use jiff::Timestamp;

use super::target::{Amended, amend};
use super::{Recall, RecallReport, RecallState, RecallTarget, ReportError, TargetError};
use crate::product::words;

/// What can be done with a recall.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RecallStep {
    /// Write the plan anew.
    Revise,
    /// Publish the notice.
    Announce,
    /// Change the list.
    Amend,
    /// Say that cans are coming back.
    Start,
    /// Report progress.
    Report,
    /// End it with its final report.
    Complete,
    /// Call it off.
    Lift,
    /// Look a can of a drill up.
    Look,
}

words!(RecallStep, RecallStep::Revise => "revise", RecallStep::Announce => "announce", RecallStep::Amend => "amend",
    RecallStep::Start => "start", RecallStep::Report => "report", RecallStep::Complete => "complete",
    RecallStep::Lift => "lift", RecallStep::Look => "look");

/// Why a step cannot be taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RecallRefusal {
    /// It does not stand where the step could be taken.
    #[error("recall is {}, which does not allow to {}", state.as_str(), step.as_str())]
    State {
        /// Where it stands.
        state: RecallState,
        /// What was to be done.
        step: RecallStep,
    },
    /// It is no drill, and only a drill can be looked at so.
    #[error("recall is no drill")]
    NoDrill,
    /// It can only be completed with its final report.
    #[error("recall has no final report")]
    NoFinalReport,
    /// The list cannot be changed so.
    #[error(transparent)]
    Target(#[from] TargetError),
    /// The report cannot be right.
    #[error(transparent)]
    Report(#[from] ReportError),
}

impl Recall {
    /// Whether a step can be taken where it stands.
    ///
    /// # Errors
    /// [`RecallRefusal::State`].
    pub fn check_step(&self, step: RecallStep) -> Result<(), RecallRefusal> {
        use RecallState::{Announced, InProgress, Planned};
        let state = self.state();
        let allowed: &[RecallState] = match step {
            RecallStep::Revise | RecallStep::Announce => &[Planned],
            RecallStep::Start => &[Announced],
            RecallStep::Amend | RecallStep::Report | RecallStep::Complete | RecallStep::Look => {
                &[Announced, InProgress]
            }
            RecallStep::Lift => &[Planned, Announced, InProgress],
        };
        if allowed.contains(&state) { Ok(()) } else { Err(RecallRefusal::State { state, step }) }
    }

    /// The notice is published.
    ///
    /// # Errors
    /// [`RecallRefusal::State`]; [`RecallRefusal::Target`] if nothing is recalled.
    pub fn announced(mut self, at: Timestamp) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Announce)?;
        if self.targets_in_force().next().is_none() {
            return Err(TargetError::None.into());
        }
        self.announced_at = Some(at);
        Ok(self.touched(at))
    }

    /// The list is changed: added to and taken from.
    ///
    /// # Errors
    /// [`RecallRefusal::State`]; [`RecallRefusal::Target`].
    pub fn amended(
        mut self,
        add: Vec<RecallTarget>,
        remove: &[RecallTarget],
        amended: &Amended,
    ) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Amend)?;
        self.targets = amend(&self.targets, add, remove, amended)?;
        Ok(self.touched(amended.at))
    }

    /// The list of a plan is written anew; before the notice it has no history.
    ///
    /// # Errors
    /// [`RecallRefusal::State`]; [`RecallRefusal::Target`].
    pub fn with_targets(
        mut self,
        targets: Vec<RecallTarget>,
        written: &Amended,
    ) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Revise)?;
        self.targets = if targets.is_empty() { Vec::new() } else { amend(&[], targets, &[], written)? };
        Ok(self.touched(written.at))
    }

    /// Cans are coming back.
    ///
    /// # Errors
    /// [`RecallRefusal::State`].
    pub fn started(mut self, at: Timestamp) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Start)?;
        self.started_at = Some(at);
        Ok(self.touched(at))
    }

    /// Progress is reported, which also says that cans are coming back.
    ///
    /// # Errors
    /// [`RecallRefusal::State`]; [`RecallRefusal::Report`].
    pub fn reported(mut self, report: RecallReport) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Report)?;
        report.check(&self)?;
        let at = report.reported_at;
        self.started_at = self.started_at.or(Some(at));
        self.reports.push(report);
        Ok(self.touched(at))
    }

    /// It is finished. A drill needs no final report: nothing came back.
    ///
    /// # Errors
    /// [`RecallRefusal::State`]; [`RecallRefusal::NoFinalReport`].
    pub fn completed(mut self, at: Timestamp) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Complete)?;
        if !self.is_drill && !self.reports.last().is_some_and(|report| report.is_final) {
            return Err(RecallRefusal::NoFinalReport);
        }
        self.ended_at = Some(at);
        Ok(self.touched(at))
    }

    /// It is called off.
    ///
    /// # Errors
    /// [`RecallRefusal::State`].
    pub fn lifted(mut self, at: Timestamp, why: String) -> Result<Self, RecallRefusal> {
        self.check_step(RecallStep::Lift)?;
        self.ended_at = Some(at);
        self.lifted_why = Some(why);
        Ok(self.touched(at))
    }

    /// A look-up told of a drill; only the first time counts.
    ///
    /// # Errors
    /// [`RecallRefusal::NoDrill`]; [`RecallRefusal::State`].
    pub fn seen(mut self, at: Timestamp) -> Result<Self, RecallRefusal> {
        if !self.is_drill {
            return Err(RecallRefusal::NoDrill);
        }
        self.check_step(RecallStep::Look)?;
        self.effective_at = self.effective_at.or(Some(at));
        Ok(self.touched(at))
    }

    fn touched(self, at: Timestamp) -> Self {
        // Times of one recall never run backwards, whatever the clocks of two servers say.
        Self { updated_at: self.updated_at.max(at), ..self }
    }
}
