//! Finding enterprises by what a person types: name, brand, legal name, pinyin or its initials.
//!
//! Case, full width, spaces and punctuation do not count.

use std::sync::Arc;

use pinyin::ToPinyin;
use rusu_core::code::narrow;
use rusu_core::enterprise::Enterprise;
use rusu_query::Directory;

/// How a name was hit, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Hit {
    Whole,
    Beginning,
    Pinyin,
    Within,
}

/// What a typed name means.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Named {
    /// Nothing was typed.
    Nobody,
    /// This one.
    One(Arc<Enterprise>),
    /// One of these, likeliest first.
    Several(Vec<Arc<Enterprise>>),
    /// None.
    Unknown,
}

/// One name in all the forms in which it is typed.
#[derive(Clone, Debug)]
struct Name {
    /// Folded characters.
    folded: String,
    /// Syllables without tones; other characters stand as they are.
    pinyin: String,
    /// Where syllables begin in `pinyin`.
    beginnings: Vec<usize>,
    /// First letters of the syllables.
    initials: String,
}

impl Name {
    fn new(text: &str) -> Self {
        let folded = fold(text);
        let mut name = Self {
            folded: String::new(),
            pinyin: String::new(),
            beginnings: Vec::new(),
            initials: String::new(),
        };
        for character in folded.chars() {
            name.beginnings.push(name.pinyin.len());
            match character.to_pinyin() {
                Some(syllable) => {
                    name.pinyin.push_str(syllable.plain());
                    name.initials.push_str(syllable.first_letter());
                }
                None => {
                    name.pinyin.push(character);
                    name.initials.push(character);
                }
            }
        }
        Self { folded, ..name }
    }

    fn hit(&self, typed: &str) -> Option<Hit> {
        if [&self.folded, &self.pinyin, &self.initials].iter().any(|form| form.as_str() == typed) {
            Some(Hit::Whole)
        } else if self.folded.starts_with(typed) {
            Some(Hit::Beginning)
        } else if self.pinyin.starts_with(typed) || self.initials.starts_with(typed) {
            Some(Hit::Pinyin)
        } else if self.folded.contains(typed) || self.initials.contains(typed) || self.has_syllables(typed) {
            Some(Hit::Within)
        } else {
            None
        }
    }

    fn has_syllables(&self, typed: &str) -> bool {
        self.beginnings.iter().any(|at| self.pinyin.get(*at..).is_some_and(|rest| rest.starts_with(typed)))
    }
}

