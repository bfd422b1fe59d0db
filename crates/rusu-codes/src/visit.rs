//! Everything stored, in order, as look-ups see it.

use std::ops::ControlFlow;
use std::sync::Arc;

use rusu_core::ports::{CodeSpan, StoreFault};

use crate::contents::no_code;
use crate::layers::Layers;
use crate::stratum::Stratum;
use crate::sweep::Sweep;

/// Visits the strata as they are at the beginning: a put meanwhile is not seen.
pub(crate) fn visit(
    layers: &Layers,
    visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
) -> Result<(), StoreFault> {
    for (enterprise, stack) in layers.all() {
        let strata: Vec<Arc<Stratum>> = stack.iter().map(|layer| Arc::clone(&layer.stratum)).collect();
        let mut sweep = Sweep::new(&strata)?;
        while let Some(piece) = sweep.next()? {
            let first = piece.first.code().ok_or_else(|| no_code(&piece.first))?;
            let stored = piece.entry.stored().ok_or_else(|| no_code(&piece.first))?;
            if visitor(CodeSpan { enterprise, first, count: piece.count, stored }).is_break() {
                return Ok(());
            }
        }
    }
    Ok(())
}
