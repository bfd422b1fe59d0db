//! One question for every verdict that exists, chosen so that it gives that verdict now.

use std::ops::RangeInclusive;

use anyhow::Context as _;
use jiff::Timestamp;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::SCANS_UNUSUAL_MIN;
use rusu_core::ports::ScanDelta;
use rusu_core::verdict::Verdict;

use super::codes::{mistyped, with_gs1};
use super::lots::{Can, Role, SampleLot};
use super::makers::Maker;
use super::{SampleStores, World, code};

/// File name in the data directory.
pub(crate) const QUESTIONS_FILE: &str = "samples.json";

/// A text to ask for, and what it gives.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub(crate) struct SampleQuestion {
    /// What is scanned or typed.
    pub(crate) text: String,
    /// The enterprise to choose, if one must or may be chosen: its number.
    pub(crate) enterprise: Option<String>,
    /// The code that the text holds, if it holds one.
    pub(crate) code: Option<String>,
    /// The verdict's word.
    pub(crate) verdict: &'static str,
}

/// All questions, in the order of the verdicts.
pub(super) fn questions(
    stores: &SampleStores<'_>,
    world: &World,
    now: Timestamp,
) -> anyhow::Result<Vec<SampleQuestion>> {
    let picker = Picker { stores, world, now };
    Verdict::ALL.iter().map(|verdict| picker.question(*verdict)).collect()
}

struct Picker<'a> {
    stores: &'a SampleStores<'a>,
    world: &'a World,
    now: Timestamp,
}

