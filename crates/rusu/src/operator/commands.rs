//! What the operator can say on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use jiff::Timestamp;
use jiff::civil::Date;
use rusu_core::texts::Lang;

/// `rusu operator`.
#[derive(Debug, Subcommand)]
pub(crate) enum OperatorCommand {
    /// Make a key on the data directory. It is shown this once and kept nowhere.
    Key {
        /// Whose key it is, or what it is for; it is taken back by this name.
        #[arg(long)]
        label: String,
    },
    /// Take back every key with a label. It counts from the next request on.
    Revoke {
        /// The label.
        #[arg(long)]
        label: String,
    },
}

/// `rusu logo`.
#[derive(Debug, Subcommand)]
pub(crate) enum LogoCommand {
    /// Set an enterprise's logo. It is made 128 × 128 pixels.
    Set {
        /// Number, name or brand.
        #[arg(long)]
        enterprise: String,
        /// A PNG, JPEG or WebP of at most 1 MiB.
        file: PathBuf,
    },
    /// Take an enterprise's logo away; its initial stands there again.
    Remove {
        /// Number, name or brand.
        #[arg(long)]
        enterprise: String,
    },
}

/// `rusu announce`.
#[derive(Debug, Subcommand)]
pub(crate) enum AnnounceCommand {
    /// Add a notice, an article or a film. People see it at once, unless --draft or --publish-at says otherwise.
    Add(Box<AnnounceAdd>),
    /// Change what is given and leave the rest.
    Edit(Box<AnnounceEdit>),
    /// List all, drafts too, the latest change first.
    List,
    /// Remove one for good.
    Remove {
        /// Its number.
        id: u64,
    },
}

/// `rusu announce add`.
#[derive(Debug, Args)]
pub(crate) struct AnnounceAdd {
    /// What it is.
    #[arg(long, value_enum)]
    pub(crate) kind: Kind,
    /// Its heading in Chinese.
    #[arg(long)]
    pub(crate) title: String,
    /// Its heading in English; otherwise the Chinese one is shown.
    #[arg(long)]
    pub(crate) title_en: Option<String>,
    /// One or two sentences for the list.
    #[arg(long)]
    pub(crate) summary: Option<String>,
    /// The same in English.
    #[arg(long)]
    pub(crate) summary_en: Option<String>,
    /// A text file in UTF-8: paragraphs with an empty line between, lines beginning with "- " are a list.
    #[arg(long, value_name = "FILE", required_unless_present = "video")]
    pub(crate) body_file: Option<PathBuf>,
    /// The same in English.
    #[arg(long, value_name = "FILE")]
    pub(crate) body_en_file: Option<PathBuf>,
    /// A film, MP4 or WebM, at most 200 MiB.
    #[arg(long, value_name = "FILE")]
    pub(crate) video: Option<PathBuf>,
    /// Put it before the others.
    #[arg(long)]
    pub(crate) pinned: bool,
    /// Keep it from people's eyes for now.
    #[arg(long, conflicts_with = "publish_at")]
    pub(crate) draft: bool,
    /// Show it from then on: now, or a time such as 2026-12-01T09:00:00+08:00.
    #[arg(long, value_name = "TIME", value_parser = publish_at)]
    pub(crate) publish_at: Option<PublishAt>,
}

