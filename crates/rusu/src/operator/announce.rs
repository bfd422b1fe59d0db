//! Notices, articles and films.

use std::path::Path;

use anyhow::Context as _;
use jiff::Timestamp;
use rusu_core::limits::{ANNOUNCEMENT_BODY_CHARACTERS_MAX, VIDEO_BYTES_MAX};
use rusu_core::ports::Clock as _;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use ureq::http::Method;

use super::client::Client;
use super::commands::{AnnounceAdd, AnnounceCommand, AnnounceEdit, PublishAt};
use super::{NotSent, harmless_line};
use crate::Ending;
use crate::clock::SystemClock;
use crate::words::{aligned, both};

const PATH: &str = "/api/v1/operator/announcements";

/// A Chinese character takes three bytes in UTF-8, the rarest four.
const BODY_BYTES_MAX: usize = 4 * ANNOUNCEMENT_BODY_CHARACTERS_MAX;

#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
struct WireWords {
    zh: String,
    en: String,
}

/// What the operator writes of an announcement.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
struct WireDraft {
    kind: String,
    title: WireWords,
    summary: WireWords,
    body: WireWords,
    video: Option<String>,
    pinned: bool,
    published_at: Option<String>,
}

#[derive(Deserialize)]
struct WireAnnouncements {
    announcements: Vec<WireAnnouncement>,
    more: bool,
}

#[derive(Deserialize)]
struct WireAnnouncement {
    id: u64,
    #[serde(flatten)]
    draft: WireDraft,
}

pub(super) fn run(client: &Client, command: AnnounceCommand) -> anyhow::Result<Ending> {
    match command {
        AnnounceCommand::Add(add) => {
            let saved = client.send(Method::POST, PATH, &new_draft(client, *add)?)?;
            tell("command-announcement-added", saved)?;
        }
        AnnounceCommand::Edit(edit) => {
            let path = format!("{PATH}/{}", edit.id);
            let mut draft = client.get::<WireAnnouncement>(&path)?.draft;
            change(client, &mut draft, *edit)?;
            tell("command-announcement-changed", client.send(Method::PUT, &path, &draft)?)?;
        }
        AnnounceCommand::List => list(client)?,
        AnnounceCommand::Remove { id } => {
            client.delete(&format!("{PATH}/{id}"))?;
            println!("{}", both("command-announcement-removed", &[("id", id.to_string().as_str().into())]));
        }
    }
    Ok(Ending::Good)
}

fn new_draft(client: &Client, add: AnnounceAdd) -> anyhow::Result<WireDraft> {
    let given = Option::unwrap_or_default;
    let text = |file: Option<&Path>| file.map_or_else(|| Ok(String::new()), read_text);
    let body = WireWords { zh: text(add.body_file.as_deref())?, en: text(add.body_en_file.as_deref())? };
    let published_at = match (add.draft, add.publish_at) {
        (true, _) => None,
        (false, at) => Some(moment(at.unwrap_or(PublishAt::Now))),
    };
    Ok(WireDraft {
        kind: add.kind.as_str().to_owned(),
        title: WireWords { zh: add.title, en: given(add.title_en) },
        summary: WireWords { zh: given(add.summary), en: given(add.summary_en) },
        body,
        video: add.video.map(|file| upload(client, &file)).transpose()?,
        pinned: add.pinned,
        published_at,
    })
}

/// Changes what is given and leaves the rest.
fn change(client: &Client, draft: &mut WireDraft, edit: AnnounceEdit) -> anyhow::Result<()> {
    let set = |field: &mut String, given: Option<String>| {
        if let Some(text) = given {
            *field = text;
        }
    };
    set(&mut draft.kind, edit.kind.map(|kind| kind.as_str().to_owned()));
    set(&mut draft.title.zh, edit.title);
    set(&mut draft.title.en, edit.title_en);
    set(&mut draft.summary.zh, edit.summary);
    set(&mut draft.summary.en, edit.summary_en);
    set(&mut draft.body.zh, edit.body_file.as_deref().map(read_text).transpose()?);
    set(&mut draft.body.en, edit.body_en_file.as_deref().map(read_text).transpose()?);
    if edit.no_video {
        draft.video = None;
    }
    if let Some(file) = edit.video {
        draft.video = Some(upload(client, &file)?);
    }
    draft.pinned = edit.pinned.unwrap_or(draft.pinned);
    if edit.draft {
        draft.published_at = None;
    }
    if let Some(at) = edit.publish_at {
        draft.published_at = Some(moment(at));
    }
    Ok(())
}

