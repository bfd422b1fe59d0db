//! From raw text to (enterprise, carrier, code), by the enterprises' code rules.
//!
//! Owns: the order in which a text is tried. The QR patterns of the rules come first, on the text as
//! scanned and on its canonical GS1 form; then every piece of the text that could be a bare code.
//! Refuses to know which codes exist: that is the query side's to ask.

use std::sync::Arc;

use regex::{Regex, RegexBuilder, RegexSet, RegexSetBuilder};

use crate::code::{CodeError, TraceCode, is_code_character, narrow};
use crate::code_rule::{CodeRule, Misfit, fits};
use crate::enterprise::{EnterpriseId, Reference};
use crate::gs1::{Elements, percent_decoded};
use crate::identifiers::Gtin;
use crate::limits::{CODE_CHARACTERS_MAX, CODE_CHARACTERS_MIN, PATTERN_BYTES_MAX, QUESTION_BYTES_MAX};
use crate::rejection::Finding;

/// Most bytes that one compiled pattern may take: a hostile rule must not eat the memory.
const PATTERN_COMPILED_BYTES_MAX: usize = 256 * 1024;
/// Most pieces of one text that are tried as bare codes.
const PIECES_MAX: usize = 64;
/// A length this far from the nearest rule's is still called a slip.
const LENGTH_SLIP_MAX: usize = 3;

/// A code that fits a rule.
#[derive(Clone, Debug, PartialEq)]
pub struct Candidate {
    /// The rule that it fits.
    pub rule: Arc<CodeRule>,
    /// The code.
    pub code: TraceCode,
}

/// Why a text fits no rule, nearest first.
#[derive(Clone, Debug, PartialEq)]
pub enum Hint {
    /// Nothing was typed.
    Empty,
    /// A spreadsheet rounded the number.
    Rounded,
    /// Too short or too long for the nearest rule.
    Length {
        /// The nearest rule.
        rule: Arc<CodeRule>,
        /// Characters given.
        given: usize,
    },
    /// A character that the nearest rule's codes do not have.
    Character {
        /// The nearest rule.
        rule: Arc<CodeRule>,
        /// The character.
        character: char,
        /// Its position, from 1.
        position: usize,
    },
    /// Everything fits but the check digit: one digit is probably mistyped.
    CheckDigit {
        /// The nearest rule.
        rule: Arc<CodeRule>,
    },
    /// Length and characters fit, the beginning does not.
    Prefix {
        /// The nearest rule.
        rule: Arc<CodeRule>,
    },
    /// A product's barcode, which is the same on all cans of the product.
    Barcode {
        /// The barcode.
        gtin: Gtin,
    },
    /// A link to a host that no enterprise has named.
    ForeignLink {
        /// The host.
        host: String,
    },
    /// Not like any enterprise's code.
    Nothing,
}

impl Hint {
    /// The rule of which the hint speaks.
    #[must_use]
    pub fn rule(&self) -> Option<&Arc<CodeRule>> {
        match self {
            Self::Length { rule, .. }
            | Self::Character { rule, .. }
            | Self::CheckDigit { rule }
            | Self::Prefix { rule } => Some(rule),
            Self::Empty | Self::Rounded | Self::Barcode { .. } | Self::ForeignLink { .. } | Self::Nothing => {
                None
            }
        }
    }
}

/// What a raw text may mean.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Codes with the rules they fit, asked carriers first, then by enterprise; no two alike.
    pub candidates: Vec<Candidate>,
    /// The code that the text holds if no rule is asked, such as a bare code.
    pub code: Option<TraceCode>,
    /// The nearest hint where `candidates` is empty.
    pub hint: Option<Hint>,
}

/// All enterprises' code rules, compiled.
#[derive(Debug)]
pub struct RuleBook {
    rules: Vec<Arc<CodeRule>>,
    patterns: Vec<(usize, Regex)>,
    /// Tells which patterns match, all at once; `None` if they are too much for one set.
    set: Option<RegexSet>,
}

