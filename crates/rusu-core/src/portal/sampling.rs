//! 合格快查: results of official sampling, as the authorities publish them.

use jiff::civil::Date;

use crate::enterprise::EnterpriseId;
use crate::limits::SEARCH_CHARACTERS_MAX;
use crate::lot::LotNumber;
use crate::product::words;

/// Who ordered the sampling.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SamplingScope {
    /// 国家抽检.
    National,
    /// 省级抽检.
    Provincial,
    /// 海关检验.
    Customs,
}

words!(SamplingScope, SamplingScope::National => "national", SamplingScope::Provincial => "provincial",
    SamplingScope::Customs => "customs");

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Conclusion {
    /// 合格.
    Pass,
    /// 不合格.
    Fail,
}

words!(Conclusion, Conclusion::Pass => "pass", Conclusion::Fail => "fail");

/// A parameter that did not conform.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplingFailure {
    /// Such as `阪崎肠杆菌`.
    pub parameter: String,
    /// What was found, with its unit.
    pub found: String,
    /// What the standard asks for.
    pub limit: String,
}

/// One sample and its result.
///
/// `authority` and `sample_number` together are its identity: the same sample sent again replaces it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SamplingResult {
    /// The platform's number; 0 before it has one.
    pub id: u64,
    /// Who ordered the sampling.
    pub scope: SamplingScope,
    /// The authority that published it, such as `国家市场监督管理总局`.
    pub authority: String,
    /// The notice's number or name, such as `2026年第12号`.
    pub notice: String,
    /// Where the notice stands, an https URL.
    pub notice_url: Option<String>,
    /// When it was published.
    pub published_on: Date,
    /// 抽样编号.
    pub sample_number: String,
    /// 样品名称.
    pub product_name: String,
    /// 商标.
    pub brand: Option<String>,
    /// 标称生产企业名称, as the notice writes it.
    pub manufacturer: String,
    /// The enterprise of the directory that it is, if one was recognised.
    pub enterprise: Option<EnterpriseId>,
    /// 规格型号.
    pub specification: Option<String>,
    /// 批号.
    pub lot_number: Option<LotNumber>,
    /// 生产日期.
    pub production_date: Option<Date>,
    /// 被抽样单位名称.
    pub sampled_at: Option<String>,
    /// What came out.
    pub conclusion: Conclusion,
    /// What did not conform; empty if it passed.
    pub failures: Vec<SamplingFailure>,
}

impl SamplingResult {
    /// The product's, brand's and manufacturer's names as a text is looked for in them: folded, one a
    /// line. A store that searches keeps this beside the row.
    #[must_use]
    pub fn search_text(&self) -> String {
        let names = [Some(&self.product_name), self.brand.as_ref(), Some(&self.manufacturer)];
        names.into_iter().flatten().map(|name| folded(name.chars())).collect::<Vec<_>>().join("\n")
    }
}

/// Narrow, lower case, one space where there is any, none at the ends: never more than one line.
fn folded(characters: impl Iterator<Item = char>) -> String {
    let lower: String =
        characters.map(crate::code::narrow).filter(|c| *c != '\0').flat_map(char::to_lowercase).collect();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What is looked for; everything that is given must fit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SamplingSearch {
    /// Part of the product's, brand's or manufacturer's name, or the whole lot number; case does not count.
    pub text: String,
    /// One enterprise's.
    pub enterprise: Option<EnterpriseId>,
    /// One lot's.
    pub lot: Option<LotNumber>,
    /// Only these.
    pub conclusion: Option<Conclusion>,
}

impl SamplingSearch {
    /// The text as it is looked for in [`SamplingResult::search_text`]; empty if there is none. What
    /// stands behind [`SEARCH_CHARACTERS_MAX`] characters is not looked at.
    #[must_use]
    pub fn folded_text(&self) -> String {
        folded(self.text.trim().chars().take(SEARCH_CHARACTERS_MAX))
    }

    /// The text as a lot number, if it can be one.
    #[must_use]
    pub fn text_as_lot(&self) -> Option<LotNumber> {
        LotNumber::parse(&self.text)
    }

    /// Whether a result is one that is looked for.
    #[must_use]
    pub fn fits(&self, result: &SamplingResult) -> bool {
        let text = self.folded_text();
        let is_lot = || self.text_as_lot().is_some_and(|lot| result.lot_number == Some(lot));
        (text.is_empty() || result.search_text().contains(&text) || is_lot())
            && self.enterprise.is_none_or(|enterprise| result.enterprise == Some(enterprise))
            && self.lot.as_ref().is_none_or(|lot| result.lot_number.as_ref() == Some(lot))
            && self.conclusion.is_none_or(|conclusion| result.conclusion == conclusion)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn search(text: &str) -> SamplingSearch {
        SamplingSearch { text: text.to_owned(), ..SamplingSearch::default() }
    }

    #[test]
    fn a_search_text_is_narrow_lower_case_and_spaced_once() {
        assert_eq!(search("　ＳＴＡＲ \n Spring ").folded_text(), "star spring");
        assert_eq!(search(" \t ").folded_text(), "");
    }

    #[test]
    fn a_search_text_is_looked_at_up_to_its_limit() {
        let longest = "乳".repeat(SEARCH_CHARACTERS_MAX);
        assert_eq!(search(&longest).folded_text(), longest);
        assert_eq!(search(&format!("{longest}粉")).folded_text(), longest);
    }
}
