//! The command line: what can be said, and nothing of what is done.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use jiff::civil::Date;
use rusu_core::enterprise::Coverage;
use rusu_core::limits::{LOAD_LANES_MAX, PAPER_WATCH_DAYS};
use rusu_core::lot::LotState;
use rusu_core::submission::AcceptMode;

use crate::operate::commands::{Keygen, SigningKeyCommand, StandingCommand};
use crate::operator::commands::{
    AnnounceCommand, ApplicationCommand, CheckFileCommand, ComplaintsCommand, LogoCommand, OperatorCommand,
    SamplingCommand, StatementCommand,
};
use crate::operator::recall_commands::RecallCommand;

/// Rusu 乳溯: traceability of infant formula. One program: the server, the enterprise's tools, the operator's.
#[derive(Debug, Parser)]
#[command(name = "rusu", version, propagate_version = true, max_term_width = 110)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) settings: SettingFlags,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// Every setting as a flag; see `docs/configuration.md`.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings (file, environment RUSU_…, then these)")]
pub(crate) struct SettingFlags {
    /// The configuration file. Otherwise RUSU_CONFIG names it, or it is rusu.toml if that is there.
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Address and port of the server.
    #[arg(long, global = true, value_name = "ADDRESS:PORT")]
    listen: Option<String>,
    /// Where everything is kept.
    #[arg(long, global = true, value_name = "DIR")]
    data_dir: Option<String>,
    /// The registry, sqlite:PATH or postgres://….
    #[arg(long, global = true, value_name = "URL")]
    registry_url: Option<String>,
    /// The address under which people reach the server.
    #[arg(long, global = true, value_name = "URL")]
    public_url: Option<String>,
    /// What is reported: error, warn, info, debug, trace, or by module.
    #[arg(long, global = true, value_name = "LEVEL")]
    log: Option<String>,
    /// text or json.
    #[arg(long, global = true, value_name = "FORMAT")]
    log_format: Option<String>,
    /// Memory for the code store's cache.
    #[arg(long, global = true, value_name = "BYTES")]
    code_cache_bytes: Option<String>,
    /// Start with the directory and three invented makers.
    #[arg(long, global = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
    sample_data: Option<String>,
    /// The platform to deliver to.
    #[arg(long, global = true, value_name = "URL")]
    server: Option<String>,
    /// The enterprise's key; better in RUSU_KEY.
    #[arg(long, global = true, value_name = "KEY", hide_env_values = true)]
    key: Option<String>,
    /// The file of the enterprise's private key; requests are then signed.
    #[arg(long, global = true, value_name = "FILE")]
    signing_key: Option<String>,
    /// The operator's key; better in RUSU_OPERATOR_KEY.
    #[arg(long, global = true, value_name = "KEY", hide_env_values = true)]
    operator_key: Option<String>,
    /// Sites that may show the small form in a frame, separated by commas.
    #[arg(long, global = true, value_name = "ORIGINS")]
    embed_origins: Option<String>,
    /// The header in which a trusted proxy names the caller's address.
    #[arg(long, global = true, value_name = "NAME")]
    client_address_header: Option<String>,
}

impl SettingFlags {
    /// What was said, by the setting's name.
    pub(crate) fn given(&self) -> Vec<(&'static str, String)> {
        let all = [
            ("listen", &self.listen),
            ("data_dir", &self.data_dir),
            ("registry_url", &self.registry_url),
            ("public_url", &self.public_url),
            ("log", &self.log),
            ("log_format", &self.log_format),
            ("code_cache_bytes", &self.code_cache_bytes),
            ("sample_data", &self.sample_data),
            ("server", &self.server),
            ("key", &self.key),
            ("signing_key", &self.signing_key),
            ("operator_key", &self.operator_key),
            ("embed_origins", &self.embed_origins),
            ("client_address_header", &self.client_address_header),
        ];
        all.into_iter().filter_map(|(name, text)| Some((name, text.clone()?))).collect()
    }
}

