//! What an answer says in words, so that pages, JSON and mini-programs all say the same.
//!
//! Owns: which facts of an answer its texts name. The words are in `verdicts.ftl`: the messages
//! `verdict-<word>` with the attributes `detail` and `next`, and `hint-<kind>`.

use jiff::Timestamp;

use crate::answer::{Answer, ScanBucket};
use crate::calendar::china_day;
use crate::code_rule::CodeRule;
use crate::limits::{CODE_CHARACTERS_MAX, CODE_CHARACTERS_MIN};
use crate::lot::LotState;
use crate::recall::Recall;
use crate::rule_book::Hint;
use crate::texts::{self, Argument, Lang};

/// What a fact that is not known is given as; the texts have a variant for it.
const UNKNOWN: &str = "none";

/// An answer in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerdictTexts {
    /// What is so, as one sentence.
    pub title: String,
    /// Why, or more of it.
    pub detail: String,
    /// What to do.
    pub next: String,
    /// What is nearest, where nothing was found.
    pub hint: Option<String>,
}

/// The words of an answer.
#[must_use]
pub fn verdict_texts(answer: &Answer, lang: Lang) -> VerdictTexts {
    let facts = facts(answer, lang);
    let named: Vec<(&str, Argument<'_>)> = facts.iter().map(|(name, text)| (*name, text.into())).collect();
    let id = format!("verdict-{}", answer.verdict.as_str());
    let ids = [&id, &format!("{id}.detail"), &format!("{id}.next")];
    let [title, detail, next] = texts::format_each(lang, ids.map(String::as_str), &named);
    VerdictTexts { title, detail, next, hint: answer.hint.as_ref().map(|hint| hint_text(hint, answer, lang)) }
}

/// A scan count's bucket in words.
#[must_use]
pub fn bucket_text(bucket: ScanBucket, lang: Lang) -> String {
    let word = match bucket {
        ScanBucket::First => "first",
        ScanBucket::Few => "few",
        ScanBucket::Some => "some",
        ScanBucket::Many => "many",
    };
    texts::plain(lang, &format!("scan-bucket-{word}"))
}

/// The day in China at a moment, `2026-08-14`. China has one offset and no summer time.
fn day(at: Timestamp) -> String {
    china_day(at).to_string()
}

fn or_unknown(text: Option<String>) -> String {
    text.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| UNKNOWN.to_owned())
}

fn facts(answer: &Answer, lang: Lang) -> Vec<(&'static str, String)> {
    let lot = answer.record.as_ref().map(|record| &record.lot);
    let recall = answer.recalls.iter().min_by_key(|recall| recall.level);
    let enterprise = answer.enterprise.as_ref();
    let void = answer.void.as_ref();
    let withdrawn = lot.and_then(|lot| match &lot.state {
        LotState::Withdrawn { reason } => Some(reason.clone()),
        _ => None,
    });
    let reason = recall
        .map(|r| r.reason.clone())
        .or_else(|| withdrawn.clone())
        .or_else(|| void.map(|v| v.reason.clone()));
    let own_phone = enterprise.and_then(|e| e.profile.as_ref()).map(|p| p.contact_phone.clone());
    let phone = recall.map(|r| r.contact_phone.clone()).filter(|phone| !phone.is_empty()).or(own_phone);
    let dates = lot.map(|lot| (lot.production_date, lot.expiry_date)).or(answer.archived);
    let delivered = enterprise.and_then(|e| e.last_delivered_at).map(day);
    let candidates: Vec<&str> = answer.candidates.iter().map(|e| e.name.as_str()).collect();
    let list_separator = texts::plain(lang, "verdict-list-separator");
    let nameless = texts::plain(lang, "verdict-enterprise-nameless");
    let code_only = void.is_some() && withdrawn.is_none();
    vec![
        ("count", answer.scans.map_or(0, |scans| scans.with_this()).to_string()),
        ("bucket", answer.scans.map(|scans| bucket_text(scans.bucket(), lang)).unwrap_or_default()),
        ("first", or_unknown(answer.scans.and_then(|scans| scans.first_at).map(day))),
        ("enterprise", enterprise.map_or_else(|| nameless.clone(), |e| e.name.clone())),
        ("other", answer.chosen.as_ref().map_or_else(|| nameless.clone(), |e| e.name.clone())),
        ("candidates", candidates.join(&list_separator)),
        ("level", recall.map_or_else(String::new, |recall| level_text(recall, lang))),
        ("announced", or_unknown(recall.and_then(|recall| recall.announced_at).map(day))),
        ("recalled", recalled_word(answer).to_owned()),
        ("reason", or_unknown(reason.map(|reason| sentence(&reason)))),
        ("phone", or_unknown(phone)),
        ("production", or_unknown(dates.map(|(production, _)| production.to_string()))),
        ("expiry", or_unknown(dates.map(|(_, expiry)| expiry.to_string()))),
        ("delivered", or_unknown(delivered)),
        ("package", answer.package.as_ref().map_or("case", |package| package.carrier.as_str()).to_owned()),
        ("what", if code_only { "code" } else { "lot" }.to_owned()),
        ("kind", answer.hint.as_ref().map_or("nothing", kind_of).to_owned()),
        ("place", or_unknown(answer.asked_rule.as_deref().map(|rule| place_text(rule, lang)))),
    ]
}

