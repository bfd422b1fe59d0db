//! What the operator maintains, on the wire.

use rusu_core::enterprise::EnterpriseId;
use rusu_core::portal::{Announcement, CheckFile, Complaint, Page, Words};
use rusu_intake::{Film, SamplingReport};
use rusu_query::Directory;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::moment;
use super::portal::{EnterpriseRefBody, named};
use super::submission::RejectionBody;

/// A text in both languages; where there is no English one, the Chinese one is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsBody {
    /// Chinese.
    #[serde(default)]
    pub zh: String,
    /// English, may be empty.
    #[serde(default)]
    pub en: String,
}

impl From<WordsBody> for Words {
    fn from(WordsBody { zh, en }: WordsBody) -> Self {
        Self { zh, en }
    }
}

impl From<&Words> for WordsBody {
    fn from(words: &Words) -> Self {
        let Words { zh, en } = words.clone();
        Self { zh, en }
    }
}

/// An announcement as the operator writes it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct AnnouncementDraftBody {
    /// `notice`, `article` or `video`.
    #[schema(example = "notice")]
    pub kind: String,
    /// Its heading; Chinese is needed.
    pub title: WordsBody,
    /// One or two sentences for lists.
    #[serde(default)]
    pub summary: WordsBody,
    /// Its text: plain, paragraphs apart by an empty line; lines that begin with `- ` are a list.
    /// Chinese is needed unless a film stands for it.
    #[serde(default)]
    pub body: WordsBody,
    /// A film, as `create_video` named it.
    pub video: Option<String>,
    /// Whether it stands before the others.
    #[serde(default)]
    pub pinned: bool,
    /// Since when people see it (RFC 3339); a draft without it.
    #[schema(format = DateTime)]
    pub published_at: Option<String>,
}

/// An announcement as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OperatorAnnouncementBody {
    /// The platform's number.
    pub id: u64,
    /// `notice`, `article` or `video`.
    #[schema(example = "notice")]
    pub kind: &'static str,
    /// Its heading.
    pub title: WordsBody,
    /// One or two sentences for lists.
    pub summary: WordsBody,
    /// Its text.
    pub body: WordsBody,
    /// Its film, as `create_video` named it.
    #[schema(required)]
    pub video: Option<String>,
    /// Whether it stands before the others.
    pub pinned: bool,
    /// Since when people see it; `null` is a draft.
    #[schema(required, format = DateTime)]
    pub published_at: Option<String>,
    /// When it was last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl From<&Announcement> for OperatorAnnouncementBody {
    fn from(one: &Announcement) -> Self {
        Self {
            id: one.id,
            kind: one.kind.as_str(),
            title: WordsBody::from(&one.title),
            summary: WordsBody::from(&one.summary),
            body: WordsBody::from(&one.body),
            video: one.video.map(|video| video.to_hex()),
            pinned: one.pinned,
            published_at: one.published_at.map(moment),
            updated_at: moment(one.updated_at),
        }
    }
}

/// A page of announcements, latest change first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct OperatorAnnouncementsBody {
    /// The announcements.
    pub announcements: Vec<OperatorAnnouncementBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl From<&Page<Announcement>> for OperatorAnnouncementsBody {
    fn from(page: &Page<Announcement>) -> Self {
        let announcements = page.entries.iter().map(OperatorAnnouncementBody::from).collect();
        Self { announcements, page: page.number, more: page.more }
    }
}

/// A film that was taken.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct VideoBody {
    /// Its SHA-256, hexadecimal: by this an announcement names it.
    pub video: String,
    /// Its bytes.
    pub bytes: u64,
    /// `video/mp4` or `video/webm`.
    #[schema(example = "video/mp4")]
    pub media: &'static str,
}

impl From<&Film> for VideoBody {
    fn from(film: &Film) -> Self {
        Self { video: film.video.to_hex(), bytes: film.bytes, media: film.media.as_str() }
    }
}

/// Where a logo is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct LogoBody {
    /// Its address on this platform.
    #[schema(example = "/logos/9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08.png")]
    pub logo: String,
}

/// What an import of sampling results did, or would do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SamplingImportBody {
    /// Whether nothing was written.
    pub dry_run: bool,
    /// New samples.
    pub added: u64,
    /// Known samples with other content.
    pub replaced: u64,
    /// Known samples with the same content.
    pub unchanged: u64,
    /// Samples whose maker is an enterprise of the directory.
    pub recognised: u64,
    /// What is wrong, at most ten thousand.
    pub rejections: Vec<RejectionBody>,
}

