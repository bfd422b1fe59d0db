//! What surrounds the answers, on the wire: sampling results, recalls, announcements, figures.

use rusu_core::channel::{Channel, front_doors};
use rusu_core::portal::{Announcement, Page, QueryCount, SamplingFailure, SamplingResult};
use rusu_core::recall::Recall;
use rusu_core::texts::{self, Lang};
use rusu_query::{Directory, Statistics};
use serde::Serialize;
use utoipa::ToSchema;

use super::moment;
use super::recalls::{RecallNoticeBody, whose};

/// An enterprise, by number and name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EnterpriseRefBody {
    /// The platform's number.
    pub id: u32,
    /// The name people know.
    pub name: String,
}

/// A parameter that did not conform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SamplingFailureBody {
    /// Such as `阪崎肠杆菌`.
    pub parameter: String,
    /// What was found, with its unit.
    pub found: String,
    /// What the standard asks for.
    pub limit: String,
}

impl From<&SamplingFailure> for SamplingFailureBody {
    fn from(failure: &SamplingFailure) -> Self {
        let SamplingFailure { parameter, found, limit } = failure.clone();
        Self { parameter, found, limit }
    }
}

/// A result of official sampling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SamplingResultBody {
    /// The platform's number.
    pub id: u64,
    /// `national`, `provincial` or `customs`.
    #[schema(example = "national")]
    pub scope: &'static str,
    /// The scope in words.
    pub scope_name: String,
    /// Who published it.
    pub authority: String,
    /// The notice's number or name.
    pub notice: String,
    /// Where the notice stands.
    #[schema(required)]
    pub notice_url: Option<String>,
    /// When it was published.
    #[schema(format = Date)]
    pub published_on: String,
    /// The sample's number.
    pub sample_number: String,
    /// The product, as the notice writes it.
    pub product_name: String,
    /// The brand.
    #[schema(required)]
    pub brand: Option<String>,
    /// The maker, as the notice writes it.
    pub manufacturer: String,
    /// The enterprise of the directory that it is, if one was recognised.
    #[schema(required)]
    pub enterprise: Option<EnterpriseRefBody>,
    /// Such as `800 g/罐`.
    #[schema(required)]
    pub specification: Option<String>,
    /// The lot.
    #[schema(required)]
    pub lot_number: Option<String>,
    /// When it was made.
    #[schema(required, format = Date)]
    pub production_date: Option<String>,
    /// Where the sample was taken.
    #[schema(required)]
    pub sampled_at: Option<String>,
    /// `pass` or `fail`.
    #[schema(example = "pass")]
    pub conclusion: &'static str,
    /// The conclusion in words.
    pub conclusion_name: String,
    /// What did not conform; empty if it passed.
    pub failures: Vec<SamplingFailureBody>,
}

impl SamplingResultBody {
    /// A result, its enterprise named by `name_of`.
    pub(crate) fn new(result: &SamplingResult, enterprise: Option<EnterpriseRefBody>, lang: Lang) -> Self {
        let scope = result.scope.as_str();
        let conclusion = result.conclusion.as_str();
        Self {
            id: result.id,
            scope,
            scope_name: texts::plain(lang, &format!("sampling-scope-{scope}")),
            authority: result.authority.clone(),
            notice: result.notice.clone(),
            notice_url: result.notice_url.clone(),
            published_on: result.published_on.to_string(),
            sample_number: result.sample_number.clone(),
            product_name: result.product_name.clone(),
            brand: result.brand.clone(),
            manufacturer: result.manufacturer.clone(),
            enterprise,
            specification: result.specification.clone(),
            lot_number: result.lot_number.as_ref().map(ToString::to_string),
            production_date: result.production_date.map(|date| date.to_string()),
            sampled_at: result.sampled_at.clone(),
            conclusion,
            conclusion_name: texts::plain(lang, &format!("sampling-{conclusion}")),
            failures: result.failures.iter().map(SamplingFailureBody::from).collect(),
        }
    }
}

/// The name of an enterprise of the directory.
pub(crate) fn named(
    directory: &Directory,
    id: rusu_core::enterprise::EnterpriseId,
) -> Option<EnterpriseRefBody> {
    directory.get(id).map(|enterprise| EnterpriseRefBody { id: id.0, name: enterprise.name.clone() })
}