fn list(client: &Client) -> anyhow::Result<()> {
    let now = SystemClock.now();
    let mut rows = Vec::new();
    client.pages(&format!("{PATH}?"), |page: WireAnnouncements| {
        rows.extend(page.announcements.iter().map(|one| row(one, now)));
        Ok(page.more)
    })?;
    print!("{}", aligned(&rows));
    Ok(())
}

fn row(WireAnnouncement { id, draft }: &WireAnnouncement, now: Timestamp) -> Vec<String> {
    let pinned = if draft.pinned { both("command-announcement-pinned", &[]) } else { String::new() };
    vec![
        id.to_string(),
        both(&format!("announcement-kind-{}", draft.kind), &[]),
        visibility(draft.published_at.as_deref(), now),
        pinned,
        harmless_line(&draft.title.zh),
    ]
}

/// Whether people see it, or from when on.
fn visibility(published_at: Option<&str>, now: Timestamp) -> String {
    let Some(at) = published_at else { return both("command-announcement-draft", &[]) };
    let is_future = at.parse::<Timestamp>().is_ok_and(|at| at > now);
    let id = if is_future { "command-announcement-future" } else { "command-announcement-visible" };
    both(id, &[("at", at.into())])
}

fn tell(id: &str, saved: Value) -> anyhow::Result<()> {
    let saved: WireAnnouncement =
        serde_json::from_value(saved).context("the platform's answer cannot be read")?;
    let visibility = visibility(saved.draft.published_at.as_deref(), SystemClock.now());
    println!("{}\t{}  {visibility}", saved.id, both(id, &[]));
    Ok(())
}

/// Uploads a film; its hash names it.
fn upload(client: &Client, file: &Path) -> anyhow::Result<String> {
    #[derive(Deserialize)]
    struct WireVideo {
        video: String,
    }
    let told = client.send_file(Method::POST, "/api/v1/operator/videos", file, VIDEO_BYTES_MAX)?;
    let video: WireVideo = serde_json::from_value(told).context("the platform's answer cannot be read")?;
    Ok(video.video)
}

fn read_text(file: &Path) -> anyhow::Result<String> {
    let shown = file.display();
    let bytes = std::fs::metadata(file).with_context(|| format!("{shown} cannot be read"))?.len();
    if bytes > u64::try_from(BODY_BYTES_MAX).unwrap_or(u64::MAX) {
        return Err(NotSent(format!("{shown} has {bytes} bytes, limit is {BODY_BYTES_MAX}")).into());
    }
    std::fs::read_to_string(file).with_context(|| format!("{shown} cannot be read as UTF-8"))
}

fn moment(at: PublishAt) -> String {
    match at {
        PublishAt::Now => SystemClock.now(),
        PublishAt::At(at) => at,
    }
    .to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_see_what_is_published_by_now() {
        let now: Timestamp = "2026-08-14T01:00:00Z".parse().unwrap();
        let id = |at: Option<&str>| visibility(at, now);
        assert_eq!(id(None), both("command-announcement-draft", &[]));
        let nine = "2026-08-14T09:00:00+08:00";
        assert_eq!(id(Some(nine)), both("command-announcement-visible", &[("at", nine.into())]));
        let later = "2026-08-14T09:00:01+08:00";
        assert_eq!(id(Some(later)), both("command-announcement-future", &[("at", later.into())]));
    }
}
