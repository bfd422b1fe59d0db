//! Notices, articles and films.

use jiff::Timestamp;
use rusu_core::limits::{
    ANNOUNCEMENT_BODY_CHARACTERS_MAX, ANNOUNCEMENT_SUMMARY_CHARACTERS_MAX, ANNOUNCEMENT_TITLE_CHARACTERS_MAX,
};
use rusu_core::lot::ContentHash;
use rusu_core::portal::{Announcement, AnnouncementKind, Page, PageNumber, Words};
use rusu_core::ports::{ObjectKind, StoreFault};

use super::fields::{line, lines, needed};
use super::{PortalDesk, PortalError, unknown};

/// An announcement as the operator writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AnnouncementDraft {
    /// What it is.
    pub kind: AnnouncementKind,
    /// Its heading; Chinese is needed.
    pub title: Words,
    /// One or two sentences for lists; may be empty.
    pub summary: Words,
    /// Its text; Chinese is needed unless a film stands for it.
    pub body: Words,
    /// A film that was uploaded.
    pub video: Option<ContentHash>,
    /// Whether it stands before the others.
    pub pinned: bool,
    /// Since when people see it; `None` leaves it a draft.
    pub published_at: Option<Timestamp>,
}

impl PortalDesk {
    /// Adds an announcement.
    ///
    /// # Errors
    /// [`PortalError::Missing`], [`PortalError::TooLong`] or [`PortalError::Form`] of `title`,
    /// `summary` or `body`; [`PortalError::VideoUnknown`]; [`PortalError::Fault`].
    pub fn add_announcement(&self, draft: AnnouncementDraft) -> Result<Announcement, PortalError> {
        self.save_announcement(0, draft)
    }

    /// Replaces an announcement.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none with this number; and as [`Self::add_announcement`].
    pub fn edit_announcement(&self, id: u64, draft: AnnouncementDraft) -> Result<Announcement, PortalError> {
        match self.portal.announcement(id)? {
            Some(_) => self.save_announcement(id, draft),
            None => Err(unknown("announcement", id)),
        }
    }

    /// Removes an announcement. Its film stays in the store: another announcement may show it.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none with this number; [`PortalError::Fault`].
    pub fn remove_announcement(&self, id: u64) -> Result<(), PortalError> {
        if self.portal.remove_announcement(id)? { Ok(()) } else { Err(unknown("announcement", id)) }
    }

    /// Every announcement with drafts and future ones, latest change first.
    ///
    /// # Errors
    /// [`StoreFault`].
    pub fn announcements(&self, page: PageNumber) -> Result<Page<Announcement>, StoreFault> {
        self.portal.all_announcements(page)
    }

    /// One announcement, visible or not.
    ///
    /// # Errors
    /// [`PortalError::Unknown`] if there is none with this number; [`PortalError::Fault`].
    pub fn announcement(&self, id: u64) -> Result<Announcement, PortalError> {
        self.portal.announcement(id)?.ok_or_else(|| unknown("announcement", id))
    }

    fn save_announcement(&self, id: u64, draft: AnnouncementDraft) -> Result<Announcement, PortalError> {
        let mut checked = Announcement {
            id,
            kind: draft.kind,
            title: both("title", &draft.title, ANNOUNCEMENT_TITLE_CHARACTERS_MAX, line)?,
            summary: both("summary", &draft.summary, ANNOUNCEMENT_SUMMARY_CHARACTERS_MAX, line)?,
            body: both("body", &draft.body, ANNOUNCEMENT_BODY_CHARACTERS_MAX, lines)?,
            video: draft.video,
            pinned: draft.pinned,
            published_at: draft.published_at,
            updated_at: self.clock.now(),
        };
        checked.title.zh = needed("title", checked.title.zh)?;
        let film_stands_for_text = checked.kind == AnnouncementKind::Video && checked.video.is_some();
        if !film_stands_for_text {
            checked.body.zh = needed("body", checked.body.zh)?;
        }
        if let Some(video) = checked.video
            && self.objects.open(ObjectKind::Video, &video)?.is_none()
        {
            return Err(PortalError::VideoUnknown { video });
        }
        checked.id = self.portal.save_announcement(&checked)?;
        Ok(checked)
    }
}

type Read = fn(&'static str, &str, usize) -> Result<String, PortalError>;

fn both(field: &'static str, words: &Words, limit: usize, read: Read) -> Result<Words, PortalError> {
    Ok(Words { zh: read(field, &words.zh, limit)?, en: read(field, &words.en, limit)? })
}