/// What to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run the platform.
    Serve,
    /// Check files or folders, then deliver them to a platform and wait for the receipt.
    ///
    /// Exit code 0: published. 1: refused, in whole or in part. 2: could not be done.
    Submit(Submit),
    /// Make a key that signs requests: the private one in FILE, the public one in FILE.pub. Prints its id.
    Keygen(Keygen),
    /// Deliver whatever is put into a folder, and move it aside with its receipt. Runs until stopped.
    ///
    /// A file counts as complete when it did not change for a while, or when an empty file of its
    /// name and `.done` lies beside it. What was published goes to `done`, the rest to `rejected`.
    Agent(Agent),
    /// Only check files or folders, without any platform.
    Check(Check),
    /// Load many files straight into the stores, with the server stopped. Run it again to go on
    /// where it was interrupted.
    Load(Load),
    /// Compare the stores with each other, with the server stopped. Exit code 1 if they disagree.
    Fsck,
    /// Show the settings in force and where each came from.
    Config {
        /// Show the table of all settings instead, as the published reference has it.
        #[arg(long)]
        reference: bool,
    },
    /// Admit enterprises and give them keys.
    #[command(subcommand)]
    Enterprise(EnterpriseCommand),
    /// Announce recalls, change their lists, report on them, and practise them.
    #[command(subcommand)]
    Recall(RecallCommand),
    /// Change where published lots stand.
    #[command(subcommand)]
    Lot(LotCommand),
    /// Give the operator's people keys for the commands below, and take them back.
    #[command(subcommand)]
    Operator(OperatorCommand),
    /// Set enterprises' logos. This and what follows speak to --server with the operator's key.
    ///
    /// Exit code 0: done. 1: refused, in whole or in part. 2: could not be done.
    #[command(subcommand)]
    Logo(LogoCommand),
    /// Publish notices, articles and films.
    #[command(subcommand)]
    Announce(AnnounceCommand),
    /// Import results of official sampling.
    #[command(subcommand)]
    Sampling(SamplingCommand),
    /// Read and answer complaints.
    #[command(subcommand)]
    Complaints(ComplaintsCommand),
    /// Keep the check files by which mini-program platforms recognise the domain.
    #[command(subcommand)]
    CheckFile(CheckFileCommand),
    /// Read and decide applications of enterprises.
    #[command(subcommand)]
    Application(ApplicationCommand),
    /// State figures that the platform cannot count.
    #[command(subcommand)]
    Statement(StatementCommand),
}

/// `rusu submit`.
#[derive(Debug, Args)]
pub(crate) struct Submit {
    /// CSV, XLSX, JSON Lines or ZIP files, or folders of these with their documents; each is one delivery.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// What happens to the good rows of a lot that also has bad ones.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) mode: Mode,
    /// Wait for the receipt; this is the usual way.
    #[arg(long, overrides_with = "no_wait")]
    pub(crate) wait: bool,
    /// Deliver, print the submission's number, and do not wait for the receipt.
    #[arg(long)]
    pub(crate) no_wait: bool,
    /// Deliver without checking first.
    #[arg(long)]
    pub(crate) no_check: bool,
    /// Write refused rows to this CSV file.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejections: Option<PathBuf>,
    /// The number of the subsidiary for which this is delivered, by its group with the group's own key.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) enterprise: Option<u32>,
    /// The delivery's own name, so that it counts once however often it is sent. Otherwise its content's hash.
    #[arg(long, value_name = "NAME")]
    pub(crate) idempotency_key: Option<String>,
}

/// `rusu agent`.
#[derive(Debug, Args)]
pub(crate) struct Agent {
    /// The folder; it is made if it is absent.
    #[arg(long, value_name = "DIR")]
    pub(crate) watch: PathBuf,
    /// What happens to the good rows of a lot that also has bad ones.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) mode: Mode,
    /// The number of the subsidiary for which this is delivered, by its group with the group's own key.
    #[arg(long, value_name = "NUMBER")]
    pub(crate) enterprise: Option<u32>,
    /// Seconds for which a file must not change to count as complete.
    #[arg(long, value_name = "SECONDS", default_value_t = 10)]
    pub(crate) settle: u32,
    /// Seconds between two looks into the folder.
    #[arg(long, value_name = "SECONDS", default_value_t = 2)]
    pub(crate) every: u32,
    /// Deliver what is complete now, and end. Exit code 1: something was refused.
    #[arg(long)]
    pub(crate) once: bool,
}

/// `rusu check`.
#[derive(Debug, Args)]
pub(crate) struct Check {
    /// Files or folders.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Write refused rows to this CSV file.
    #[arg(long, value_name = "FILE")]
    pub(crate) rejections: Option<PathBuf>,
}

/// `rusu load`.
#[derive(Debug, Args)]
pub(crate) struct Load {
    /// Files or folders, each one delivery.
    #[arg(required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Whose deliveries these are: number or name. Without it each path is a folder that bears the
    /// number or name of an enterprise and holds its deliveries, taken in the order of their names.
    #[arg(long, value_name = "ENTERPRISE")]
    pub(crate) enterprise: Option<String>,
    /// What happens to the good rows of a lot that also has bad ones.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) mode: Mode,
    /// Enterprises in work at once; deliveries of one enterprise follow each other.
    #[arg(long, default_value_t = 2, value_parser = clap::value_parser!(u8).range(1..=i64::from(LOAD_LANES_MAX)))]
    pub(crate) lanes: u8,
    /// Leave out the comparison of the stores at the end.
    #[arg(long)]
    pub(crate) no_fsck: bool,
}

/// How bad rows are treated.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum Mode {
    /// A lot is stored whole or not at all.
    #[default]
    AllOrNothing,
    /// Bad rows are left out, the rest is stored.
    GoodRows,
}

impl Mode {
    pub(crate) fn accept_mode(self) -> AcceptMode {
        match self {
            Self::AllOrNothing => AcceptMode::AllOrNothing,
            Self::GoodRows => AcceptMode::GoodRows,
        }
    }
}