/// A text as names are compared: full-width forms narrowed, letters and digits only, lower case.
fn fold(text: &str) -> String {
    text.chars().map(narrow).filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn names(enterprise: &Enterprise) -> impl Iterator<Item = &str> {
    let legal = enterprise.profile.iter().map(|profile| profile.legal_name.as_str());
    std::iter::once(enterprise.name.as_str()).chain(enterprise.brands.iter().map(String::as_str)).chain(legal)
}

/// Every form in which an enterprise is typed, for the script that searches while typing.
pub(super) fn keys(enterprise: &Enterprise) -> Vec<String> {
    let mut keys: Vec<String> = names(enterprise)
        .flat_map(|name| {
            let Name { folded, pinyin, initials, .. } = Name::new(name);
            [folded, pinyin, initials]
        })
        .filter(|key| !key.is_empty())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The enterprises that fit what was typed, likeliest first, then by id.
pub(super) fn fitting(enterprises: &[Arc<Enterprise>], typed: &str) -> Vec<Arc<Enterprise>> {
    ranked(enterprises, typed).into_iter().map(|(_, enterprise)| enterprise).collect()
}

fn ranked(enterprises: &[Arc<Enterprise>], typed: &str) -> Vec<(Hit, Arc<Enterprise>)> {
    let typed = fold(typed);
    if typed.is_empty() {
        return Vec::new();
    }
    let hit = |enterprise: &Arc<Enterprise>| {
        let best = names(enterprise).filter_map(|name| Name::new(name).hit(&typed)).min()?;
        Some((best, Arc::clone(enterprise)))
    };
    let mut found: Vec<(Hit, Arc<Enterprise>)> = enterprises.iter().filter_map(hit).collect();
    found.sort_by_key(|(hit, enterprise)| (*hit, enterprise.id));
    found
}

/// Which enterprise a typed name means. A guess is made only if it can be no other: the name as a
/// whole, or the only one that fits.
pub(super) fn named(directory: &Directory, typed: &str) -> Named {
    if typed.trim().is_empty() {
        return Named::Nobody;
    }
    match directory.find(typed) {
        Some(found) => Named::One(found),
        None => guessed(ranked(directory.enterprises(), typed)),
    }
}

fn guessed(found: Vec<(Hit, Arc<Enterprise>)>) -> Named {
    let whole = found.iter().filter(|(hit, _)| *hit == Hit::Whole).count();
    match found.as_slice() {
        [] => Named::Unknown,
        [(_, only)] => Named::One(Arc::clone(only)),
        [(Hit::Whole, first), ..] if whole == 1 => Named::One(Arc::clone(first)),
        _ => Named::Several(found.into_iter().map(|(_, enterprise)| enterprise).collect()),
    }
}

#[cfg(test)]
mod tests {
    use rusu_core::enterprise::EnterpriseId;
    use rusu_testkit::builders::sample_enterprise;

    use super::*;

    fn directory() -> Vec<Arc<Enterprise>> {
        let names = ["伊利", "飞鹤", "蒙牛-雅士利", "百跃", "百跃古象", "健合（中国）", "明一", "光明"];
        let made = |(id, name): (u32, &str)| {
            let brands = if name == "伊利" {
                vec!["金领冠".to_owned(), "Pro-Kido".to_owned()]
            } else {
                Vec::new()
            };
            Arc::new(Enterprise {
                id: EnterpriseId(id),
                name: name.to_owned(),
                brands,
                ..sample_enterprise()
            })
        };
        (1..).zip(names).map(made).collect()
    }

    fn found(typed: &str) -> Vec<String> {
        fitting(&directory(), typed).iter().map(|e| e.name.clone()).collect()
    }

    fn guess(typed: &str) -> Named {
        guessed(ranked(&directory(), typed))
    }

    #[test]
    fn a_name_is_found_by_pinyin_and_by_initials() {
        assert_eq!(found("feihe"), ["飞鹤"]);
        assert_eq!(found("FH"), ["飞鹤"]);
        assert_eq!(found("feih"), ["飞鹤"]);
    }

    #[test]
    fn a_name_is_found_by_its_middle() {
        assert_eq!(found("雅士利"), ["蒙牛-雅士利"]);
        assert_eq!(found("yashili"), ["蒙牛-雅士利"]);
        assert_eq!(found("ysl"), ["蒙牛-雅士利"]);
    }

    #[test]
    fn a_brand_leads_to_its_enterprise() {
        assert_eq!(found("金领冠"), ["伊利"]);
        assert_eq!(found("prokido"), ["伊利"]);
    }

    #[test]
    fn full_width_spaces_and_brackets_do_not_count() {
        assert_eq!(found("ｆｅｉ　ｈｅ"), ["飞鹤"]);
        assert_eq!(found("健合(中国)"), ["健合（中国）"]);
    }

    #[test]
    fn the_middle_of_a_syllable_finds_nothing() {
        assert!(found("eih").is_empty());
        assert!(found("").is_empty());
        assert!(found("（）").is_empty());
    }

    #[test]
    fn a_whole_name_wins_over_a_longer_one() {
        assert!(matches!(guess("百跃"), Named::One(only) if only.name == "百跃"));
    }

    #[test]
    fn a_part_of_several_names_is_asked_back_likeliest_first() {
        let Named::Several(several) = guess("明") else { panic!("明 is part of two names") };
        assert_eq!(several.iter().map(|e| e.name.as_str()).collect::<Vec<_>>(), ["明一", "光明"]);
    }

    #[test]
    fn the_only_one_that_fits_is_meant() {
        assert!(matches!(guess("feih"), Named::One(only) if only.name == "飞鹤"));
    }

    #[test]
    fn a_strange_name_is_unknown() {
        assert_eq!(guess("没有这家"), Named::Unknown);
    }

    #[test]
    fn the_script_gets_every_form_once() {
        let directory = directory();
        assert_eq!(keys(&directory[1]), ["feihe", "fh", "飞鹤"]);
    }
}
