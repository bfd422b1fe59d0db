//! Keys, standings, papers and code-rule trials on the wire.

use rusu_core::admission::{EndingPaper, Standing};
use rusu_core::rejection::{Finding, Severity};
use rusu_core::rule_trial::RuleTrial;
use rusu_core::signature::{SigningKey, to_base64};
use rusu_core::texts::Lang;
use rusu_intake::RawKey;
use rusu_query::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::portal::{EnterpriseRefBody, named};
use super::{BothBody, moment};

/// A public key as it is registered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewSigningKeyBody {
    /// `ed25519` or `sm2-sm3`.
    #[schema(example = "ed25519")]
    pub algorithm: String,
    /// PEM, or the key's bytes in base64: 32 of Ed25519, 65 of SM2.
    pub public_key: String,
    /// What the enterprise calls it.
    #[schema(max_length = 64)]
    pub label: String,
}

impl NewSigningKeyBody {
    /// Unchecked, and the label.
    pub(crate) fn into_raw(self) -> (RawKey, String) {
        (RawKey { algorithm: self.algorithm, public_key: self.public_key }, self.label)
    }
}

/// A registered public key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SigningKeyBody {
    /// Its id, for `keyid`: `rk_` and the first half of SHA-256 over algorithm, colon and key.
    #[schema(example = "rk_4d1f6a0c3b5e7f8890a1b2c3d4e5f607")]
    pub id: String,
    /// `ed25519` or `sm2-sm3`.
    #[schema(example = "ed25519")]
    pub algorithm: &'static str,
    /// The key's bytes in base64.
    pub public_key: String,
    /// What the enterprise calls it.
    pub label: String,
    /// Since when.
    #[schema(format = DateTime)]
    pub created_at: String,
    /// Until when, if it was revoked.
    #[schema(required, format = DateTime)]
    pub revoked_at: Option<String>,
}

impl From<&SigningKey> for SigningKeyBody {
    fn from(key: &SigningKey) -> Self {
        Self {
            id: key.id.to_string(),
            algorithm: key.algorithm.as_str(),
            public_key: to_base64(&key.public_key),
            label: key.label.clone(),
            created_at: moment(key.created_at),
            revoked_at: key.revoked_at.map(moment),
        }
    }
}

/// An enterprise's keys, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SigningKeysBody {
    /// The keys, revoked ones too.
    pub signing_keys: Vec<SigningKeyBody>,
}

impl SigningKeysBody {
    /// The list.
    pub(crate) fn new(keys: &[SigningKey]) -> Self {
        Self { signing_keys: keys.iter().map(SigningKeyBody::from).collect() }
    }
}

/// Where an enterprise stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingBody {
    /// `admitted`, `suspended` or `ended`.
    #[schema(example = "admitted")]
    pub state: &'static str,
    /// Whether every request must be signed.
    pub signed_only: bool,
    /// Why.
    pub reason: String,
    /// Since when; `null` if nothing was ever decided.
    #[schema(required, format = DateTime)]
    pub since: Option<String>,
}

impl From<&Standing> for StandingBody {
    fn from(standing: &Standing) -> Self {
        Self {
            state: standing.state.as_str(),
            signed_only: standing.signed_only,
            reason: standing.reason.clone(),
            since: standing.since.map(moment),
        }
    }
}

/// The enterprise as it is known to the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OwnEnterpriseBody {
    /// The platform's number.
    pub id: u32,
    /// The name people know.
    pub name: String,
    /// Where it stands.
    pub standing: StandingBody,
}

/// A decision, as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct DecidedStandingBody {
    /// What was decided.
    #[serde(flatten)]
    pub standing: StandingBody,
    /// Who decided so.
    pub who: String,
}

/// Everything that was decided of an enterprise, the oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StandingsBody {
    /// The decisions.
    pub standings: Vec<DecidedStandingBody>,
}

impl StandingsBody {
    /// The list.
    pub(crate) fn new(standings: &[Standing]) -> Self {
        let decided = |standing: &Standing| DecidedStandingBody {
            standing: StandingBody::from(standing),
            who: standing.who.clone(),
        };
        Self { standings: standings.iter().map(decided).collect() }
    }
}

/// Where an enterprise shall stand from now on; what is left out stays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StandingChangeBody {
    /// `admitted`, `suspended`, or `ended`, which is for ever.
    #[schema(example = "suspended")]
    pub state: Option<String>,
    /// Whether every request must be signed.
    pub signed_only: Option<bool>,
    /// Why; the enterprise reads it.
    #[schema(max_length = 1000)]
    pub reason: String,
}

