//! What is in a package.

use rusu_core::code::TraceCode;
use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use crate::engine::{Engine, damaged, read_fault};
use crate::entry::{read_child, unit_key};
use crate::packed::Packed;

/// Children of `package` behind `after`, in order.
///
/// Every entry in `children` is a hint: a child counts if its own record names the package. So
/// hints that a later put made stale do no harm, and a child is listed once however many name it.
pub(crate) fn contents(
    engine: &Engine,
    enterprise: EnterpriseId,
    package: &Packed,
    after: Option<&Packed>,
    limit: usize,
) -> Result<Vec<TraceCode>, StoreFault> {
    let mut listing = Listing { engine, enterprise, package, last: after.cloned(), limit, codes: Vec::new() };
    // A run that begins at or before `after` has its hint there too, and may reach beyond.
    if let Some(Packed::Number { digits, value }) = after
        && let Some(run) = engine.run_up_to(enterprise, *digits, *value)?
        && run.entry.parent.as_ref() == Some(package)
        && *value < run.end()
    {
        let seen = u64::try_from(value - run.first).unwrap_or(u64::MAX).saturating_add(1);
        listing.add(&run.first_code(), seen, run.count)?;
    }
    let prefix = unit_key(enterprise, package);
    let mut from = prefix.clone();
    if let Some(after) = after {
        after.write(&mut from);
    }
    for guard in engine.children.range(from..) {
        if listing.codes.len() >= limit {
            break;
        }
        let (key, value) = guard.into_inner().map_err(|error| read_fault(&error))?;
        let Some(behind) = key.strip_prefix(prefix.as_slice()) else { break };
        let (first, count) = read_child(behind, &value).ok_or_else(|| damaged("children", &key))?;
        listing.add(&first, 0, count)?;
    }
    Ok(listing.codes)
}

struct Listing<'a> {
    engine: &'a Engine,
    enterprise: EnterpriseId,
    package: &'a Packed,
    /// The last code that was looked at.
    last: Option<Packed>,
    limit: usize,
    codes: Vec<TraceCode>,
}

impl Listing<'_> {
    /// Looks at the codes from the `from`-th to before the `count`-th that begin with `first`.
    fn add(&mut self, first: &Packed, from: u64, count: u64) -> Result<(), StoreFault> {
        for index in from..count {
            if self.codes.len() >= self.limit {
                return Ok(());
            }
            let Some(code) = first.nth(index) else { return Ok(()) };
            if self.last.as_ref().is_some_and(|last| code <= *last) {
                continue;
            }
            let entry = self.engine.find(self.enterprise, &code)?;
            if entry.is_some_and(|entry| entry.parent.as_ref() == Some(self.package)) {
                let key = unit_key(self.enterprise, &code);
                self.codes.push(code.code().ok_or_else(|| damaged("children", &key))?);
            }
            self.last = Some(code);
        }
        Ok(())
    }
}