/// `rusu announce edit`.
#[derive(Debug, Args)]
pub(crate) struct AnnounceEdit {
    /// Its number.
    pub(crate) id: u64,
    /// What it is.
    #[arg(long, value_enum)]
    pub(crate) kind: Option<Kind>,
    /// Its heading in Chinese.
    #[arg(long)]
    pub(crate) title: Option<String>,
    /// Its heading in English.
    #[arg(long)]
    pub(crate) title_en: Option<String>,
    /// One or two sentences for the list.
    #[arg(long)]
    pub(crate) summary: Option<String>,
    /// The same in English.
    #[arg(long)]
    pub(crate) summary_en: Option<String>,
    /// A text file in UTF-8.
    #[arg(long, value_name = "FILE")]
    pub(crate) body_file: Option<PathBuf>,
    /// The same in English.
    #[arg(long, value_name = "FILE")]
    pub(crate) body_en_file: Option<PathBuf>,
    /// A film, MP4 or WebM.
    #[arg(long, value_name = "FILE", conflicts_with = "no_video")]
    pub(crate) video: Option<PathBuf>,
    /// Show no film any more.
    #[arg(long)]
    pub(crate) no_video: bool,
    /// Put it before the others, or with =false no longer.
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    pub(crate) pinned: Option<bool>,
    /// Take it from people's eyes.
    #[arg(long, conflicts_with = "publish_at")]
    pub(crate) draft: bool,
    /// Show it from then on: now, or a time such as 2026-12-01T09:00:00+08:00.
    #[arg(long, value_name = "TIME", value_parser = publish_at)]
    pub(crate) publish_at: Option<PublishAt>,
}

/// What an announcement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// A notice of the operator.
    Notice,
    /// An article.
    Article,
    /// A film.
    Video,
}

impl Kind {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Article => "article",
            Self::Video => "video",
        }
    }
}

/// Since when people see something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PublishAt {
    /// At once.
    Now,
    /// From a moment on.
    At(Timestamp),
}

/// `rusu sampling`.
#[derive(Debug, Subcommand)]
pub(crate) enum SamplingCommand {
    /// Import a CSV or XLSX; bad rows are told, the others imported. docs/sampling-results.md has the columns.
    Import {
        /// The file.
        file: PathBuf,
        /// Only tell what would be.
        #[arg(long)]
        dry_run: bool,
        /// Write refused rows to this CSV file.
        #[arg(long, value_name = "FILE")]
        rejections: Option<PathBuf>,
    },
    /// Remove one result.
    Remove {
        /// Its number, as GET /api/v1/sampling-results tells it.
        id: u64,
    },
    /// Write the workbook to fill in.
    Template {
        /// Where to; an existing file is left alone.
        file: PathBuf,
        /// The language of its headings.
        #[arg(long, value_enum, default_value_t)]
        language: Language,
    },
}

/// A language.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum Language {
    /// Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

impl Language {
    pub(crate) fn lang(self) -> Lang {
        match self {
            Self::Zh => Lang::Zh,
            Self::En => Lang::En,
        }
    }
}

/// `rusu complaints`.
#[derive(Debug, Subcommand)]
pub(crate) enum ComplaintsCommand {
    /// List them, the latest first.
    List {
        /// Only these.
        #[arg(long, value_enum)]
        state: Option<ComplaintStateWord>,
        /// As a CSV for a spreadsheet. It holds people's contacts: keep it safe and delete it in time.
        #[arg(long)]
        csv: bool,
    },
    /// Say where a complaint stands, with a note for colleagues.
    Answer {
        /// Its number.
        id: u64,
        /// Where it stands from now on.
        #[arg(long, value_enum)]
        state: ComplaintStateWord,
        /// What was done; it takes the place of the note before.
        #[arg(long)]
        note: String,
    },
}

/// Where a complaint stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ComplaintStateWord {
    /// Nobody has looked at it.
    Open,
    /// Somebody is at it.
    InProgress,
    /// Done.
    Closed,
}

impl ComplaintStateWord {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::InProgress => "in_progress",
            Self::Closed => "closed",
        }
    }
}

/// `rusu application`.
#[derive(Debug, Subcommand)]
pub(crate) enum ApplicationCommand {
    /// List them, the latest first.
    List {
        /// Only these.
        #[arg(long, value_enum)]
        state: Option<ApplicationStateWord>,
    },
    /// Show one whole, with its contact.
    Show {
        /// Its number.
        id: u64,
    },
    /// Admit the applicant: makes the enterprise with its first key.
    Admit {
        /// Its number.
        id: u64,
        /// The number of an enterprise of the directory that it is; a new one is made without it.
        #[arg(long)]
        enterprise: Option<u32>,
        /// The number of the group it belongs to.
        #[arg(long)]
        parent: Option<u32>,
        /// Why.
        #[arg(long, default_value = "")]
        reason: String,
    },
    /// Refuse the applicant, with the reason that it reads.
    Refuse {
        /// Its number.
        id: u64,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// Where an application stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum ApplicationStateWord {
    /// Nobody decided it.
    Submitted,
    /// Admitted.
    Admitted,
    /// Refused.
    Refused,
}

impl ApplicationStateWord {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Submitted => "submitted",
            Self::Admitted => "admitted",
            Self::Refused => "refused",
        }
    }
}

