//! Many codes at once.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::{StoreFault, StoredCode};

use crate::contents::no_code;
use crate::key::Key;
use crate::layers::Layers;

/// Asks stratum by stratum: probes of one filter by many codes do not wait for each other, where
/// probes of many filters by one code each wait for memory.
pub(crate) fn find_many(
    layers: &Layers,
    enterprise: EnterpriseId,
    codes: &[TraceCode],
) -> Result<Vec<Option<StoredCode>>, StoreFault> {
    let mut found: Vec<Option<StoredCode>> = vec![None; codes.len()];
    let Some(stack) = layers.stack(enterprise) else { return Ok(found) };
    let mut open: Vec<(usize, Key, u64)> = codes
        .iter()
        .enumerate()
        .map(|(index, code)| {
            let key = Key::of(code);
            (index, key, key.hash())
        })
        .collect();
    let mut asked = Vec::with_capacity(open.len());
    for layer in stack.iter().rev() {
        let stratum = &layer.stratum;
        asked.clear();
        let all = stratum.has_runs();
        // The lines first, without a decision between them: so the memory fetches many at a time.
        stratum.touch_filter(open.iter().map(|(_, _, hash)| *hash));
        asked.extend(open.iter().filter(|(_, _, hash)| all || stratum.may_have_point(*hash)).copied());
        let mut any = false;
        for (index, key, hash) in &asked {
            let Some(entry) = stratum.find(key, *hash)? else { continue };
            let stored = entry.stored().ok_or_else(|| no_code(key))?;
            if let Some(place) = found.get_mut(*index) {
                *place = Some(stored);
                any = true;
            }
        }
        if any {
            open.retain(|(index, _, _)| found.get(*index).is_some_and(Option::is_none));
        }
    }
    Ok(found)
}
