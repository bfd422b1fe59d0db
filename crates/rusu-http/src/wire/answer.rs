//! An answer on the wire.

use std::sync::Arc;

use rusu_core::answer::{Answer, PackageContents, ScanBucket, ScanCount};
use rusu_core::calendar::china_day;
use rusu_core::code_rule::CodeRule;
use rusu_core::lot::VoidCode;
use rusu_core::portal::SamplingResult;
use rusu_core::recall::{Recall, RecallTarget};
use rusu_core::texts::{self, Lang};
use rusu_core::verdict_texts::{VerdictTexts, bucket_text, verdict_texts};
use serde::Serialize;
use utoipa::ToSchema;

use crate::pieces::{Pieces, Sent};
use crate::rendered::Rendered;

use super::{EnterpriseBody, EnterpriseRefBody, RecallTargetBody, RecordBody, SamplingResultBody, moment};

/// What an answer means and what to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VerdictBody {
    /// The stable word: `first_query`, `seen_before`, `unusually_often`, `expired`, `recalled`,
    /// `withdrawn`, `under_correction`, `package`, `archived`, `unrecognised`, `no_record`,
    /// `not_connected`, `other_enterprise`, `ambiguous`, `inner_code_given`, `outer_code_given`.
    #[schema(example = "first_query")]
    pub code: &'static str,
    /// How it sounds: `good`, `care`, `stop` or `calm`.
    #[schema(example = "good")]
    pub tone: &'static str,
    /// What is so, as one sentence.
    pub title: String,
    /// Why, or more of it.
    pub detail: String,
    /// What to do.
    pub next: String,
    /// What is nearest, where nothing was found.
    #[schema(required)]
    pub hint: Option<String>,
}

/// How often a code was asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ScansBody {
    /// With this query. Never too high; may be a little low.
    pub count: u64,
    /// `first`, `few` (2–5), `some` (6–19) or `many`. Show this rather than the count: a number
    /// invites wrong conclusions.
    #[schema(example = "few")]
    pub bucket: &'static str,
    /// The bucket in words.
    pub text: String,
    /// The day of the first query in China; the hour would tell of people's habits.
    #[schema(required, format = Date)]
    pub first_at: Option<String>,
}

impl ScansBody {
    fn new(scans: ScanCount, lang: Lang) -> Self {
        let bucket = scans.bucket();
        let word = match bucket {
            ScanBucket::First => "first",
            ScanBucket::Few => "few",
            ScanBucket::Some => "some",
            ScanBucket::Many => "many",
        };
        let first_at = scans.first_at.map(|at| china_day(at).to_string());
        Self { count: scans.with_this(), bucket: word, text: bucket_text(bucket, lang), first_at }
    }
}

/// A recall in force over the can: over its lot, or over its code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallBody {
    /// The platform's number.
    pub id: u64,
    /// `1` (most urgent), `2` or `3`.
    #[schema(example = "1")]
    pub level: &'static str,
    /// The level in words.
    pub level_text: String,
    /// Which lots.
    pub lots: Vec<String>,
    /// Why, as the notice says.
    pub reason: String,
    /// What to do, as the notice says.
    pub instructions: String,
    /// Whom to call.
    pub contact_phone: String,
    /// When the notice was published.
    #[schema(format = DateTime)]
    pub announced_at: String,
    /// Ranges of codes that are recalled besides the lots.
    pub ranges: Vec<RecallTargetBody>,
    /// How many codes are recalled one by one besides; the public list names them.
    pub codes_count: usize,
    /// Where it was sold: regions.
    pub regions: Vec<String>,
    /// When the list was last changed after the notice; `null` if it was not.
    #[schema(required, format = DateTime)]
    pub amended_at: Option<String>,
}

impl RecallBody {
    fn new(recall: &Recall, lang: Lang) -> Self {
        let level = recall.level.as_str();
        Self {
            id: recall.id,
            level,
            level_text: texts::plain(lang, &format!("recall-level-{level}")),
            lots: recall.lots().map(ToString::to_string).collect(),
            reason: recall.reason.clone(),
            instructions: recall.instructions.clone(),
            contact_phone: recall.contact_phone.clone(),
            announced_at: recall.announced_at.map(moment).unwrap_or_default(),
            ranges: recall
                .ranges()
                .cloned()
                .map(RecallTarget::Range)
                .map(|r| RecallTargetBody::from(&r))
                .collect(),
            codes_count: recall.codes().count(),
            regions: recall.plan.regions.clone(),
            amended_at: recall.amendments().last().map(|amendment| moment(amendment.at)),
        }
    }
}