/// `rusu check-file`.
#[derive(Debug, Subcommand)]
pub(crate) enum CheckFileCommand {
    /// Serve a file that a mini-program platform gave, at /t/ and its name.
    Put {
        /// The file, named as the platform named it: NAME.txt.
        file: PathBuf,
    },
    /// Serve it no longer.
    Remove {
        /// Its name.
        name: String,
    },
    /// List them.
    List,
}

/// `rusu statement`.
#[derive(Debug, Subcommand)]
pub(crate) enum StatementCommand {
    /// State the connected enterprises' share of the market, for the statistics page.
    MarketShare(MarketShare),
}

/// `rusu statement market-share`.
#[derive(Debug, Args)]
pub(crate) struct MarketShare {
    /// The share as it is shown, such as 约 80%.
    #[arg(long, required_unless_present = "withdraw")]
    pub(crate) value: Option<String>,
    /// Who says so.
    #[arg(long, required_unless_present = "withdraw")]
    pub(crate) source: Option<String>,
    /// The day of which it is true.
    #[arg(long, value_name = "DATE", required_unless_present = "withdraw")]
    pub(crate) as_of: Option<Date>,
    /// Take the statement back.
    #[arg(long, conflicts_with_all = ["value", "source", "as_of"])]
    pub(crate) withdraw: bool,
}

fn publish_at(text: &str) -> Result<PublishAt, String> {
    if text == "now" {
        return Ok(PublishAt::Now);
    }
    let moment = text.parse().map(PublishAt::At);
    moment.map_err(|_| format!("time is `{text}`, expected now, or a time such as 2026-12-01T09:00:00+08:00"))
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;
    use rusu_core::portal::{AnnouncementKind, ComplaintState};

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn every_kind_is_the_cores() {
        let words: Vec<&str> = Kind::value_variants().iter().map(|kind| kind.as_str()).collect();
        assert_eq!(words, AnnouncementKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>());
    }

    #[test]
    fn every_state_of_a_complaint_is_the_cores() {
        let words: Vec<&str> = ComplaintStateWord::value_variants().iter().map(|s| s.as_str()).collect();
        assert_eq!(words, ComplaintState::ALL.iter().map(|state| state.as_str()).collect::<Vec<_>>());
    }

    /// Words as a shell takes them apart, up to a redirection.
    fn words(line: &str) -> Vec<String> {
        let quoted = line.split('"').enumerate();
        let words = quoted.flat_map(|(index, part)| match index % 2 {
            0 => part.split_whitespace().map(str::to_owned).collect(),
            _ => vec![part.to_owned()],
        });
        words.take_while(|word| word != ">").collect()
    }

    #[test]
    fn every_command_of_the_manual_is_understood() {
        let manual = include_str!("../../../../docs/operator.md").replace("\\\n", " ");
        let lines: Vec<&str> = manual.lines().filter(|line| line.starts_with("rusu ")).collect();
        assert!(lines.len() > 20, "{lines:?}");
        for line in lines {
            let parsed = Cli::try_parse_from(words(line));
            assert!(parsed.is_ok(), "{line}: {}", parsed.unwrap_err());
        }
    }

    #[test]
    fn a_time_of_publication_is_now_or_has_an_offset() {
        assert_eq!(publish_at("now"), Ok(PublishAt::Now));
        let nine = "2026-12-01T01:00:00Z".parse().unwrap();
        assert_eq!(publish_at("2026-12-01T09:00:00+08:00"), Ok(PublishAt::At(nine)));
        assert!(publish_at("2026-12-01").is_err());
    }
}