impl RuleBook {
    /// Compiles rules. Those that cannot be (a bad pattern, no group `code`) are left out and named.
    #[must_use]
    pub fn new(rules: Vec<CodeRule>) -> (Self, Vec<(EnterpriseId, Reference, Finding)>) {
        let mut book = Self { rules: Vec::new(), patterns: Vec::new(), set: None };
        let mut refused = Vec::new();
        for rule in rules {
            let compiled: Result<Vec<Regex>, Finding> =
                rule.text_patterns.iter().map(|p| compile(p)).collect();
            match compiled {
                Ok(compiled) => {
                    let index = book.rules.len();
                    book.patterns.extend(compiled.into_iter().map(|pattern| (index, pattern)));
                    book.rules.push(Arc::new(rule));
                }
                Err(finding) => refused.push((rule.enterprise, rule.reference, finding)),
            }
        }
        let texts = book.patterns.iter().map(|(_, pattern)| pattern.as_str());
        let size = PATTERN_COMPILED_BYTES_MAX * book.patterns.len().max(1);
        book.set = RegexSetBuilder::new(texts).size_limit(size).build().ok();
        (book, refused)
    }

    /// Reads a scanned, typed or pasted text. With an enterprise chosen, the hint speaks of its
    /// rules; candidates are always of all enterprises.
    #[must_use]
    pub fn read(&self, text: &str, chosen: Option<EnterpriseId>) -> Reading {
        let scanned = bounded(text);
        let elements = Elements::read(&scanned);
        let mut found = self.by_patterns(&scanned);
        if let Some(elements) = &elements {
            found.extend(self.by_patterns(&elements.canonical()));
        }
        let pieces = pieces(&scanned, elements.as_ref());
        found.extend(pieces.iter().flat_map(|code| self.by_shape(code)));
        let candidates = ordered(found);
        let code = candidates.first().map(|c| c.code.clone()).or_else(|| pieces.first().cloned());
        let hint = candidates.is_empty().then(|| self.hint(&scanned, pieces.first(), chosen));
        Reading { candidates, code, hint }
    }

    /// Whether a QR text pattern of any rule finds a code in a text.
    #[must_use]
    pub fn matches_text(&self, text: &str) -> bool {
        let scanned = bounded(text);
        let canonical = Elements::read(&scanned).map(|elements| elements.canonical());
        std::iter::once(scanned).chain(canonical).any(|text| !self.by_patterns(&text).is_empty())
    }

    /// An enterprise's rules.
    pub fn rules_of(&self, enterprise: EnterpriseId) -> impl Iterator<Item = &Arc<CodeRule>> {
        self.rules.iter().filter(move |rule| rule.enterprise == enterprise)
    }

    /// Why a text does not fit an enterprise's own rules.
    #[must_use]
    pub fn hint_for(&self, text: &str, enterprise: EnterpriseId) -> Hint {
        let scanned = bounded(text);
        self.hint(&scanned, pieces(&scanned, None).first(), Some(enterprise))
    }

    fn by_patterns(&self, text: &str) -> Vec<Candidate> {
        let matching = self.set.as_ref().map(|set| set.matches(text));
        let may_match = |index| matching.as_ref().is_none_or(|set| set.matched(index));
        let hits =
            self.patterns.iter().enumerate().filter(|(index, _)| may_match(*index)).map(|(_, hit)| hit);
        hits.filter_map(|(rule, pattern)| {
            let rule = self.rules.get(*rule)?;
            let piece = pattern.captures(text)?.name("code")?.as_str().to_owned();
            let code = TraceCode::parse(&percent_decoded(&piece)).ok()?;
            fits(&rule.shape, &code).ok()?;
            Some(Candidate { rule: Arc::clone(rule), code })
        })
        .collect()
    }

    fn by_shape<'a>(&'a self, code: &'a TraceCode) -> impl Iterator<Item = Candidate> + 'a {
        // A beginning is compared faster than all that a shape asks for, and most rules have their own.
        let may_fit = |rule: &&Arc<CodeRule>| code.as_str().starts_with(&rule.shape.prefix);
        let fitting = self.rules.iter().filter(may_fit).filter(|rule| fits(&rule.shape, code).is_ok());
        fitting.map(|rule| Candidate { rule: Arc::clone(rule), code: code.clone() })
    }

