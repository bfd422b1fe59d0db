//! Verdicts: an answer always says what it means and what to do next (design, section 6).

use crate::product::words;

/// What an answer means. The words are stable on every face.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Found; nobody has asked before.
    FirstQuery,
    /// Found; asked before, a bucketed number of times.
    SeenBefore,
    /// Found; asked unusually often, which a copied code would be.
    UnusuallyOften,
    /// Found; past its expiry date.
    Expired,
    /// Found; its lot is under recall.
    Recalled,
    /// Found; the lot or the code was withdrawn or declared void.
    Withdrawn,
    /// Found; the enterprise is correcting its data.
    UnderCorrection,
    /// Found; a case or pallet, with its contents.
    Package,
    /// Known, past expiry and retention: only its dates are told.
    Archived,
    /// Not any enterprise's format; the nearest hint is given.
    Unrecognised,
    /// Fits an enterprise, which has not delivered this code.
    NoRecord,
    /// The brand, or an import, is not connected to the platform.
    NotConnected,
    /// Belongs to another enterprise than the chosen one.
    OtherEnterprise,
    /// Fits several enterprises: the brand on the can decides.
    Ambiguous,
    /// An inner code where the outer one is asked.
    InnerCodeGiven,
    /// An outer code where the inner one is asked.
    OuterCodeGiven,
}

words!(Verdict,
    Verdict::FirstQuery => "first_query",
    Verdict::SeenBefore => "seen_before",
    Verdict::UnusuallyOften => "unusually_often",
    Verdict::Expired => "expired",
    Verdict::Recalled => "recalled",
    Verdict::Withdrawn => "withdrawn",
    Verdict::UnderCorrection => "under_correction",
    Verdict::Package => "package",
    Verdict::Archived => "archived",
    Verdict::Unrecognised => "unrecognised",
    Verdict::NoRecord => "no_record",
    Verdict::NotConnected => "not_connected",
    Verdict::OtherEnterprise => "other_enterprise",
    Verdict::Ambiguous => "ambiguous",
    Verdict::InnerCodeGiven => "inner_code_given",
    Verdict::OuterCodeGiven => "outer_code_given");

/// The four tones of the face: never more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tone {
    /// All is as it should be.
    Good,
    /// Look closer.
    Care,
    /// Stop eating this. Nothing else is red.
    Stop,
    /// Nothing found; accuses nobody.
    Calm,
}

words!(Tone, Tone::Good => "good", Tone::Care => "care", Tone::Stop => "stop", Tone::Calm => "calm");

impl Verdict {
    /// How the answer sounds.
    #[must_use]
    pub fn tone(self) -> Tone {
        match self {
            Self::FirstQuery | Self::SeenBefore | Self::Package => Tone::Good,
            Self::UnusuallyOften | Self::Expired | Self::UnderCorrection | Self::Archived => Tone::Care,
            Self::Recalled | Self::Withdrawn => Tone::Stop,
            Self::Unrecognised
            | Self::NoRecord
            | Self::NotConnected
            | Self::OtherEnterprise
            | Self::Ambiguous
            | Self::InnerCodeGiven
            | Self::OuterCodeGiven => Tone::Calm,
        }
    }

    /// Whether the code was found in the platform's records.
    #[must_use]
    pub fn is_found(self) -> bool {
        self.tone() != Tone::Calm
    }
}
