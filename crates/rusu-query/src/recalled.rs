//! Whether a can is recalled: by its lot, by its code, by what it is packed in or what is packed in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusu_core::answer::Answer;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::limits::{PACKAGE_CONTENTS_SHOWN_MAX, RECALL_CONTENTS_LOOKED_MAX};
use rusu_core::lot::LotKey;
use rusu_core::recall::Recall;
use rusu_core::verdict::Verdict;

use crate::look::{Found, Hindrance, Look};
use crate::recall_book::{RecallBook, RecallsOfEnterprise};

/// Inner code, can, case, pallet: nothing is packed deeper.
const LEVELS_MAX: usize = 4;
/// Inner codes of one can; more are none.
const INNER_CODES_MAX: usize = 4;

/// Recalls by number: each once, in order.
type Hits = BTreeMap<u64, Arc<Recall>>;

fn note<'a>(hits: &mut Hits, recalls: impl IntoIterator<Item = &'a Arc<Recall>>) {
    hits.extend(recalls.into_iter().map(|recall| (recall.id, Arc::clone(recall))));
}

/// A way through a package's contents.
struct ContentsWalk<'w> {
    own: &'w RecallsOfEnterprise,
    hits: &'w mut Hits,
    /// What is still to be opened, with how deep it lies.
    packages: Vec<(TraceCode, usize)>,
    looked: usize,
}

