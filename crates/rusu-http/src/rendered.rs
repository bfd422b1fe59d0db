//! What an answer shows of its lot, as it is sent: rendered once for each lot, form and language.
//!
//! Making the 32 items of a lot into JSON or HTML costs as much as everything else of an answer
//! together (`docs/measurements/http.md`), and every can of the lot shows the same.
//!
//! Invariant: what is kept is used for the very record that it was made from and no other; when the
//! query side reads a lot anew, what was made of it before is made again.

use std::sync::{Arc, Weak};

use quick_cache::Weighter;
use quick_cache::sync::Cache;
use rusu_core::limits::RENDERED_BYTES_MAX;
use rusu_core::lot::LotKey;
use rusu_core::portal::SamplingResult;
use rusu_core::record::Record;
use rusu_core::texts::Lang;

use crate::pages::LotPage;
use crate::wire::RecordJson;

/// Lots that are expected to fit, to begin with.
const LOTS_EXPECTED: usize = 8_000;

/// Lots as they are sent, as far as there is room for them.
#[derive(Default)]
pub struct Rendered {
    json: Form<RecordJson>,
    pages: Form<LotPage>,
}

impl Rendered {
    /// A lot's record as JSON; `None` if it cannot be kept for all its cans.
    pub(crate) fn json(&self, record: &Arc<Record>, lang: Lang, public_url: &str) -> Option<Arc<RecordJson>> {
        let make = || RecordJson::new(record, lang, public_url).map(|json| (json.bytes(), json));
        self.json.of(record, lang, |_| true, make)
    }

    /// A lot's part of its cans' pages.
    pub(crate) fn page(&self, record: &Arc<Record>, sampling: &[SamplingResult], lang: Lang) -> Arc<LotPage> {
        let new = || LotPage::new(record, sampling, lang);
        let make = || Some(new()).map(|page| (page.bytes(), page));
        let page = self.pages.of(record, lang, |page| page.sampling == sampling, make);
        page.unwrap_or_else(|| Arc::new(new()))
    }
}

/// One form of lots in both languages.
struct Form<T>(Cache<(LotKey, Lang), Kept<T>, Bytes>);

impl<T> Default for Form<T> {
    fn default() -> Self {
        Self(Cache::with_weighter(LOTS_EXPECTED, RENDERED_BYTES_MAX, Bytes))
    }
}

impl<T> Form<T> {
    /// What is kept of a record, if it is right, or what is made of it.
    fn of(
        &self,
        record: &Arc<Record>,
        lang: Lang,
        is_right: impl FnOnce(&T) -> bool,
        make: impl FnOnce() -> Option<(usize, T)>,
    ) -> Option<Arc<T>> {
        let key = (record.lot.key.clone(), lang);
        let kept = self.0.get(&key).filter(|kept| kept.is_of(record));
        if let Some(kept) = kept.filter(|kept| is_right(&kept.form)) {
            return Some(kept.form);
        }
        let (bytes, form) = make()?;
        let (record, form) = (Arc::downgrade(record), Arc::new(form));
        self.0.insert(key, Kept { record, form: Arc::clone(&form), bytes });
        Some(form)
    }
}

/// A form with the record that it was made from. It does not keep the record: how many records are in
/// memory is the query side's to decide.
struct Kept<T> {
    record: Weak<Record>,
    form: Arc<T>,
    bytes: usize,
}

impl<T> Kept<T> {
    /// Whether it was made from this very record. While a weak pointer is left, nothing else can come
    /// to lie where the record lay.
    fn is_of(&self, record: &Arc<Record>) -> bool {
        std::ptr::eq(self.record.as_ptr(), Arc::as_ptr(record))
    }
}

impl<T> Clone for Kept<T> {
    fn clone(&self) -> Self {
        Self { record: Weak::clone(&self.record), form: Arc::clone(&self.form), bytes: self.bytes }
    }
}

#[derive(Clone, Copy)]
struct Bytes;

impl<T> Weighter<(LotKey, Lang), Kept<T>> for Bytes {
    fn weight(&self, _: &(LotKey, Lang), kept: &Kept<T>) -> u64 {
        u64::try_from(kept.bytes).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use rusu_core::ports::LotFile;
    use rusu_core::texts::Lang;
    use rusu_testkit::builders::{
        sample_enterprise_with_profile, sample_lot, sample_product, sample_site, trace_code,
    };

    use super::*;
    use crate::pieces::Pieces;

    fn sample_record() -> Record {
        let file = LotFile {
            lot: sample_lot(),
            product: sample_product(),
            site: sample_site(),
            void_codes: Vec::new(),
            changes: Vec::new(),
        };
        Record::assemble(Arc::new(sample_enterprise_with_profile()), None, file)
    }

    #[test]
    fn a_lot_is_rendered_once() {
        let (rendered, record) = (Rendered::default(), Arc::new(sample_record()));
        let page = || rendered.page(&record, &[], Lang::Zh);
        assert!(Arc::ptr_eq(&page(), &page()));
    }

    #[test]
    fn a_lot_that_was_read_anew_is_rendered_anew() {
        let rendered = Rendered::default();
        let page = |record: Record| rendered.page(&Arc::new(record), &[], Lang::Zh);
        assert!(!Arc::ptr_eq(&page(sample_record()), &page(sample_record())));
    }

    #[test]
    fn the_languages_are_kept_apart() {
        let (rendered, record) = (Rendered::default(), Arc::new(sample_record()));
        let json = |lang| {
            let mut json = Pieces::default();
            let kept = rendered.json(&record, lang, "https://rusu.example").unwrap();
            kept.write(&trace_code("6900012345678901"), &mut json);
            json.sent(false).into_text()
        };
        assert_ne!(json(Lang::Zh), json(Lang::En));
    }
}
