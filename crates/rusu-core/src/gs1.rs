//! GS1 element strings and Digital Links, brought to one canonical text `(01)…(10)…(21)…`.
//!
//! Source: GS1 General Specifications 24, section 3 (application identifiers); GS1 Digital Link
//! URI Syntax 1.4, section 4. Only what a can, a case or a pallet carries is read.

use crate::code::narrow;

/// FNC1 as scanners report it between elements of variable length.
const GROUP_SEPARATOR: char = '\u{1d}';

/// Application identifiers that are read: identifier, length of the value, whether it is fixed.
const IDENTIFIERS: &[(&str, usize, bool)] = &[
    ("00", 18, true),
    ("01", 14, true),
    ("02", 14, true),
    ("10", 20, false),
    ("11", 6, true),
    ("13", 6, true),
    ("15", 6, true),
    ("17", 6, true),
    ("21", 20, false),
    ("22", 20, false),
    ("37", 8, false),
    ("240", 30, false),
];

/// Elements in the order of their identifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elements(Vec<(&'static str, String)>);

impl Elements {
    /// Reads a scanned text as an element string (bracketed or plain) or a Digital Link.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let text: String = text.trim().chars().map(narrow).collect();
        let mut elements = if text.contains("://") {
            from_link(&text)?
        } else if text.starts_with('(') {
            from_brackets(&text)?
        } else {
            from_plain(&text)?
        };
        elements.sort_by_key(|(identifier, _)| *identifier);
        let known = elements.iter().any(|(identifier, _)| matches!(*identifier, "00" | "01"));
        known.then_some(Self(elements))
    }

    /// The value of an identifier.
    #[must_use]
    pub fn get(&self, identifier: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| *name == identifier).map(|(_, value)| value.as_str())
    }

    /// `(01)06900000000012(21)ABC`.
    #[must_use]
    pub fn canonical(&self) -> String {
        self.0.iter().map(|(identifier, value)| format!("({identifier}){value}")).collect()
    }
}

fn identifier(text: &str) -> Option<&'static (&'static str, usize, bool)> {
    IDENTIFIERS.iter().find(|(name, _, _)| *name == text)
}

fn value_fits(rule: &(&'static str, usize, bool), value: &str) -> bool {
    let (_, length, fixed) = rule;
    let given = value.chars().count();
    let printable = value.chars().all(|c| c.is_ascii_graphic());
    let size = if *fixed {
        given == *length && value.bytes().all(|b| b.is_ascii_digit())
    } else {
        (1..=*length).contains(&given)
    };
    printable && size
}

fn from_brackets(text: &str) -> Option<Vec<(&'static str, String)>> {
    text.split('(')
        .skip(1)
        .map(|element| {
            let (name, value) = element.split_once(')')?;
            let rule = identifier(name)?;
            let value = value.trim().trim_matches(GROUP_SEPARATOR);
            value_fits(rule, value).then(|| (rule.0, value.to_owned()))
        })
        .collect()
}

fn from_plain(text: &str) -> Option<Vec<(&'static str, String)>> {
    let text = ["]Q3", "]d2", "]C1", "]e0"].iter().find_map(|mark| text.strip_prefix(mark)).unwrap_or(text);
    let mut rest = text.trim_matches(GROUP_SEPARATOR);
    let mut elements = Vec::new();
    while !rest.is_empty() {
        let rule = IDENTIFIERS.iter().find(|(name, _, _)| rest.starts_with(name))?;
        let body = rest.get(rule.0.len()..)?;
        let end = if rule.2 { rule.1 } else { body.find(GROUP_SEPARATOR).unwrap_or(body.len()) };
        let value = body.get(..end)?;
        if !value_fits(rule, value) {
            return None;
        }
        elements.push((rule.0, value.to_owned()));
        rest = body.get(end..)?.trim_start_matches(GROUP_SEPARATOR);
    }
    // A bare number may begin with 01 or 00 by chance: only a right check digit makes it an element.
    let checked = elements.iter().all(|(name, value)| {
        !matches!(*name, "00" | "01" | "02") || crate::identifiers::CheckAlgorithm::Gs1.holds(value)
    });
    (checked && !elements.is_empty()).then_some(elements)
}

fn from_link(text: &str) -> Option<Vec<(&'static str, String)>> {
    let path_and_query = text.split_once("://")?.1.split_once('/')?.1;
    let (path, query) = path_and_query.split_once('?').unwrap_or((path_and_query, ""));
    let path = path.split('#').next().unwrap_or_default();
    let segments: Vec<&str> = path.split('/').filter(|s| !s.is_empty()).collect();
    let first = segments.iter().position(|s| matches!(*s, "01" | "00"))?;
    let pairs = segments.get(first..)?.chunks(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?)));
    let queries =
        query.split('#').next().unwrap_or_default().split('&').filter_map(|pair| pair.split_once('='));
    let elements: Vec<(&'static str, String)> = pairs
        .chain(queries)
        .filter_map(|(name, value)| {
            let rule = identifier(name)?;
            let value = percent_decoded(value);
            let value = if rule.0 == "01" { format!("{value:0>14}") } else { value };
            value_fits(rule, &value).then_some((rule.0, value))
        })
        .collect();
    (!elements.is_empty()).then_some(elements)
}

/// Percent-decoding as in a URL's path; what is not valid stays as it is.
#[must_use]
pub fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, tail)) = rest.split_first() {
        let hex = tail.get(..2).and_then(|pair| std::str::from_utf8(pair).ok());
        match hex.filter(|_| *first == b'%').and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = tail.get(2..).unwrap_or_default();
            }
            None => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(text: &str) -> Option<String> {
        Elements::read(text).map(|e| e.canonical())
    }

    #[test]
    fn a_bracketed_element_string_is_read() {
        assert_eq!(
            canonical("(01)06907992633671(10)SL1(21)ABC123").unwrap(),
            "(01)06907992633671(10)SL1(21)ABC123"
        );
    }

    #[test]
    fn a_plain_element_string_with_separators_is_read() {
        assert_eq!(
            canonical("]Q3010690799263367110SL1\u{1d}21ABC123").unwrap(),
            "(01)06907992633671(10)SL1(21)ABC123"
        );
    }

    #[test]
    fn a_digital_link_is_read_with_its_path_and_query() {
        assert_eq!(
            canonical("https://id.example.cn/x/01/6907992633671/21/AB%2F1?10=SL1&x=2").unwrap(),
            "(01)06907992633671(10)SL1(21)AB/1"
        );
    }

    #[test]
    fn a_bare_number_that_only_looks_like_an_element_is_not_one() {
        assert_eq!(canonical("0123456789012345"), None);
        assert_eq!(canonical("6900012345678901"), None);
    }

    #[test]
    fn a_pallet_label_is_read() {
        assert_eq!(Elements::read("00069079920000000015").unwrap().get("00"), Some("069079920000000015"));
    }

    #[test]
    fn percent_signs_that_encode_nothing_stay() {
        assert_eq!(percent_decoded("100%&%E5%A5%B6%2"), "100%&奶%2");
    }
}