impl Look<'_> {
    fn recalls(&self) -> &RecallBook {
        let open = &self.directory.recalls;
        if self.is_drill { &open.drills } else { &open.in_force }
    }

    /// The recalls over what was found. Where an enterprise recalls nothing, nothing is looked up.
    pub(crate) fn recalls_of(&self, found: &Found) -> Result<Vec<Arc<Recall>>, Hindrance> {
        let Some(own) = self.recalls().of(found.enterprise.id) else { return Ok(Vec::new()) };
        let mut hits = Hits::new();
        note(&mut hits, own.of_lot(&found.lot.number));
        if own.has_codes() {
            for code in self.codes_of(found)? {
                note(&mut hits, own.of_code(Some(&found.lot.number), &code));
            }
        }
        if found.stored.carrier.is_package() {
            self.note_contents(own, found, &mut hits)?;
        }
        Ok(hits.into_values().collect())
    }

    /// Whether a recall names the lot, or the code within it.
    pub(crate) fn is_named(&self, lot: &LotKey, code: &TraceCode) -> bool {
        self.recalls().of(lot.enterprise).is_some_and(|own| {
            !own.of_lot(&lot.number).is_empty() || own.of_code(Some(&lot.number), code).next().is_some()
        })
    }

    /// The codes under which a notice may name the can: its own, its inner one, those of the case and
    /// the pallet that it is in.
    fn codes_of(&self, found: &Found) -> Result<Vec<TraceCode>, Hindrance> {
        let (enterprise, codes) = (found.enterprise.id, &self.query.codes);
        let mut own = vec![found.code.clone()];
        if found.stored.carrier == Carrier::Outer {
            own.extend(codes.contents(enterprise, &found.code, None, INNER_CODES_MAX)?);
        }
        let mut parent = found.stored.parent.clone();
        for _ in 1..LEVELS_MAX {
            let Some(code) = parent else { break };
            parent = codes.find(enterprise, &code)?.and_then(|stored| stored.parent);
            own.push(code);
        }
        Ok(own)
    }

    /// What is packed in a case or a pallet as of now, can by can.
    fn note_contents(
        &self,
        own: &RecallsOfEnterprise,
        found: &Found,
        hits: &mut Hits,
    ) -> Result<(), Hindrance> {
        // What was moved only the registry knows, which a package's contents are asked of anyway.
        self.may_ask()?;
        let (enterprise, codes) = (found.enterprise.id, &self.query.codes);
        // Hardly any enterprise packs anew; the others' packages need not be asked for.
        let is_repacked = self.query.registry.packaging_count(enterprise)? > 0;
        let mut walk = ContentsWalk { own, hits, packages: vec![(found.code.clone(), 0)], looked: 0 };
        while let Some((package, level)) = walk.packages.pop() {
            if is_repacked {
                let moved_in =
                    self.query.registry.packed_into(enterprise, &package, RECALL_CONTENTS_LOOKED_MAX)?;
                self.note_codes(enterprise, &moved_in, level, &mut walk)?;
            }
            let mut after: Option<TraceCode> = None;
            loop {
                let some =
                    codes.contents(enterprise, &package, after.as_ref(), PACKAGE_CONTENTS_SHOWN_MAX)?;
                let is_last = some.len() < PACKAGE_CONTENTS_SHOWN_MAX;
                after = some.last().cloned();
                let here = if is_repacked { self.not_moved_out(enterprise, &package, some)? } else { some };
                self.note_codes(enterprise, &here, level, &mut walk)?;
                if is_last || walk.looked >= RECALL_CONTENTS_LOOKED_MAX {
                    break;
                }
            }
            if walk.looked >= RECALL_CONTENTS_LOOKED_MAX {
                break;
            }
        }
        Ok(())
    }

    /// Notes the recalls of some codes of a package, and which of them hold others.
    fn note_codes(
        &self,
        enterprise: EnterpriseId,
        some: &[TraceCode],
        level: usize,
        walk: &mut ContentsWalk<'_>,
    ) -> Result<(), Hindrance> {
        walk.looked += some.len();
        for (code, stored) in some.iter().zip(self.query.codes.find_many(enterprise, some)?) {
            let Some(stored) = stored else { continue };
            let lot = self.published(enterprise, stored.part)?;
            if let Some(lot) = &lot {
                note(walk.hits, walk.own.of_lot(lot));
                note(walk.hits, walk.own.of_code(Some(lot), code));
            }
            // Inner codes hang below their can, and a notice may name them.
            let may_hold = stored.carrier != Carrier::Inner && level + 1 < LEVELS_MAX;
            if may_hold && (stored.carrier.is_package() || walk.own.has_codes()) {
                walk.packages.push((code.clone(), level + 1));
            }
        }
        Ok(())
    }

    /// Those of a package's delivered contents that are still in it.
    fn not_moved_out(
        &self,
        enterprise: EnterpriseId,
        package: &TraceCode,
        delivered: Vec<TraceCode>,
    ) -> Result<Vec<TraceCode>, Hindrance> {
        let moved = self.query.registry.packaging_states(enterprise, &delivered)?;
        let here = delivered.into_iter().zip(moved);
        let here =
            here.filter(|(_, event)| event.as_ref().is_none_or(|event| event.parent() == Some(package)));
        Ok(here.map(|(code, _)| code).collect())
    }

    /// A can that is not on the platform, or not yet, but whose code a notice names.
    pub(crate) fn or_recalled(&self, answer: Answer) -> Answer {
        let fits =
            matches!(answer.verdict, Verdict::NoRecord | Verdict::InnerCodeGiven | Verdict::OuterCodeGiven);
        let (Some(enterprise), Some(code)) = (&answer.enterprise, &answer.code) else { return answer };
        let recalls = if fits { self.recalls_of_code(enterprise.id, code) } else { Vec::new() };
        if recalls.is_empty() { answer } else { Answer { verdict: Verdict::Recalled, recalls, ..answer } }
    }

    /// The recalls that name a code of which nothing else is known.
    pub(crate) fn recalls_of_code(&self, enterprise: EnterpriseId, code: &TraceCode) -> Vec<Arc<Recall>> {
        let Some(own) = self.recalls().of(enterprise) else { return Vec::new() };
        let mut hits = Hits::new();
        note(&mut hits, own.of_code(None, code));
        hits.into_values().collect()
    }
}