/// Whether the whole lot is recalled, or this can and not every can of its lot, or something in the package.
fn recalled_word(answer: &Answer) -> &'static str {
    let lot = answer.record.as_ref().map(|record| &record.lot.key.number);
    let is_whole = lot.is_some_and(|lot| answer.recalls.iter().any(|recall| recall.holds_lot(lot)));
    match (is_whole, &answer.package) {
        (true, _) => "lot",
        (false, Some(_)) => "contents",
        (false, None) => "can",
    }
}

/// A notice's own words without their full stop: the texts set one behind them.
fn sentence(text: &str) -> String {
    text.trim().trim_end_matches(['。', '.']).to_owned()
}

fn level_text(recall: &Recall, lang: Lang) -> String {
    texts::plain(lang, &format!("recall-level-{}", recall.level.as_str()))
}

fn place_text(rule: &CodeRule, lang: Lang) -> String {
    let [zh, en] = &rule.place_on_can;
    let own = if lang == Lang::Zh { zh } else { en };
    // Better in the other language than not at all.
    let any = if own.trim().is_empty() { zh } else { own };
    sentence(any)
}

/// The stable word of a hint; a length is told as too short or too long.
fn kind_of(hint: &Hint) -> &'static str {
    match hint {
        Hint::Empty => "empty",
        Hint::Rounded => "rounded",
        Hint::Length { rule, given } if *given < rule.shape.length_min => "short",
        Hint::Length { .. } => "long",
        Hint::Character { .. } => "character",
        Hint::CheckDigit { .. } => "check-digit",
        Hint::Prefix { .. } => "prefix",
        Hint::Barcode { .. } => "barcode",
        Hint::ForeignLink { .. } => "foreign-link",
        Hint::Nothing => "nothing",
    }
}

fn hint_text(hint: &Hint, answer: &Answer, lang: Lang) -> String {
    let rule = match hint {
        Hint::Length { rule, .. } | Hint::Character { rule, .. } => Some(rule),
        Hint::CheckDigit { rule } | Hint::Prefix { rule } => Some(rule),
        Hint::Empty | Hint::Rounded | Hint::Barcode { .. } | Hint::ForeignLink { .. } | Hint::Nothing => None,
    };
    let owner = answer.enterprise.as_ref().filter(|e| rule.is_none_or(|rule| rule.enterprise == e.id));
    let mut facts = vec![
        ("enterprise", or_unknown(owner.map(|e| e.name.clone()))),
        ("min", CODE_CHARACTERS_MIN.to_string()),
        ("max", CODE_CHARACTERS_MAX.to_string()),
    ];
    if let Some(rule) = rule {
        facts.push(("length", rule.shape.length_text()));
        facts.push(("prefix", rule.shape.prefix.clone()));
        facts.push(("alphabet", rule.shape.alphabet.as_str().to_owned()));
        facts.push(("example", rule.example.clone()));
    }
    match hint {
        Hint::Length { given, .. } => facts.push(("given", given.to_string())),
        Hint::Character { character, position, .. } => {
            facts.push(("character", character.to_string()));
            facts.push(("position", position.to_string()));
        }
        Hint::ForeignLink { host } => facts.push(("host", host.clone())),
        Hint::Barcode { gtin } => facts.push(("barcode", gtin.short().to_owned())),
        Hint::Empty | Hint::Rounded | Hint::CheckDigit { .. } | Hint::Prefix { .. } | Hint::Nothing => {}
    }
    let id = match hint {
        Hint::Length { .. } => "length",
        other => kind_of(other),
    };
    let named: Vec<(&str, Argument<'_>)> = facts.iter().map(|(name, text)| (*name, text.into())).collect();
    texts::format(lang, &format!("hint-{id}"), &named)
}

#[cfg(test)]
mod tests;
