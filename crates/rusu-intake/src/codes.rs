//! Examining a lot's codes in order: shape, twice-given codes, codes of other lots.

use std::collections::{HashMap, VecDeque};

use rusu_core::code::TraceCode;
use rusu_core::code_rule::{Carrier, CodeRule};
use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::{LotNumber, PartNo};
use rusu_core::ports::{CodeReader, PartState, RegistryReader, StoreFault, StoredCode};
use rusu_core::rejection::{Finding, Place, Rejection};
use rusu_core::texts::Lang;
use rusu_core::validation::check_unit;

use crate::gather::shown;
use crate::spool::SpooledCode;

/// What becomes of one spooled code.
pub(crate) enum Examined {
    /// New: to be stored.
    Good,
    /// Published before, in the same lot.
    Duplicate,
    /// A package that an earlier row named already.
    Absorbed,
    /// Refused; told, unless the same was told of an earlier code of the lot.
    Bad(Option<Box<Rejection>>),
}

/// The stores against which codes are compared; `None` when checking offline.
pub(crate) struct KnownCodes<'a> {
    pub(crate) registry: &'a dyn RegistryReader,
    pub(crate) codes: &'a dyn CodeReader,
    /// Parts that this run has put and will publish, with their lots.
    pub(crate) staged: &'a HashMap<PartNo, LotNumber>,
}

/// Examines the codes of one lot; they must arrive in the spool's order.
pub(crate) struct Examiner<'a> {
    pub(crate) known: Option<KnownCodes<'a>>,
    pub(crate) enterprise: EnterpriseId,
    pub(crate) number: &'a LotNumber,
    pub(crate) rules: &'a [CodeRule],
    pub(crate) sources: &'a [Place],
    parts: HashMap<PartNo, Option<LotNumber>>,
    /// What the store said of codes that come next, in their order; asked in batches, because a
    /// store answers many much faster than one by one.
    asked: VecDeque<(TraceCode, Option<StoredCode>)>,
    previous: Option<SpooledCode>,
    is_missing_rule_told: bool,
}

impl<'a> Examiner<'a> {
    pub(crate) fn new(
        known: Option<KnownCodes<'a>>,
        enterprise: EnterpriseId,
        number: &'a LotNumber,
        rules: &'a [CodeRule],
        sources: &'a [Place],
    ) -> Self {
        Self {
            known,
            enterprise,
            number,
            rules,
            sources,
            parts: HashMap::new(),
            asked: VecDeque::new(),
            previous: None,
            is_missing_rule_told: false,
        }
    }

    /// Asks the store for codes that are examined next, in this order.
    pub(crate) fn ask(&mut self, coming: &[SpooledCode]) -> Result<(), StoreFault> {
        let Some(known) = &self.known else { return Ok(()) };
        let codes: Vec<TraceCode> = coming.iter().map(|spooled| spooled.code.clone()).collect();
        let found = known.codes.find_many(self.enterprise, &codes)?;
        self.asked = codes.into_iter().zip(found).collect();
        Ok(())
    }

    pub(crate) fn examine(&mut self, spooled: SpooledCode) -> Result<Examined, StoreFault> {
        if let Some(previous) = self.previous.as_ref().filter(|previous| previous.code == spooled.code) {
            return Ok(self.repeated(previous, &spooled));
        }
        self.previous = Some(spooled.clone());
        if let Some(finding) = check_unit(&spooled.code, spooled.carrier, self.rules) {
            // Without any rule every code is refused for the same reason: once is enough.
            if finding.rule == "code_rule_missing" && std::mem::replace(&mut self.is_missing_rule_told, true)
            {
                return Ok(Examined::Bad(None));
            }
            return Ok(self.bad(finding, &spooled));
        }
        if let (Carrier::Inner, Some(outer)) = (spooled.carrier, &spooled.parent)
            && self.is_refused_can(outer)?
        {
            // The can's own code tells why.
            return Ok(Examined::Bad(None));
        }
        let stored = self.stored(&spooled.code)?;
        if let Some((other, stored)) = self.published_in(stored)?
            && let Some(examined) = self.published_before(&other, &stored, &spooled)
        {
            return Ok(examined);
        }
        Ok(Examined::Good)
    }

