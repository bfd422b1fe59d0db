//! Recalls (食品召回管理办法): which lots, how urgent, what a parent should do.

use jiff::Timestamp;

use crate::enterprise::EnterpriseId;
use crate::lot::LotNumber;
use crate::product::words;

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

/// A recall that is in force until it is ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recall {
    /// The platform's number.
    pub id: u64,
    /// Whose lots.
    pub enterprise: EnterpriseId,
    /// How dangerous.
    pub level: RecallLevel,
    /// Which lots.
    pub lots: Vec<LotNumber>,
    /// Why, as the notice says.
    pub reason: String,
    /// What to do, as the notice says.
    pub instructions: String,
    /// Whom to call.
    pub contact_phone: String,
    /// When the notice was published.
    pub announced_at: Timestamp,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}
