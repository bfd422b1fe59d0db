//! Notices, articles and videos by the operator.

use jiff::Timestamp;

use crate::lot::ContentHash;
use crate::product::words;
use crate::texts::Lang;

/// What an announcement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AnnouncementKind {
    /// 公告: something that people must know.
    Notice,
    /// 文章: how to choose, feed, keep, check.
    Article,
    /// 视频.
    Video,
}

words!(AnnouncementKind, AnnouncementKind::Notice => "notice", AnnouncementKind::Article => "article",
    AnnouncementKind::Video => "video");

/// A text in both languages; where there is no English one, the Chinese one is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Words {
    /// Chinese.
    pub zh: String,
    /// English, may be empty.
    pub en: String,
}

impl Words {
    /// The text for a reader.
    #[must_use]
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::En if !self.en.trim().is_empty() => &self.en,
            _ => &self.zh,
        }
    }
}

/// An announcement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The platform's number; 0 before it has one.
    pub id: u64,
    /// What it is.
    pub kind: AnnouncementKind,
    /// Its heading.
    pub title: Words,
    /// One or two sentences for lists; may be empty.
    pub summary: Words,
    /// Its text: plain, paragraphs apart by an empty line; lines that begin with `- ` are a list.
    pub body: Words,
    /// For videos: the film.
    pub video: Option<ContentHash>,
    /// Whether it stands before the others.
    pub pinned: bool,
    /// Since when people see it; `None` is a draft.
    pub published_at: Option<Timestamp>,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

impl Announcement {
    /// Whether people see it.
    #[must_use]
    pub fn is_visible(&self, now: Timestamp) -> bool {
        self.published_at.is_some_and(|at| at <= now)
    }
}
