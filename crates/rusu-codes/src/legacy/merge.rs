//! Format 1's points and runs, merged as its look-ups saw them: a point hides the run around it, a
//! run ends where the next one begins.

use std::iter::Peekable;

use rusu_core::enterprise::EnterpriseId;
use rusu_core::ports::StoreFault;

use super::entry::{Entry, Run};
use crate::packed::Packed;

pub(crate) type Rows<T> = Peekable<Box<dyn Iterator<Item = Result<T, StoreFault>>>>;

/// First code, how many, and what is known of each.
pub(crate) type Spanned = (EnterpriseId, Packed, u64, Entry);

pub(crate) struct Merge {
    pub(crate) points: Rows<(EnterpriseId, Packed, Entry)>,
    pub(crate) runs: Rows<(EnterpriseId, Run)>,
    /// What is left of the run that was begun.
    pub(crate) open: Option<(EnterpriseId, Run)>,
}

impl Merge {
    pub(crate) fn next(&mut self) -> Result<Option<Spanned>, StoreFault> {
        if self.open.is_none() && self.run_is_next()? {
            self.open_run()?;
        }
        let Some((enterprise, run)) = self.open.take() else {
            let point = self.points.next().transpose()?;
            return Ok(point.map(|(enterprise, code, entry)| (enterprise, code, 1, entry)));
        };
        let Some(hidden) = self.point_inside(enterprise, &run)? else {
            return Ok(Some((enterprise, run.first_code(), run.count, run.entry)));
        };
        if hidden > run.first {
            let before = run.cut(run.first, hidden);
            self.open = Some((enterprise, run.cut(hidden, run.end())));
            return Ok(Some((enterprise, before.first_code(), before.count, before.entry)));
        }
        if hidden + 1 < run.end() {
            self.open = Some((enterprise, run.cut(hidden + 1, run.end())));
        }
        let point = self.points.next().transpose()?;
        Ok(point.map(|(enterprise, code, entry)| (enterprise, code, 1, entry)))
    }

    fn run_is_next(&mut self) -> Result<bool, StoreFault> {
        let Some((run_enterprise, run)) = peek(&mut self.runs)? else { return Ok(false) };
        let run_at = (*run_enterprise, run.first_code());
        let point = peek(&mut self.points)?;
        Ok(point.is_none_or(|(enterprise, code, _)| run_at <= (*enterprise, code.clone())))
    }

    /// Begins the next run, which ends where the one behind it begins.
    fn open_run(&mut self) -> Result<(), StoreFault> {
        let Some((enterprise, run)) = self.runs.next().transpose()? else { return Ok(()) };
        let next =
            peek(&mut self.runs)?.filter(|(other, next)| *other == enterprise && next.digits == run.digits);
        let end = next.map_or(run.end(), |(_, next)| run.end().min(next.first));
        self.open = Some((enterprise, run.cut(run.first, end)));
        Ok(())
    }

    /// The number of the next point, if it lies in the run.
    fn point_inside(&mut self, enterprise: EnterpriseId, run: &Run) -> Result<Option<u128>, StoreFault> {
        Ok(match peek(&mut self.points)? {
            Some((other, Packed::Number { digits, value }, _))
                if *other == enterprise && *digits == run.digits && *value < run.end() =>
            {
                Some(*value)
            }
            _ => None,
        })
    }
}

fn peek<T>(rows: &mut Rows<T>) -> Result<Option<&T>, StoreFault> {
    if let Some(Err(fault)) = rows.next_if(Result::is_err) {
        return Err(fault);
    }
    Ok(rows.peek().and_then(|row| row.as_ref().ok()))
}
