//! Which documents are shown to people.

use std::collections::BTreeMap;

use rusu_core::lot::{ContentHash, DocumentRef, LotState};

use super::State;

impl State {
    /// Every document that is shown, in the order of its hash.
    pub(super) fn shown(&self) -> BTreeMap<ContentHash, DocumentRef> {
        let lots = self
            .lots
            .values()
            .map(|(_, lot)| lot)
            .filter(|lot| !matches!(lot.state, LotState::Archived | LotState::Draft));
        let of_lots = lots.flat_map(|lot| {
            lot.raw_materials.iter().map(|m| &m.document).chain(std::iter::once(&lot.inspection.document))
        });
        let certificates = self
            .enterprises
            .values()
            .filter_map(|e| e.profile.as_ref()?.integrity_certificate.as_ref()?.document.as_ref());
        of_lots.chain(certificates).map(|document| (document.hash, document.clone())).collect()
    }
}