/// A page of sampling results, latest publication first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct SamplingResultsBody {
    /// The results.
    pub results: Vec<SamplingResultBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl SamplingResultsBody {
    /// A page with its enterprises named.
    pub(crate) fn new(page: &Page<SamplingResult>, directory: &Directory, lang: Lang) -> Self {
        let body = |result: &SamplingResult| {
            let enterprise = result.enterprise.and_then(|id| named(directory, id));
            SamplingResultBody::new(result, enterprise, lang)
        };
        Self { results: page.entries.iter().map(body).collect(), page: page.number, more: page.more }
    }
}

/// A recall, in force or ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct PublicRecallBody {
    /// The platform's number.
    pub id: u64,
    /// Whose lots.
    pub enterprise: EnterpriseRefBody,
    /// `1` (most urgent), `2` or `3`.
    #[schema(example = "1")]
    pub level: &'static str,
    /// The level in words.
    pub level_name: String,
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
    /// When it ended; `null` while it is in force.
    #[schema(required, format = DateTime)]
    pub ended_at: Option<String>,
    /// The rest of the notice.
    #[serde(flatten)]
    pub notice: RecallNoticeBody,
}

impl PublicRecallBody {
    /// A public recall with its enterprise named.
    pub(crate) fn new(recall: &Recall, directory: &Directory, lang: Lang) -> Self {
        let level = recall.level.as_str();
        Self {
            id: recall.id,
            enterprise: whose(directory, recall),
            level,
            level_name: texts::plain(lang, &format!("recall-level-{level}")),
            lots: recall.lots().map(ToString::to_string).collect(),
            reason: recall.reason.clone(),
            instructions: recall.instructions.clone(),
            contact_phone: recall.contact_phone.clone(),
            announced_at: recall.announced_at.map(moment).unwrap_or_default(),
            ended_at: recall.ended_at.map(moment),
            notice: RecallNoticeBody::new(recall, lang),
        }
    }
}

/// A page of recalls, latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct RecallsBody {
    /// The recalls.
    pub recalls: Vec<PublicRecallBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

impl RecallsBody {
    /// A page with its enterprises named.
    pub(crate) fn new(page: &Page<Recall>, directory: &Directory, lang: Lang) -> Self {
        let body = |recall: &Recall| PublicRecallBody::new(recall, directory, lang);
        Self { recalls: page.entries.iter().map(body).collect(), page: page.number, more: page.more }
    }
}

/// A notice, article or film, as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnnouncementBody {
    /// The platform's number.
    pub id: u64,
    /// `notice`, `article` or `video`.
    #[schema(example = "notice")]
    pub kind: &'static str,
    /// The kind in words.
    pub kind_name: String,
    /// Its heading.
    pub title: String,
    /// One or two sentences; may be empty.
    pub summary: String,
    /// Since when people see it.
    #[schema(required, format = DateTime)]
    pub published_at: Option<String>,
    /// Whether it stands before the others.
    pub pinned: bool,
    /// Where its film is.
    #[schema(required)]
    pub video: Option<String>,
}

impl AnnouncementBody {
    /// An announcement, its film at `video`.
    pub(crate) fn new(one: &Announcement, video: Option<String>, lang: Lang) -> Self {
        let kind = one.kind.as_str();
        Self {
            id: one.id,
            kind,
            kind_name: texts::plain(lang, &format!("announcement-kind-{kind}")),
            title: one.title.get(lang).to_owned(),
            summary: one.summary.get(lang).to_owned(),
            published_at: one.published_at.map(moment),
            pinned: one.pinned,
            video,
        }
    }
}

/// A page of announcements, pinned first, then latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnnouncementsBody {
    /// The announcements.
    pub announcements: Vec<AnnouncementBody>,
    /// The page's number, from 1.
    pub page: usize,
    /// Whether there is another behind it.
    pub more: bool,
}

/// One announcement with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct AnnouncementTextBody {
    /// What lists show.
    #[serde(flatten)]
    pub head: AnnouncementBody,
    /// Its paragraphs; lines that begin with `- ` are a list.
    pub body: Vec<String>,
}

