//! `CodeRule`: how one enterprise's codes and QR texts look, as data.

use crate::enterprise::{EnterpriseId, Reference};
use crate::identifiers::CheckAlgorithm;
use crate::product::words;

/// Where a code is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Carrier {
    /// 外码: on the bottom or the side of the can.
    Outer,
    /// 内码: under the lid or a scratch-off layer.
    Inner,
    /// 箱码.
    Case,
    /// 垛码.
    Pallet,
}

words!(Carrier, Carrier::Outer => "outer", Carrier::Inner => "inner", Carrier::Case => "case",
    Carrier::Pallet => "pallet");

impl Carrier {
    /// Whether the code stands for a package and not for one can.
    #[must_use]
    pub fn is_package(self) -> bool {
        matches!(self, Self::Case | Self::Pallet)
    }
}

/// Which characters a code is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// `0-9`.
    Digits,
    /// `0-9A-Z`.
    DigitsAndLetters,
}

words!(Alphabet, Alphabet::Digits => "digits", Alphabet::DigitsAndLetters => "digits_and_letters");

/// The form of a code after normalisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeShape {
    /// Fewest characters.
    pub length_min: usize,
    /// Most characters.
    pub length_max: usize,
    /// Which characters.
    pub alphabet: Alphabet,
    /// What every code begins with; may be empty.
    pub prefix: String,
    /// How the last digit follows from the others.
    pub check: CheckAlgorithm,
}

/// One way in which an enterprise prints codes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeRule {
    /// Whose.
    pub enterprise: EnterpriseId,
    /// The enterprise's own reference.
    pub reference: Reference,
    /// Where such a code is printed.
    pub carrier: Carrier,
    /// Whether this is a code that a consumer is asked for. Exactly the carriers that are not
    /// asked answer "you typed the inner code, the outer one is asked" (or the reverse).
    pub asked: bool,
    /// The code's form.
    pub shape: CodeShape,
    /// Patterns of the QR text, each with a group named `code`. They are tried on the text as
    /// scanned (trimmed, full-width narrowed) and on its canonical GS1 form `(01)…(21)…`, to which
    /// element strings and Digital Links are brought.
    pub text_patterns: Vec<String>,
    /// A code that fits, shown to people.
    pub example: String,
    /// Where on the can, in words, zh and en; may be empty.
    pub place_on_can: [String; 2],
}