    /// Whether a can's outer code is refused by its form or its lot, so that its inner code must not
    /// become visible alone.
    fn is_refused_can(&mut self, outer: &TraceCode) -> Result<bool, StoreFault> {
        if check_unit(outer, Carrier::Outer, self.rules).is_some() {
            return Ok(true);
        }
        let stored = match &self.known {
            Some(known) => known.codes.find(self.enterprise, outer)?,
            None => None,
        };
        let published = self.published_in(stored)?;
        Ok(published.is_some_and(|(lot, stored)| lot != *self.number || stored.carrier != Carrier::Outer))
    }

    /// What a code is that `other` holds already; `None` if it is to be put again.
    fn published_before(
        &self,
        other: &LotNumber,
        stored: &StoredCode,
        spooled: &SpooledCode,
    ) -> Option<Examined> {
        let code = spooled.code.as_str();
        let error = |rule: &'static str, detail: &'static str| {
            Some(self.bad(Finding::error(rule, code).with(detail, other), spooled))
        };
        match (spooled.carrier.is_package(), stored.carrier.is_package()) {
            (true, false) | (false, true) => error("code_both_unit_and_package", "first"),
            (false, false) if other == self.number => Some(Examined::Duplicate),
            (false, false) => error("code_in_other_lot", "lot"),
            (true, true) if stored.carrier != spooled.carrier => error("package_two_parents", "first"),
            // A package may hold cans of several lots; told once, it stands. What an unpublished part
            // left of it is put again, because its contents may be missing.
            (true, true) if spooled.parent.is_none() || stored.parent == spooled.parent => {
                Some(Examined::Absorbed)
            }
            (true, true) if stored.parent.is_some() => error("package_two_parents", "first"),
            (true, true) => None,
        }
    }

    fn repeated(&self, previous: &SpooledCode, spooled: &SpooledCode) -> Examined {
        let rule = match (previous.carrier.is_package(), spooled.carrier.is_package()) {
            (false, false) => "code_twice_in_file",
            (true, true) if previous.carrier == spooled.carrier => {
                if spooled.parent.is_none() || spooled.parent == previous.parent {
                    return Examined::Absorbed;
                }
                "package_two_parents"
            }
            (true, true) => "package_two_parents",
            _ => "code_both_unit_and_package",
        };
        let first = shown(&self.place(previous));
        self.bad(Finding::error(rule, spooled.code.as_str()).with("first", first), spooled)
    }

    /// What is stored of the code that is examined.
    fn stored(&mut self, code: &TraceCode) -> Result<Option<StoredCode>, StoreFault> {
        while self.asked.front().is_some_and(|(next, _)| next < code) {
            self.asked.pop_front();
        }
        match (self.asked.front(), &self.known) {
            (Some((asked, stored)), _) if asked == code => Ok(stored.clone()),
            (_, Some(known)) => known.codes.find(self.enterprise, code),
            (_, None) => Ok(None),
        }
    }

    /// The lot in which a stored code is visible already, with what is stored of it.
    fn published_in(
        &mut self,
        stored: Option<StoredCode>,
    ) -> Result<Option<(LotNumber, StoredCode)>, StoreFault> {
        let (Some(stored), Some(known)) = (stored, &self.known) else { return Ok(None) };
        let lot = match (self.parts.get(&stored.part), known.staged.get(&stored.part)) {
            (Some(lot), _) => lot.clone(),
            (None, Some(lot)) => Some(lot.clone()),
            (None, None) => {
                let part = known.registry.part(self.enterprise, stored.part)?;
                let lot = part.filter(|(_, state)| *state == PartState::Published).map(|(lot, _)| lot);
                self.parts.insert(stored.part, lot.clone());
                lot
            }
        };
        Ok(lot.map(|lot| (lot, stored)))
    }

    fn bad(&self, finding: Finding, spooled: &SpooledCode) -> Examined {
        Examined::Bad(Some(Box::new(finding.at(self.place(spooled)))))
    }

    fn place(&self, spooled: &SpooledCode) -> Place {
        let column = match spooled.carrier {
            Carrier::Outer => "code",
            Carrier::Inner => "inner_code",
            Carrier::Case => "case_code",
            Carrier::Pallet => "pallet_code",
        };
        let source = usize::try_from(spooled.source).ok().and_then(|index| self.sources.get(index));
        let mut place = source.cloned().unwrap_or_default();
        place.row = Some(spooled.row);
        let heading = rusu_formats::columns::heading("codes", column, Lang::Zh);
        heading.map_or_else(|| place.clone(), |heading| place.column(heading))
    }
}