/// A licence or certificate that ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EndingPaperBody {
    /// Whose.
    pub enterprise: u32,
    /// `production_licence` or `integrity_certificate`.
    #[schema(example = "production_licence")]
    pub kind: &'static str,
    /// The site's reference; empty for a certificate.
    pub site: String,
    /// Its number.
    pub number: String,
    /// Its last day.
    #[schema(format = Date)]
    pub valid_to: String,
    /// Days to its last day; negative once it has ended.
    pub days_left: i32,
}

/// Licences and certificates that end, the earliest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EndingPapersBody {
    /// The papers.
    pub papers: Vec<EndingPaperBody>,
}

impl EndingPapersBody {
    /// The list.
    pub(crate) fn new(papers: &[EndingPaper]) -> Self {
        let paper = |paper: &EndingPaper| EndingPaperBody {
            enterprise: paper.enterprise.0,
            kind: paper.kind.as_str(),
            site: paper.site.clone(),
            number: paper.number.clone(),
            valid_to: paper.valid_to.to_string(),
            days_left: paper.days_left,
        };
        Self { papers: papers.iter().map(paper).collect() }
    }
}

/// A code rule that is tried out, and a text to try it on.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTrialBody {
    /// The text of a QR code, or a code as typed.
    #[schema(example = "https://t.example.cn/6900012345678901")]
    pub text: String,
    /// `outer`, `inner`, `case` or `pallet`.
    #[schema(example = "outer")]
    pub carrier: String,
    /// Fewest characters of a code.
    pub length_min: usize,
    /// Most characters of a code.
    pub length_max: usize,
    /// `digits` or `digits_and_letters`.
    #[schema(example = "digits")]
    pub alphabet: String,
    /// What every code begins with.
    #[serde(default)]
    pub prefix: String,
    /// `none`, `gs1`, `luhn` or `mod1110`.
    #[schema(example = "none")]
    pub check: String,
    /// Patterns of the QR text, each with a group named `code`.
    #[serde(default)]
    pub text_patterns: Vec<String>,
    /// A code that fits.
    pub example: String,
}

/// A finding on a rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleFindingBody {
    /// The rule of the house, as a stable word.
    #[schema(example = "code_rule_clash")]
    pub rule: String,
    /// `error`: a delivery with it would be refused; `warning`: it would be taken.
    #[schema(example = "warning")]
    pub severity: &'static str,
    /// Of which field.
    #[schema(example = "text_pattern")]
    pub field: &'static str,
    /// What is wrong.
    pub message: BothBody,
    /// What to do.
    pub remedy: BothBody,
}

impl RuleFindingBody {
    fn new(field: &'static str, finding: &Finding) -> Self {
        let severity = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let message = BothBody { zh: finding.message(Lang::Zh), en: finding.message(Lang::En) };
        let remedy = BothBody { zh: finding.remedy(Lang::Zh), en: finding.remedy(Lang::En) };
        Self { rule: finding.rule.to_string(), severity, field, message, remedy }
    }
}

/// Another enterprise's rule that finds a code in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleClaimBody {
    /// Whose.
    pub enterprise: EnterpriseRefBody,
    /// Where such a code is printed.
    #[schema(example = "outer")]
    pub carrier: &'static str,
    /// The code.
    pub code: String,
}

/// What a rule makes of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RuleTrialResultBody {
    /// What is wrong with the rule, or worth knowing.
    pub findings: Vec<RuleFindingBody>,
    /// The codes that the rule finds in the text.
    pub extracted: Vec<String>,
    /// What other enterprises' rules find in it.
    pub claims: Vec<RuleClaimBody>,
}

impl RuleTrialResultBody {
    /// A trial with its enterprises named.
    pub(crate) fn new(trial: &RuleTrial, directory: &Directory) -> Self {
        let claims = trial.claims.iter().map(|claim| RuleClaimBody {
            enterprise: named(directory, claim.enterprise).unwrap_or_else(|| EnterpriseRefBody {
                id: claim.enterprise.0,
                name: claim.enterprise.to_string(),
            }),
            carrier: claim.carrier.as_str(),
            code: claim.code.as_str().to_owned(),
        });
        Self {
            findings: trial.findings.iter().map(|(field, f)| RuleFindingBody::new(field, f)).collect(),
            extracted: trial.extracted.iter().map(|code| code.as_str().to_owned()).collect(),
            claims: claims.collect(),
        }
    }
}