    fn hint(&self, scanned: &str, code: Option<&TraceCode>, chosen: Option<EnterpriseId>) -> Hint {
        let parsed = TraceCode::parse(scanned);
        if matches!(parsed, Err(CodeError::Empty)) {
            return Hint::Empty;
        }
        if matches!(parsed, Err(CodeError::Rounded { .. })) {
            return Hint::Rounded;
        }
        if let Some(host) = host(scanned).filter(|host| !self.names_host(host)) {
            return Hint::ForeignLink { host };
        }
        let barcode = Gtin::parse(scanned).ok().map(|gtin| Hint::Barcode { gtin });
        let misfit = match code {
            Some(code) => self.nearest(code, chosen),
            None => self.nearest_of_fragment(parsed.err().as_ref(), chosen),
        };
        match (misfit, barcode) {
            (Some(hint @ Hint::CheckDigit { .. }), _) => hint,
            (_, Some(barcode)) => barcode,
            (Some(hint), None) => hint,
            (None, None) => Hint::Nothing,
        }
    }

    /// Whether a pattern speaks of a host, so that a link to it is no stranger's.
    fn names_host(&self, host: &str) -> bool {
        let plain = |pattern: &Regex| pattern.as_str().replace('\\', "").to_lowercase();
        self.patterns.iter().any(|(_, pattern)| plain(pattern).contains(host))
    }

    fn asked(&self, chosen: Option<EnterpriseId>) -> impl Iterator<Item = &Arc<CodeRule>> {
        self.rules.iter().filter(move |r| r.asked && chosen.is_none_or(|id| id == r.enterprise))
    }

    fn nearest(&self, code: &TraceCode, chosen: Option<EnterpriseId>) -> Option<Hint> {
        let given = code.as_str().chars().count();
        let misfits = self.asked(chosen).filter_map(|rule| {
            let misfit = fits(&rule.shape, code).err()?;
            let prefix_holds = code.as_str().starts_with(&rule.shape.prefix);
            let off = off_by(rule, given);
            let rank = match &misfit {
                Misfit::CheckDigit => 0,
                Misfit::Length if off <= LENGTH_SLIP_MAX && prefix_holds => 10 + off,
                Misfit::Character { .. } => 20,
                Misfit::Prefix => 30,
                Misfit::Length => 40 + off,
            };
            // Without a chosen enterprise a far-fetched hint would name a brand at random.
            (chosen.is_some() || rank < 20).then(|| (rank, hint_of(misfit, rule, given)))
        });
        misfits.min_by_key(|(rank, _)| *rank).map(|(_, hint)| hint)
    }

    /// Too short or too long to be any code: the length is still worth telling.
    fn nearest_of_fragment(&self, error: Option<&CodeError>, chosen: Option<EnterpriseId>) -> Option<Hint> {
        let given = match error? {
            CodeError::TooShort { given } | CodeError::TooLong { given } => *given,
            CodeError::Character { character, position } if chosen.is_some() => {
                let rule = Arc::clone(self.asked(chosen).next()?);
                return Some(Hint::Character { rule, character: *character, position: *position });
            }
            _ => return None,
        };
        chosen?;
        let rule = self.asked(chosen).min_by_key(|rule| off_by(rule, given))?;
        Some(Hint::Length { rule: Arc::clone(rule), given })
    }
}

fn compile(pattern: &str) -> Result<Regex, Finding> {
    let refuse = |why: String| Finding::error("code_rule_pattern", pattern).with("why", why);
    if pattern.len() > PATTERN_BYTES_MAX {
        return Err(refuse(format!("{} bytes, limit is {PATTERN_BYTES_MAX}", pattern.len())));
    }
    let regex = RegexBuilder::new(pattern)
        .size_limit(PATTERN_COMPILED_BYTES_MAX)
        .build()
        .map_err(|error| refuse(error.to_string()))?;
    let named = regex.capture_names().flatten().any(|name| name == "code");
    if named { Ok(regex) } else { Err(refuse("no group named code".to_owned())) }
}