/// `rusu enterprise`.
#[derive(Debug, Subcommand)]
pub(crate) enum EnterpriseCommand {
    /// Admit an enterprise; the same name again changes nothing.
    Add {
        /// The name people know.
        #[arg(long)]
        name: String,
        /// A brand on its cans; may be given several times.
        #[arg(long)]
        brand: Vec<String>,
        /// Which goods are on the platform: in_shelf_life, or since:2022-01-01.
        #[arg(long, default_value = "in_shelf_life", value_parser = coverage)]
        coverage: Coverage,
        /// The group it belongs to: number or name.
        #[arg(long)]
        parent: Option<String>,
    },
    /// List the directory.
    List,
    /// Give an enterprise a key. It is shown this once and kept nowhere.
    Key {
        /// Number or name.
        enterprise: String,
        /// What the key is for.
        #[arg(long)]
        label: String,
    },
    /// Take back every key of an enterprise with a label. It counts from the next request on. Exit code 1 if
    /// there was none.
    RevokeKey {
        /// Number or name.
        enterprise: String,
        /// The label.
        #[arg(long)]
        label: String,
    },
    /// Register, list and revoke the public keys with which an enterprise signs.
    #[command(subcommand)]
    SigningKey(SigningKeyCommand),
    /// Show where an enterprise stands, or decide it.
    Standing(StandingCommand),
    /// List licences and certificates that end soon or have ended.
    Papers {
        /// Days ahead.
        #[arg(long, default_value_t = PAPER_WATCH_DAYS)]
        days: i32,
    },
}

/// `rusu lot`.
#[derive(Debug, Subcommand)]
pub(crate) enum LotCommand {
    /// Change where a published lot stands.
    State {
        /// Number or name.
        #[arg(long)]
        enterprise: String,
        /// The lot's number.
        #[arg(long)]
        lot: String,
        /// Where it stands from now on.
        #[arg(long, value_enum)]
        state: StateWord,
        /// Why.
        #[arg(long)]
        reason: String,
    },
    /// Show where a published lot stands, and what was changed of it.
    Show {
        /// Number or name.
        #[arg(long)]
        enterprise: String,
        /// The lot's number.
        #[arg(long)]
        lot: String,
    },
    /// Declare codes of a published lot void. They are taken as they are given: whether they are of the lot
    /// only the running server can tell.
    Void {
        /// Number or name.
        #[arg(long)]
        enterprise: String,
        /// The lot's number.
        #[arg(long)]
        lot: String,
        /// A code; may be given several times.
        #[arg(long, required = true)]
        code: Vec<String>,
        /// Why.
        #[arg(long)]
        reason: String,
    },
}

/// Where a lot stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum StateWord {
    /// Visible.
    Published,
    /// Visible, its data being corrected.
    UnderCorrection,
    /// Withdrawn by the enterprise.
    Withdrawn,
    /// Past retention: only its dates are told.
    Archived,
}

impl StateWord {
    pub(crate) fn state(self, reason: &str) -> LotState {
        match self {
            Self::Published => LotState::Published,
            Self::UnderCorrection => LotState::UnderCorrection,
            Self::Withdrawn => LotState::Withdrawn { reason: reason.to_owned() },
            Self::Archived => LotState::Archived,
        }
    }
}

/// Reads `in_shelf_life` or `since:DATE`; the directory's data writes `since_DATE`.
pub(crate) fn coverage(text: &str) -> Result<Coverage, String> {
    if text == "in_shelf_life" {
        return Ok(Coverage::InShelfLife);
    }
    let date = text.strip_prefix("since").and_then(|rest| rest.strip_prefix([':', '_']));
    let date: Option<Date> = date.and_then(|date| date.parse().ok());
    date.map(Coverage::Since)
        .ok_or_else(|| format!("coverage is `{text}`, expected in_shelf_life or since:2022-01-01"))
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::config::SETTINGS;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_setting_has_its_flag() {
        for setting in SETTINGS {
            let flag = format!("--{}=x", setting.name.replace('_', "-"));
            let cli = Cli::try_parse_from(["rusu", "config", &flag]).unwrap();
            assert_eq!(cli.settings.given(), [(setting.name, "x".to_owned())]);
        }
    }

    #[test]
    fn sample_data_needs_no_value() {
        let cli = Cli::try_parse_from(["rusu", "serve", "--sample-data"]).unwrap();
        assert_eq!(cli.settings.given(), [("sample_data", "true".to_owned())]);
    }

    #[test]
    fn coverage_is_read_in_both_spellings() {
        let since = Coverage::Since(jiff::civil::date(2022, 1, 1));
        assert_eq!(coverage("since:2022-01-01"), Ok(since));
        assert_eq!(coverage("since_2022-01-01"), Ok(since));
        assert_eq!(coverage("in_shelf_life"), Ok(Coverage::InShelfLife));
        assert!(coverage("since:yesterday").is_err());
    }
}
