//! Everything stored, in order, as look-ups see it.

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::sync::Arc;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::lot::PartNo;
use rusu_core::ports::{CodeSpan, StoreFault};

use crate::contents::no_code;
use crate::layers::{Layer, Layers};
use crate::stratum::Stratum;
use crate::sweep::Sweep;

/// Visits the strata as they are at the beginning: a put meanwhile is not seen.
pub(crate) fn visit(
    layers: &Layers,
    visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
) -> Result<(), StoreFault> {
    for (enterprise, stack) in layers.all() {
        if visit_stack(enterprise, &stack, &|_| true, visitor)?.is_break() {
            break;
        }
    }
    Ok(())
}

/// Visits one enterprise's codes of some parts. All its strata are read, since the codes of a part
/// may lie anywhere between those of others; but what is not wanted is never made into a code.
pub(crate) fn visit_parts(
    layers: &Layers,
    enterprise: EnterpriseId,
    parts: &BTreeSet<PartNo>,
    visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
) -> Result<(), StoreFault> {
    let Some(stack) = layers.stack(enterprise) else { return Ok(()) };
    visit_stack(enterprise, &stack, &|part| parts.contains(&part), visitor).map(|_| ())
}

fn visit_stack(
    enterprise: EnterpriseId,
    stack: &[Layer],
    is_wanted: &dyn Fn(PartNo) -> bool,
    visitor: &mut dyn FnMut(CodeSpan) -> ControlFlow<()>,
) -> Result<ControlFlow<()>, StoreFault> {
    let strata: Vec<Arc<Stratum>> = stack.iter().map(|layer| Arc::clone(&layer.stratum)).collect();
    let mut sweep = Sweep::new(&strata)?;
    while let Some(piece) = sweep.next()? {
        if !is_wanted(piece.entry.part) {
            continue;
        }
        let first = piece.first.code().ok_or_else(|| no_code(&piece.first))?;
        let stored = piece.entry.stored().ok_or_else(|| no_code(&piece.first))?;
        if visitor(CodeSpan { enterprise, first, count: piece.count, stored }).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}