impl AnnouncementTextBody {
    /// An announcement, its film at `video`.
    pub(crate) fn new(one: &Announcement, video: Option<String>, lang: Lang) -> Self {
        let text = one.body.get(lang).replace("\r\n", "\n");
        let body = text.split("\n\n").map(str::trim).filter(|paragraph| !paragraph.is_empty());
        Self { body: body.map(str::to_owned).collect(), head: AnnouncementBody::new(one, video, lang) }
    }
}

/// A figure with its definition.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct FigureBody {
    /// Its stable id.
    #[schema(example = "units_active")]
    pub id: &'static str,
    /// Its name.
    pub name: String,
    /// Its value; `null` if it is not a whole number or not known.
    #[schema(required)]
    pub value: Option<u64>,
    /// Its value as it is shown.
    pub text: String,
    /// What it counts.
    pub definition: String,
}

/// Queries through one front door.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct ChannelQueriesBody {
    /// The front door's stable word.
    #[schema(example = "wechat_mini")]
    pub channel: &'static str,
    /// Its name.
    pub name: String,
    /// Queries in the last 30 days.
    pub queries: u64,
    /// Those to which a record belonged.
    pub found: u64,
}

/// The figures of the platform.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct StatisticsBody {
    /// The figures.
    pub figures: Vec<FigureBody>,
    /// Queries of the last 30 days by front door.
    pub by_channel: Vec<ChannelQueriesBody>,
    /// When they were counted.
    #[schema(format = DateTime)]
    pub as_of: String,
}

impl StatisticsBody {
    /// The figures of so many enterprises in the directory.
    pub(crate) fn new(statistics: &Statistics, enterprises: usize, lang: Lang) -> Self {
        let figure = |id: &'static str, value: Option<u64>, text: String| FigureBody {
            id,
            name: texts::plain(lang, &format!("figure-{id}")),
            value,
            text,
            definition: texts::plain(lang, &format!("figure-{id}.definition")),
        };
        let count = |id, number: u64| figure(id, Some(number), number.to_string());
        let (lots, (found, not_found)) = (statistics.lots, statistics.queries);
        let all = found.saturating_add(not_found);
        let share = (u128::from(found) * 1_000).checked_div(u128::from(all));
        let share = share.map(|tenths| format!("{}.{}%", tenths / 10, tenths % 10));
        let stated = statistics.market_share.as_ref();
        let stated = stated.map(|one| format!("{} ({}, {})", one.value, one.source, one.as_of));
        let unknown = || texts::plain(lang, "statistics-unknown");
        Self {
            figures: vec![
                count("enterprises", u64::try_from(enterprises).unwrap_or(u64::MAX)),
                count("enterprises_delivering", lots.enterprises_delivering),
                count("units_active", lots.units_active),
                count("lots_active", lots.lots_active),
                count("units_archived", lots.units_archived),
                count("lots_archived", lots.lots_archived),
                count("queries", all),
                figure("found_share", None, share.unwrap_or_else(unknown)),
                figure("market_share", None, stated.unwrap_or_else(unknown)),
            ],
            by_channel: by_channel(&statistics.days, lang),
            as_of: moment(statistics.counted_at),
        }
    }
}

fn by_channel(days: &[QueryCount], lang: Lang) -> Vec<ChannelQueriesBody> {
    let doors = front_doors().iter().map(|door| Channel::named(door.id));
    let row = |channel: Channel| {
        let name = match channel.front_door() {
            Some(door) => door.name(lang).to_owned(),
            None => texts::plain(lang, &format!("channel-{}", channel.as_str())),
        };
        let own = days.iter().filter(|count| count.channel == channel);
        let (found, not_found) = own.fold((0_u64, 0_u64), |(found, not_found), count| {
            (found.saturating_add(count.found), not_found.saturating_add(count.not_found))
        });
        ChannelQueriesBody {
            channel: channel.as_str(),
            name,
            queries: found.saturating_add(not_found),
            found,
        }
    };
    doors.chain([Channel::API, Channel::OTHER]).map(row).collect()
}