impl Picker<'_> {
    fn question(&self, verdict: Verdict) -> anyhow::Result<SampleQuestion> {
        let (text, code, enterprise) = match verdict {
            Verdict::FirstQuery => self.never_asked()?,
            Verdict::SeenBefore => {
                let lot = self.world.lot(Maker::Random, Role::Fresh)?;
                self.asked(lot, 1..=SCANS_UNUSUAL_MIN / 2, 3)?
            }
            Verdict::UnusuallyOften => {
                let lot = self.world.lot(Maker::Group, Role::Fresh)?;
                self.asked(lot, SCANS_UNUSUAL_MIN..=u64::MAX, 40)?
            }
            Verdict::Expired => self.typed(Role::Expired)?,
            Verdict::Archived => self.typed(Role::Archived)?,
            Verdict::Recalled => self.first_of(Maker::Random, Role::Recalled)?,
            Verdict::Withdrawn => self.first_of(Maker::Random, Role::Withdrawn)?,
            Verdict::UnderCorrection => self.first_of(Maker::Group, Role::UnderCorrection)?,
            Verdict::Package => {
                let case = self
                    .can(Maker::Serial, Role::Fresh, 1)?
                    .case
                    .clone()
                    .context("the fresh lot is packed")?;
                (format!("(00){case}"), Some(case), Some(Maker::Serial))
            }
            Verdict::Unrecognised => {
                let text = mistyped(&self.can(Maker::Serial, Role::Fresh, 2)?.outer);
                (text.clone(), Some(text), None)
            }
            Verdict::NoRecord => {
                let missing = with_gs1(&format!("88{}9{:09}", self.world.series.digits(), 999_999_999));
                (scanned(Maker::Serial, "", &missing), Some(missing), Some(Maker::Serial))
            }
            Verdict::NotConnected => ("https://check.imported-milk.example/v/8f3k".to_owned(), None, None),
            Verdict::OtherEnterprise => {
                let foreign = self.can(Maker::Serial, Role::Fresh, 3)?.outer.clone();
                (foreign.clone(), Some(foreign), Some(Maker::Random))
            }
            Verdict::Ambiguous => {
                let shared = self.can(Maker::Serial, Role::OlderCodes, 0)?.outer.clone();
                (shared.clone(), Some(shared), None)
            }
            Verdict::InnerCodeGiven => {
                let inner = self
                    .can(Maker::Serial, Role::Fresh, 4)?
                    .inner
                    .clone()
                    .context("the fresh lot has inner codes")?;
                (inner.clone(), Some(inner), Some(Maker::Serial))
            }
            Verdict::OuterCodeGiven => {
                let outer = self.can(Maker::Group, Role::Fresh, 2)?.outer.clone();
                (outer.clone(), Some(outer), Some(Maker::Group))
            }
        };
        let enterprise = enterprise.map(|maker| self.world.enterprise(maker)).transpose()?;
        let enterprise = enterprise.map(|enterprise| enterprise.id.to_string());
        Ok(SampleQuestion { text, enterprise, code, verdict: verdict.as_str() })
    }

    fn can(&self, maker: Maker, role: Role, index: usize) -> anyhow::Result<&Can> {
        self.world.lot(maker, role)?.cans.get(index).context("a sample lot has more cans")
    }

    fn first_of(&self, maker: Maker, role: Role) -> anyhow::Result<Picked> {
        let lot = self.world.lot(maker, role)?;
        let can = lot.cans.first().context("a sample lot has cans")?;
        Ok(as_scanned(lot, can))
    }

    /// A code as somebody types it who reads it in groups.
    fn typed(&self, role: Role) -> anyhow::Result<Picked> {
        let can = self.can(Maker::Serial, role, 0)?;
        let text = code(&can.outer)?.grouped();
        Ok((text, Some(can.outer.clone()), Some(Maker::Serial)))
    }

    /// A can that nobody has asked for, of the fresh lots. The first cans of each have other parts to play.
    fn never_asked(&self) -> anyhow::Result<Picked> {
        for maker in Maker::ALL {
            let lot = self.world.lot(maker, Role::Fresh)?;
            for can in lot.cans.iter().skip(10) {
                if self.scans(lot, can)? == 0 {
                    return Ok(as_scanned(lot, can));
                }
            }
        }
        anyhow::bail!("every sample can was asked for already; start with an empty data directory")
    }

    /// A can that was asked for a certain number of times; if there is none, one is made so.
    fn asked(&self, lot: &SampleLot, wanted: RangeInclusive<u64>, count: u64) -> anyhow::Result<Picked> {
        let cans = lot.cans.iter().skip(1);
        let mut untouched = None;
        for can in cans {
            let scans = self.scans(lot, can)?;
            if wanted.contains(&scans) {
                return Ok(as_scanned(lot, can));
            }
            if scans == 0 && untouched.is_none() {
                untouched = Some(can);
            }
        }
        let can = untouched
            .context("every sample can was asked for already; start with an empty data directory")?;
        let first_at = self.now.saturating_sub(jiff::SignedDuration::from_hours(72))?;
        let delta = ScanDelta {
            enterprise: self.enterprise(lot)?,
            code: code(asked_code(lot.maker, can))?,
            count,
            first_at,
        };
        self.stores.codes.add_scans(&[delta])?;
        Ok(as_scanned(lot, can))
    }

    fn scans(&self, lot: &SampleLot, can: &Can) -> anyhow::Result<u64> {
        let scans = self.stores.codes.scans(self.enterprise(lot)?, &code(asked_code(lot.maker, can))?)?;
        Ok(scans.map_or(0, |(count, _)| count))
    }

    fn enterprise(&self, lot: &SampleLot) -> anyhow::Result<EnterpriseId> {
        Ok(self.world.enterprise(lot.maker)?.id)
    }
}

/// Text, code, chosen maker.
type Picked = (String, Option<String>, Option<Maker>);

fn as_scanned(lot: &SampleLot, can: &Can) -> Picked {
    let code = asked_code(lot.maker, can);
    (scanned(lot.maker, &lot.number, code), Some(code.to_owned()), Some(lot.maker))
}

/// The code that the maker's consumers are asked for.
fn asked_code(maker: Maker, can: &Can) -> &str {
    match (maker, &can.inner) {
        (Maker::Group, Some(inner)) => inner,
        _ => &can.outer,
    }
}

/// What the QR code of a can says.
fn scanned(maker: Maker, lot: &str, code: &str) -> String {
    match maker {
        Maker::Serial => format!("https://t.{}/c?code={code}", maker.host()),
        Maker::Random if lot.is_empty() => format!("(01)0{}(21){code}", maker.gtin()),
        Maker::Random => format!("https://id.{}/01/0{}/21/{code}?10={lot}", maker.host(), maker.gtin()),
        Maker::Group => format!("88.9999.1/{code}"),
    }
}
