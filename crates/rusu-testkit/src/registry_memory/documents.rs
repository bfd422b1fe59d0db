//! Which documents are kept, and which are shown to people.

use std::collections::BTreeMap;

use rusu_core::lot::{ContentHash, DocumentRef, LotState};

use super::State;

impl State {
    /// Every document of enterprises and of lots that stand in certain states, in the order of its hash.
    fn documents_of(&self, is_meant: fn(&LotState) -> bool) -> BTreeMap<ContentHash, DocumentRef> {
        let lots = self.lots.values().map(|(_, lot)| lot).filter(|lot| is_meant(&lot.state));
        let of_lots = lots.flat_map(|lot| {
            lot.raw_materials.iter().map(|m| &m.document).chain(std::iter::once(&lot.inspection.document))
        });
        let certificates = self
            .enterprises
            .values()
            .filter_map(|e| e.profile.as_ref()?.integrity_certificate.as_ref()?.document.as_ref());
        of_lots.chain(certificates).map(|document| (document.hash, document.clone())).collect()
    }

    /// Those that are kept.
    pub(super) fn kept(&self) -> BTreeMap<ContentHash, DocumentRef> {
        self.documents_of(|state| *state != LotState::Archived)
    }

    /// Those that are shown to people.
    pub(super) fn shown(&self) -> BTreeMap<ContentHash, DocumentRef> {
        self.documents_of(|state| !matches!(state, LotState::Archived | LotState::Draft))
    }
}
