//! 合格快查: results of official sampling, as the authorities publish them.

use jiff::civil::Date;

use crate::enterprise::EnterpriseId;
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
