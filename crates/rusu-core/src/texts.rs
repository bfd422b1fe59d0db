//! Texts for people in two languages, from the Fluent catalogues under `data/texts`.
//!
//! Invariant: both languages have the same messages, and every argument a text names is given
//! (tests below). A missing message is our own bug and shows as its id.

use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

/// The two languages of every face.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Simplified Chinese, first.
    #[default]
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The tag for `lang` attributes and `Content-Language`.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Zh => "zh-CN",
            Self::En => "en",
        }
    }
}

/// Something a text names: a word or a number (English tells one from many).
#[derive(Clone, Copy, Debug)]
pub enum Argument<'a> {
    /// A word.
    Text(&'a str),
    /// A whole number.
    Number(u64),
}

impl<'a> From<&'a str> for Argument<'a> {
    fn from(text: &'a str) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a String> for Argument<'a> {
    fn from(text: &'a String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for Argument<'_> {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

macro_rules! catalogue {
    ($tag:literal) => {
        &[
            include_str!(concat!("../../../data/texts/", $tag, "/rules.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/verdicts.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/record.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/pages.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/problems.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/formats.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/commands.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/portal.ftl")),
            include_str!(concat!("../../../data/texts/", $tag, "/recalls.ftl")),
        ]
    };
}

const ZH: &[&str] = catalogue!("zh-CN");
const EN: &[&str] = catalogue!("en");

static BUNDLES: LazyLock<[FluentBundle<FluentResource>; 2]> =
    LazyLock::new(|| [bundle(Lang::Zh), bundle(Lang::En)]);

fn sources(lang: Lang) -> &'static [&'static str] {
    match lang {
        Lang::Zh => ZH,
        Lang::En => EN,
    }
}

fn bundle(lang: Lang) -> FluentBundle<FluentResource> {
    let id: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolation marks are invisible characters around each argument; they break copying a code.
    bundle.set_use_isolating(false);
    for source in sources(lang) {
        let resource = FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
    }
    bundle
}

/// The text of a message (`id`) or of its attribute (`id.attribute`).
#[must_use]
pub fn format(lang: Lang, id: &str, arguments: &[(&str, Argument<'_>)]) -> String {
    formatted(lang, id, &named(arguments))
}

/// The texts of several messages or attributes that name the same things.
#[must_use]
pub fn format_each<const N: usize>(
    lang: Lang,
    ids: [&str; N],
    arguments: &[(&str, Argument<'_>)],
) -> [String; N] {
    let named = named(arguments);
    ids.map(|id| formatted(lang, id, &named))
}

fn named<'a>(arguments: &[(&'a str, Argument<'a>)]) -> FluentArgs<'a> {
    let mut named = FluentArgs::with_capacity(arguments.len());
    for (name, argument) in arguments {
        match argument {
            Argument::Text(text) => named.set(*name, *text),
            Argument::Number(number) => named.set(*name, FluentValue::from(*number)),
        }
    }
    named
}

fn formatted(lang: Lang, id: &str, named: &FluentArgs<'_>) -> String {
    let [zh, en] = &*BUNDLES;
    let bundle = if lang == Lang::Zh { zh } else { en };
    let (message, attribute) = id.split_once('.').map_or((id, None), |(m, a)| (m, Some(a)));
    let pattern = bundle.get_message(message).and_then(|found| match attribute {
        None => found.value(),
        Some(name) => found.get_attribute(name).map(|a| a.value()),
    });
    let Some(pattern) = pattern else { return id.to_owned() };
    bundle.format_pattern(pattern, Some(named), &mut Vec::new()).into_owned()
}

/// The text of a message without arguments.
#[must_use]
pub fn plain(lang: Lang, id: &str) -> String {
    format(lang, id, &[])
}

/// Whether both languages have the message (or attribute).
#[must_use]
pub fn exists(id: &str) -> bool {
    let (message, attribute) = id.split_once('.').map_or((id, None), |(m, a)| (m, Some(a)));
    BUNDLES.iter().all(|bundle| {
        bundle.get_message(message).is_some_and(|found| match attribute {
            None => found.value().is_some(),
            Some(name) => found.get_attribute(name).is_some(),
        })
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn ids(lang: Lang) -> BTreeSet<String> {
        let mut ids = BTreeSet::new();
        for source in sources(lang) {
            let mut message = String::new();
            for line in source.lines() {
                if let Some((name, _)) = line.split_once(" =") {
                    if let Some(attribute) = name.trim_start().strip_prefix('.') {
                        ids.insert(format!("{message}.{attribute}"));
                    } else if !name.starts_with([' ', '#', '-']) {
                        message = name.to_owned();
                        ids.insert(message.clone());
                    }
                }
            }
        }
        ids
    }

    #[test]
    fn both_languages_have_the_same_messages() {
        assert_eq!(ids(Lang::Zh), ids(Lang::En));
    }

    #[test]
    fn every_catalogue_is_read_without_errors() {
        for source in ZH.iter().chain(EN) {
            if let Err((_, errors)) = FluentResource::try_new((*source).to_owned()) {
                panic!("{errors:?} in {}", source.lines().next().unwrap_or_default());
            }
        }
    }

    #[test]
    fn no_message_is_defined_twice() {
        for lang in [Lang::Zh, Lang::En] {
            let mut seen = BTreeSet::new();
            for line in sources(lang).iter().flat_map(|s| s.lines()) {
                let head = line.split_once(" =").map(|(name, _)| name);
                if let Some(name) = head.filter(|n| !n.starts_with([' ', '#', '.'])) {
                    assert!(seen.insert(name.to_owned()), "{name} is defined twice");
                }
            }
        }
    }

    #[test]
    fn a_missing_message_shows_its_id() {
        assert_eq!(plain(Lang::Zh, "no-such-message"), "no-such-message");
    }
}