/// The enterprise's declaration that a code is void.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VoidBody {
    /// Why.
    pub reason: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub since: String,
}

impl From<&VoidCode> for VoidBody {
    fn from(void: &VoidCode) -> Self {
        Self { reason: void.reason.clone(), since: moment(void.since) }
    }
}

/// The contents of a case or pallet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PackageBody {
    /// `case` or `pallet`.
    #[schema(example = "case")]
    pub carrier: &'static str,
    /// The first codes in it, in order.
    pub codes: Vec<String>,
    /// Whether there are more.
    pub more: bool,
}

impl From<&PackageContents> for PackageBody {
    fn from(package: &PackageContents) -> Self {
        let codes = package.codes.iter().map(ToString::to_string).collect();
        Self { carrier: package.carrier.as_str(), codes, more: package.more }
    }
}

/// Which code should be scanned or typed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AskedCodeBody {
    /// `outer`, `inner`, `case` or `pallet`.
    #[schema(example = "outer")]
    pub carrier: &'static str,
    /// One that fits.
    pub example: String,
    /// Where on the can, in words; may be empty.
    pub place: String,
}

impl AskedCodeBody {
    fn new(rule: &CodeRule, lang: Lang) -> Self {
        let [zh, en] = &rule.place_on_can;
        // Better in the other language than not at all.
        let place = if lang == Lang::Zh || en.trim().is_empty() { zh } else { en };
        Self { carrier: rule.carrier.as_str(), example: rule.example.clone(), place: place.clone() }
    }
}

/// What is left of an archived lot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ArchivedBody {
    /// When it was made.
    #[schema(format = Date)]
    pub production_date: String,
    /// When it expired.
    #[schema(format = Date)]
    pub expiry_date: String,
}

/// The answer to a question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnswerBody {
    /// What it means.
    pub verdict: VerdictBody,
    /// The language of its texts, `zh-CN` or `en`.
    #[schema(example = "zh-CN")]
    pub lang: &'static str,
    /// The text that was asked, trimmed.
    pub question: String,
    /// The enterprise that the answer speaks of.
    #[schema(required)]
    pub enterprise: Option<EnterpriseBody>,
    /// For `other_enterprise`: the one that was chosen.
    #[schema(required)]
    pub chosen: Option<EnterpriseBody>,
    /// The code that was read from the text.
    #[schema(required)]
    pub code: Option<String>,
    /// The code that should be asked for, where it is known.
    #[schema(required)]
    pub asked: Option<AskedCodeBody>,
    /// How often the code was asked for; absent where nothing is counted.
    #[schema(required)]
    pub scans: Option<ScansBody>,
    /// Recalls in force.
    pub recalls: Vec<RecallBody>,
    /// Results of official sampling of the lot, latest first.
    pub sampling_results: Vec<SamplingResultBody>,
    /// The code's declaration as void.
    #[schema(required)]
    pub void: Option<VoidBody>,
    /// For packages.
    #[schema(required)]
    pub package: Option<PackageBody>,
    /// Everything known of the lot; absent for what was not found and for archived lots.
    #[schema(required)]
    pub record: Option<RecordBody>,
    /// For `ambiguous`: those whose format fits.
    pub candidates: Vec<EnterpriseBody>,
    /// For `archived`.
    #[schema(required)]
    pub archived: Option<ArchivedBody>,
}

impl AnswerBody {
    /// An answer in a language, with documents below the platform's public address.
    pub(crate) fn new(answer: &Answer, lang: Lang, public_url: &str) -> Self {
        let record = answer.record.as_ref();
        let record = record.map(|record| RecordBody::new(record, &answer.items(), lang, public_url));
        Self { record, ..Self::without_record(answer, lang) }
    }

    /// An answer but for its record.
    fn without_record(answer: &Answer, lang: Lang) -> Self {
        let VerdictTexts { title, detail, next, hint } = verdict_texts(answer, lang);
        let (code, tone) = (answer.verdict.as_str(), answer.tone().as_str());
        let enterprise = |enterprise: &Arc<_>| EnterpriseBody::from(&**enterprise);
        Self {
            verdict: VerdictBody { code, tone, title, detail, next, hint },
            lang: lang.tag(),
            question: answer.text.clone(),
            enterprise: answer.enterprise.as_ref().map(enterprise),
            chosen: answer.chosen.as_ref().map(enterprise),
            code: answer.code.as_ref().map(ToString::to_string),
            asked: answer.asked_rule.as_ref().map(|rule| AskedCodeBody::new(rule, lang)),
            scans: answer.scans.map(|scans| ScansBody::new(scans, lang)),
            recalls: answer.recalls.iter().map(|recall| RecallBody::new(recall, lang)).collect(),
            sampling_results: answer.sampling.iter().map(|one| sampled(answer, one, lang)).collect(),
            void: answer.void.as_ref().map(VoidBody::from),
            package: answer.package.as_ref().map(PackageBody::from),
            record: None,
            candidates: answer.candidates.iter().map(enterprise).collect(),
            archived: answer.archived.map(|(production, expiry)| ArchivedBody {
                production_date: production.to_string(),
                expiry_date: expiry.to_string(),
            }),
        }
    }
}

