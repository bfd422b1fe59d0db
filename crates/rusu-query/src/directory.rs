//! The directory: every enterprise and the compiled code rules, held in memory.

use std::collections::HashMap;
use std::sync::Arc;

use rusu_core::code::narrow;
use rusu_core::code_rule::CodeRule;
use rusu_core::enterprise::{Enterprise, EnterpriseId};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{PortalReader, RegistryReader, StoreFault};
use rusu_core::rule_book::RuleBook;

/// Enterprises and code rules as of one generation of the registry.
#[derive(Debug)]
pub struct Directory {
    /// The registry's generation at which this was read.
    pub generation: u64,
    enterprises: Vec<Arc<Enterprise>>,
    by_id: HashMap<EnterpriseId, Arc<Enterprise>>,
    by_name: HashMap<String, Vec<EnterpriseId>>,
    logos: HashMap<EnterpriseId, ContentHash>,
    pub(crate) book: RuleBook,
}

impl Directory {
    /// Reads the directory. Rules that cannot be compiled are left out and logged.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn read(registry: &dyn RegistryReader, portal: &dyn PortalReader) -> Result<Self, StoreFault> {
        // The generation is read first: a change in between makes this copy look older than it is,
        // never newer.
        let generation = registry.generation()?;
        let enterprises: Vec<Arc<Enterprise>> = registry.enterprises()?.into_iter().map(Arc::new).collect();
        let (book, refused) = RuleBook::new(registry.code_rules()?.rules);
        for (enterprise, reference, finding) in refused {
            tracing::error!(%enterprise, %reference, rule = %finding.rule, "a code rule cannot be used");
        }
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
        Ok(Self { generation, enterprises, by_id, by_name, logos, book })
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
    #[must_use]
    pub fn asked_rules(&self, enterprise: EnterpriseId) -> Vec<Arc<CodeRule>> {
        self.book.rules_of(enterprise).filter(|rule| rule.asked).cloned().collect()
    }
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
