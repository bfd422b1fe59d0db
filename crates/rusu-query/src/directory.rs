//! The directory: every enterprise and the compiled code rules, held in memory.

use std::collections::HashMap;
use std::sync::Arc;

use rusu_core::code::narrow;
use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::limits::LOTS_TOUCHED_MAX;
use rusu_core::lot::{ContentHash, LotKey};
use rusu_core::ports::{ChangedLots, PortalReader, RegistryMark, RegistryReader, StoreFault};
use rusu_core::rule_book::RuleBook;

use crate::recall_book::OpenRecalls;

/// Enterprises and code rules as of one generation of the registry.
#[derive(Debug)]
pub struct Directory {
    /// The registry's state at which this was read.
    mark: RegistryMark,
    /// Lots that were read at this generation or later still hold, but for those that were touched.
    lots_hold_from: u64,
    /// Lots that were published or amended since, with the generation at which that was known.
    touched: HashMap<LotKey, u64>,
    enterprises: Vec<Arc<Enterprise>>,
    by_id: HashMap<EnterpriseId, Arc<Enterprise>>,
    by_name: HashMap<String, Vec<EnterpriseId>>,
    logos: HashMap<EnterpriseId, ContentHash>,
    rules: Arc<Vec<CodeRule>>,
    pub(crate) book: Arc<RuleBook>,
    pub(crate) recalls: Arc<OpenRecalls>,
}

impl Directory {
    /// Reads the directory. Rules that cannot be compiled are left out and logged. What is still true
    /// of the directory `before` is taken from it.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn read(
        registry: &dyn RegistryReader,
        portal: &dyn PortalReader,
        before: Option<&Self>,
    ) -> Result<Self, StoreFault> {
        // What changed is read first: a change in between makes this copy look older than it is,
        // never newer.
        let changed =
            registry.changed_lots(before.map_or_else(RegistryMark::default, |before| before.mark))?;
        let mark = changed.mark;
        let (lots_hold_from, touched) = touched(before, changed);
        let enterprises: Vec<Arc<Enterprise>> = registry.enterprises()?.into_iter().map(Arc::new).collect();
        let rules = registry.code_rules()?.rules;
        let (rules, book) = match before.filter(|before| *before.rules == rules) {
            Some(before) => (Arc::clone(&before.rules), Arc::clone(&before.book)),
            None => (Arc::new(rules.clone()), Arc::new(compiled(rules))),
        };
        let by_id = enterprises.iter().map(|e| (e.id, Arc::clone(e))).collect();
        let mut by_name: HashMap<String, Vec<EnterpriseId>> = HashMap::new();
        for enterprise in &enterprises {
            let mut names: Vec<String> = names_of(enterprise).map(|name| folded(&name)).collect();
            names.sort_unstable();
            names.dedup();
            for name in names {
                by_name.entry(name).or_default().push(enterprise.id);
            }
        }
        let logos = portal.logos()?.into_iter().collect();
        let recalls = OpenRecalls::read(portal, before.map(|before| &before.recalls))?;
        Ok(Self { mark, lots_hold_from, touched, enterprises, by_id, by_name, logos, rules, book, recalls })
    }

    /// The registry's generation at which this was read.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.mark.generation
    }

    /// Whether what was read of a lot at a generation is still true.
    pub(crate) fn holds(&self, lot: &LotKey, generation: u64) -> bool {
        generation >= self.touched.get(lot).copied().unwrap_or(self.lots_hold_from)
    }

    /// Every enterprise, by id.
    #[must_use]
    pub fn enterprises(&self) -> &[Arc<Enterprise>] {
        &self.enterprises
    }

    /// One enterprise.
    #[must_use]
    pub fn get(&self, id: EnterpriseId) -> Option<&Arc<Enterprise>> {
        self.by_id.get(&id)
    }

    /// An enterprise's logo, if the operator has uploaded one.
    #[must_use]
    pub fn logo(&self, id: EnterpriseId) -> Option<&ContentHash> {
        self.logos.get(&id)
    }

    /// Whether a picture is some enterprise's logo.
    #[must_use]
    pub fn is_logo(&self, picture: &ContentHash) -> bool {
        self.logos.values().any(|logo| logo == picture)
    }

    /// The one enterprise that a text names: its id, name, legal name, credit code or brand.
    /// `None` if there is none, or if several are called so.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Arc<Enterprise>> {
        let text = folded(text);
        if let Some(found) = text.parse().ok().and_then(|id| self.by_id.get(&EnterpriseId(id))) {
            return Some(Arc::clone(found));
        }
        match self.by_name.get(&text).map(Vec::as_slice) {
            Some([only]) => self.by_id.get(only).cloned(),
            _ => None,
        }
    }

    /// The rules of the codes that an enterprise's consumers are asked for.
    pub fn asked_rules(&self, enterprise: EnterpriseId) -> impl Iterator<Item = &Arc<CodeRule>> {
        self.book.rules_of(enterprise).filter(|rule| rule.asked)
    }
}

/// From which generation on lots hold, and which ones were touched since.
fn touched(before: Option<&Directory>, changed: ChangedLots) -> (u64, HashMap<LotKey, u64>) {
    let generation = changed.mark.generation;
    let (Some(before), Some(lots)) = (before, changed.lots) else { return (generation, HashMap::new()) };
    let mut touched = before.touched.clone();
    touched.extend(lots.into_iter().map(|lot| (lot, generation)));
    if touched.len() > LOTS_TOUCHED_MAX {
        (generation, HashMap::new())
    } else {
        (before.lots_hold_from, touched)
    }
}

fn compiled(rules: Vec<CodeRule>) -> RuleBook {
    let (book, refused) = RuleBook::new(rules);
    for (enterprise, reference, finding) in refused {
        tracing::error!(%enterprise, %reference, rule = %finding.rule, "a code rule cannot be used");
    }
    book
}

fn names_of(enterprise: &Enterprise) -> impl Iterator<Item = String> + '_ {
    let profile = enterprise.profile.iter();
    let own = profile.flat_map(|p| [p.legal_name.clone(), p.credit_code.as_str().to_owned()]);
    std::iter::once(enterprise.name.clone()).chain(enterprise.brands.iter().cloned()).chain(own)
}

/// Full-width forms narrowed, spaces removed, lower case.
fn folded(text: &str) -> String {
    text.chars().map(narrow).filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}