/// The JSON of [`AnswerBody::new`], in which the record is one that is kept for all cans of the lot.
pub(crate) fn answer_json(
    answer: &Answer,
    lang: Lang,
    public_url: &str,
    rendered: &Rendered,
    is_packed: bool,
) -> Sent {
    const ABSENT: &str = "\"record\":null";
    // A struct of texts and numbers can always be written.
    let json = |body: &AnswerBody| serde_json::to_string(body).unwrap_or_default();
    let around = json(&AnswerBody::without_record(answer, lang));
    let found = answer.record.as_ref().zip(answer.code.as_ref());
    let kept = found.and_then(|(record, code)| Some((rendered.json(record, lang, public_url)?, code)));
    let mut pieces = Pieces::default();
    // Quotes inside of texts are escaped, so that a name with its quotes stands nowhere else.
    match (&kept, around.rsplit_once(ABSENT)) {
        (Some((kept, code)), Some((before, after))) => {
            pieces.short(before);
            pieces.short("\"record\":");
            kept.write(code, &mut pieces);
            pieces.short(after);
        }
        _ if answer.record.is_none() => pieces.short(&around),
        _ => pieces.short(&json(&AnswerBody::new(answer, lang, public_url))),
    }
    pieces.sent(is_packed)
}

/// A sampling result of the answer's lot; its enterprise is the answer's.
fn sampled(answer: &Answer, result: &SamplingResult, lang: Lang) -> SamplingResultBody {
    let own = answer.enterprise.as_ref().filter(|own| Some(own.id) == result.enterprise);
    let enterprise = own.map(|own| EnterpriseRefBody { id: own.id.0, name: own.name.clone() });
    SamplingResultBody::new(result, enterprise, lang)
}

#[cfg(test)]
mod tests {
    use rusu_core::ports::LotFile;
    use rusu_core::record::Record;
    use rusu_core::verdict::Verdict;
    use rusu_testkit::builders::{
        sample_change, sample_enterprise_with_profile, sample_lot, sample_product, sample_site, trace_code,
    };

    use super::*;

    fn found(code: &str) -> Answer {
        let file = LotFile {
            lot: sample_lot(),
            product: sample_product(),
            site: sample_site(),
            void_codes: Vec::new(),
            changes: vec![sample_change(0)],
        };
        let enterprise = Arc::new(sample_enterprise_with_profile());
        let record = Some(Arc::new(Record::assemble(Arc::clone(&enterprise), None, file)));
        let enterprise = Some(enterprise);
        Answer { code: Some(trace_code(code)), enterprise, record, ..Answer::bare(Verdict::FirstQuery, code) }
    }

    fn whole(answer: &Answer, lang: Lang) -> String {
        serde_json::to_string(&AnswerBody::new(answer, lang, "https://rusu.example")).unwrap()
    }

    fn kept(answer: &Answer, lang: Lang, rendered: &Rendered) -> String {
        answer_json(answer, lang, "https://rusu.example", rendered, false).into_text()
    }

    #[test]
    fn an_answer_made_from_what_is_kept_is_the_same_to_the_byte() {
        let rendered = Rendered::default();
        for code in ["6900012345678901", "A1B2C3D4E5"] {
            let answer = found(code);
            for lang in [Lang::Zh, Lang::En, Lang::Zh] {
                assert_eq!(kept(&answer, lang, &rendered), whole(&answer, lang));
            }
        }
    }

    #[test]
    fn a_text_that_looks_like_the_records_place_is_not_taken_for_it() {
        let mut answer = found("6900012345678901");
        answer.text = "\"record\":null".to_owned();
        assert_eq!(kept(&answer, Lang::Zh, &Rendered::default()), whole(&answer, Lang::Zh));
    }

    #[test]
    fn an_answer_without_a_record_is_whole_too() {
        let answer = Answer::bare(Verdict::NoRecord, "6900012345678901");
        assert_eq!(kept(&answer, Lang::En, &Rendered::default()), whole(&answer, Lang::En));
    }
}
