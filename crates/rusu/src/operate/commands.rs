//! What can be said about keys and standings on the command line.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use rusu_core::admission::EnterpriseState;
use rusu_core::signature::SignatureAlgorithm;

/// `rusu keygen`.
#[derive(Debug, Args)]
pub(crate) struct Keygen {
    /// How the key signs.
    #[arg(long, value_enum, default_value_t)]
    pub(crate) algorithm: AlgorithmWord,
    /// Where the private key is written to; an existing file is left alone.
    pub(crate) file: PathBuf,
}

/// How a key signs.
#[derive(Clone, Copy, Debug, Default, ValueEnum)]
pub(crate) enum AlgorithmWord {
    /// Ed25519.
    #[default]
    #[value(name = "ed25519")]
    Ed25519,
    /// SM2 with SM3.
    #[value(name = "sm2-sm3")]
    Sm2Sm3,
}

impl AlgorithmWord {
    pub(crate) fn algorithm(self) -> SignatureAlgorithm {
        match self {
            Self::Ed25519 => SignatureAlgorithm::Ed25519,
            Self::Sm2Sm3 => SignatureAlgorithm::Sm2Sm3,
        }
    }
}

/// `rusu enterprise signing-key`.
#[derive(Debug, Subcommand)]
pub(crate) enum SigningKeyCommand {
    /// Register a public key.
    Add {
        /// Number or name.
        enterprise: String,
        /// What the key is for.
        #[arg(long)]
        label: String,
        /// The public key, as `rusu keygen` or OpenSSL writes it.
        file: PathBuf,
    },
    /// List keys, revoked ones too.
    List {
        /// Number or name.
        enterprise: String,
    },
    /// Revoke a key, from now on and for ever.
    Revoke {
        /// Number or name.
        enterprise: String,
        /// The key's id.
        id: String,
    },
}

/// `rusu enterprise standing`.
#[derive(Debug, Args)]
pub(crate) struct StandingCommand {
    /// Number or name.
    pub(crate) enterprise: String,
    /// Where it stands from now on; an end is for ever.
    #[arg(long, value_enum)]
    pub(crate) state: Option<EnterpriseStateWord>,
    /// Whether every request must be signed.
    #[arg(long, value_name = "BOOL")]
    pub(crate) signed_only: Option<bool>,
    /// Why; the enterprise reads it.
    #[arg(long)]
    pub(crate) reason: Option<String>,
}

/// Where an enterprise stands.
#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum EnterpriseStateWord {
    /// It may deliver.
    Admitted,
    /// For now it may not.
    Suspended,
    /// It never will again.
    Ended,
}

impl EnterpriseStateWord {
    pub(crate) fn state(self) -> EnterpriseState {
        match self {
            Self::Admitted => EnterpriseState::Admitted,
            Self::Suspended => EnterpriseState::Suspended,
            Self::Ended => EnterpriseState::Ended,
        }
    }
}