impl SamplingImportBody {
    /// The report of an import.
    pub(crate) fn new(report: &SamplingReport, dry_run: bool) -> Self {
        Self {
            dry_run,
            added: report.count.added,
            replaced: report.count.replaced,
            unchanged: report.count.unchanged,
            recognised: report.recognised,
            rejections: report.rejections.iter().map(RejectionBody::from).collect(),
        }
    }
}

/// A complaint or report as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct KeptComplaintBody {
    /// The platform's number.
    pub id: u64,
    /// When it came.
    #[schema(format = DateTime)]
    pub received_at: String,
    /// `cannot_find`, `mismatch`, `code_damaged`, `quality` or `other`.
    #[schema(example = "cannot_find")]
    pub kind: &'static str,
    /// In the person's own words.
    pub text: String,
    /// The enterprise, if known.
    #[schema(required)]
    pub enterprise: Option<EnterpriseRefBody>,
    /// What was typed or scanned.
    #[schema(required)]
    pub code: Option<String>,
    /// What the platform answered then: `verdict.code` of the answer.
    #[schema(required)]
    pub verdict: Option<&'static str>,
    /// Telephone or mail address; `null` if none was given or it was wiped.
    #[schema(required)]
    pub contact: Option<String>,
    /// When the contact is wiped.
    #[schema(required, format = DateTime)]
    pub contact_until: Option<String>,
    /// Through which front door.
    #[schema(example = "portal")]
    pub channel: &'static str,
    /// `open`, `in_progress` or `closed`.
    #[schema(example = "open")]
    pub state: &'static str,
    /// The operator's note.
    pub note: String,
    /// When state or note last changed.
    #[schema(format = DateTime)]
    pub updated_at: String,
}

impl KeptComplaintBody {
    fn new(complaint: &Complaint, directory: &Directory) -> Self {
        let content = &complaint.content;
        let enterprise = |id: EnterpriseId| {
            let unnamed = || EnterpriseRefBody { id: id.0, name: id.to_string() };
            named(directory, id).unwrap_or_else(unnamed)
        };
        Self {
            id: complaint.id,
            received_at: moment(complaint.received_at),
            kind: content.kind.as_str(),
            text: content.text.clone(),
            enterprise: content.enterprise.map(enterprise),
            code: content.code.clone(),
            verdict: content.verdict.map(|verdict| verdict.as_str()),
            contact: content.contact.clone(),
            contact_until: complaint.contact_until.map(moment),
            channel: content.channel.as_str(),
            state: complaint.state.as_str(),
            note: complaint.note.clone(),
            updated_at: moment(complaint.updated_at),
        }
    }
}

/// A page of complaints, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ComplaintsBody {
    /// The complaints.
    pub complaints: Vec<KeptComplaintBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl ComplaintsBody {
    /// A page with its enterprises named.
    pub(crate) fn new(page: &Page<Complaint>, directory: &Directory) -> Self {
        let complaints = page.entries.iter().map(|one| KeptComplaintBody::new(one, directory)).collect();
        Self { complaints, page: page.number, more: page.more }
    }
}

/// Where a complaint stands now.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ComplaintAnswerBody {
    /// `open`, `in_progress` or `closed`.
    #[schema(example = "closed")]
    pub state: String,
    /// The operator's note; it replaces the earlier one.
    #[schema(max_length = 1000)]
    pub note: String,
}

/// A check file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckFileBody {
    /// Its name.
    #[schema(example = "MP_verify_a1b2.txt")]
    pub name: String,
    /// Its text.
    pub content: String,
}

impl From<&CheckFile> for CheckFileBody {
    fn from(file: &CheckFile) -> Self {
        let CheckFile { name, content } = file.clone();
        Self { name, content }
    }
}

/// Every check file, by name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct CheckFilesBody {
    /// The check files.
    pub check_files: Vec<CheckFileBody>,
}

/// A figure that the platform cannot count itself.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatementBody {
    /// As it is shown.
    #[schema(example = "约 99%")]
    pub value_text: String,
    /// Who says so.
    pub source: String,
    /// As of which day.
    #[schema(format = Date)]
    pub as_of: String,
}