/// Trimmed, full-width forms narrowed, cut at a character boundary below the limit.
fn bounded(text: &str) -> String {
    let text = text.trim();
    let mut end = text.len().min(QUESTION_BYTES_MAX);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().chars().map(narrow).collect()
}

/// Everything in a text that could be a bare code, likeliest first.
fn pieces(scanned: &str, elements: Option<&Elements>) -> Vec<TraceCode> {
    let mut codes: Vec<TraceCode> = Vec::new();
    let mut add = |text: &str| {
        let code = TraceCode::parse(text).ok();
        if let Some(code) = code.filter(|code| codes.len() < PIECES_MAX && !codes.contains(code)) {
            codes.push(code);
        }
    };
    if let Some(elements) = elements {
        ["21", "00"].iter().filter_map(|name| elements.get(name)).for_each(&mut add);
    }
    if host(scanned).is_some() {
        let rest = scanned.split_once("://").map_or(scanned, |(_, rest)| rest);
        let inside = rest.find(['/', '?', '#']).and_then(|at| rest.get(at..)).unwrap_or_default();
        let values =
            inside.split(['?', '&', '#']).skip(1).filter_map(|p| p.split_once('=')).map(|(_, value)| value);
        // Behind the `#` some pages keep a path of their own.
        let paths = inside.split('#').map(|part| part.split(['?', '&']).next().unwrap_or_default());
        let segments = paths.flat_map(|path| path.rsplit('/')).filter(|segment| !segment.contains('='));
        values.chain(segments).for_each(|piece| add(&percent_decoded(piece)));
        return codes;
    }
    add(scanned);
    // Handle ids such as `88.101.5/6900…`, and codes pasted with words around them.
    if let Some((_, tail)) = scanned.rsplit_once('/') {
        add(tail);
    }
    for run in scanned.to_uppercase().split(|c: char| !is_code_character(c) && !matches!(c, ' ' | '-')) {
        let length = run.chars().filter(|c| is_code_character(*c)).count();
        if (CODE_CHARACTERS_MIN..=CODE_CHARACTERS_MAX).contains(&length) {
            add(run);
        }
        // Words before or behind the code, without a mark between them.
        let words = || run.split([' ', '-']).filter(|word| !word.is_empty());
        if words().any(|word| word.chars().all(char::is_alphabetic)) {
            words().filter(|word| word.contains(|c: char| c.is_ascii_digit())).for_each(&mut add);
        }
    }
    codes
}

/// The host of a link, if the text is one.
fn host(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let rest = lower
        .split_once("://")
        .filter(|(scheme, _)| matches!(*scheme, "http" | "https"))
        .map(|(_, rest)| rest);
    let rest = rest.or_else(|| lower.starts_with("www.").then_some(lower.as_str()))?;
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = host.rsplit('@').next().unwrap_or_default();
    (!host.is_empty()).then(|| host.to_owned())
}

fn off_by(rule: &CodeRule, given: usize) -> usize {
    rule.shape.length_min.saturating_sub(given).max(given.saturating_sub(rule.shape.length_max))
}

fn hint_of(misfit: Misfit, rule: &Arc<CodeRule>, given: usize) -> Hint {
    let rule = Arc::clone(rule);
    match misfit {
        Misfit::Length => Hint::Length { rule, given },
        Misfit::Character { character, position } => Hint::Character { rule, character, position },
        Misfit::Prefix => Hint::Prefix { rule },
        Misfit::CheckDigit => Hint::CheckDigit { rule },
    }
}

fn ordered(mut found: Vec<Candidate>) -> Vec<Candidate> {
    found.sort_by(|a, b| {
        let key = |c: &Candidate| (!c.rule.asked, c.rule.enterprise, c.rule.carrier);
        key(a).cmp(&key(b)).then_with(|| a.code.cmp(&b.code))
    });
    found.dedup_by(|a, b| {
        a.code == b.code && a.rule.enterprise == b.rule.enterprise && a.rule.carrier == b.rule.carrier
    });
    found
}

#[cfg(test)]
mod tests;
