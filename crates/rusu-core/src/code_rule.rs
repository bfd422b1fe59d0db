//! `CodeRule`: how one enterprise's codes and QR texts look, as data. `LotNumberRule`: how its lot
//! numbers carry a date.

use jiff::civil::Date;
use regex::{Captures, Regex, RegexBuilder};

use crate::code::TraceCode;
use crate::enterprise::{EnterpriseId, Reference};
use crate::identifiers::CheckAlgorithm;
use crate::limits::PATTERN_BYTES_MAX;
use crate::lot::LotNumber;
use crate::product::words;

/// Most bytes that a compiled lot number pattern may take: a hostile rule must not eat the memory.
const PATTERN_COMPILED_BYTES_MAX: usize = 256 * 1024;

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

/// Where on the can a code stands, as the picture shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CanPosition {
    /// 罐底.
    Bottom,
    /// 罐身.
    Side,
    /// 罐盖上.
    Lid,
    /// 盖内.
    UnderLid,
    /// 刮开涂层.
    UnderScratchOff,
}

words!(CanPosition, CanPosition::Bottom => "bottom", CanPosition::Side => "side", CanPosition::Lid => "lid",
    CanPosition::UnderLid => "under_lid", CanPosition::UnderScratchOff => "under_scratch_off");

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

impl CodeShape {
    /// `16`, or `16–20` where several lengths fit.
    #[must_use]
    pub fn length_text(&self) -> String {
        let (min, max) = (self.length_min, self.length_max);
        if min == max { min.to_string() } else { format!("{min}–{max}") }
    }
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
    /// Where on the can, for the picture; `None` if the enterprise has not said.
    pub position: Option<CanPosition>,
}

/// Where a code first differs from a shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Misfit {
    /// Too short or too long.
    Length,
    /// A character that codes of this shape do not have.
    Character {
        /// The character.
        character: char,
        /// Its position, from 1.
        position: usize,
    },
    /// Another beginning.
    Prefix,
    /// Everything fits but the check digit.
    CheckDigit,
}

/// Whether a code has a shape; the check digit is looked at last, so that a wrong one means that
/// everything else fits.
///
/// # Errors
/// The first [`Misfit`], in the order length, characters, beginning, check digit.
pub fn fits(shape: &CodeShape, code: &TraceCode) -> Result<(), Misfit> {
    let text = code.as_str();
    // Codes are ASCII: as many bytes as characters.
    if !(shape.length_min..=shape.length_max).contains(&text.len()) {
        return Err(Misfit::Length);
    }
    let allowed = |c: char| {
        c.is_ascii_digit() || (shape.alphabet == Alphabet::DigitsAndLetters && c.is_ascii_uppercase())
    };
    // The beginning that the rule itself demands may hold letters before digits.
    let own = if text.starts_with(&shape.prefix) { shape.prefix.chars().count() } else { 0 };
    let foreign = text.chars().enumerate().skip(own).find(|(_, c)| !allowed(*c));
    if let Some((index, character)) = foreign {
        return Err(Misfit::Character { character, position: index + 1 });
    }
    if !text.starts_with(&shape.prefix) {
        return Err(Misfit::Prefix);
    }
    if shape.check.holds(text) { Ok(()) } else { Err(Misfit::CheckDigit) }
}

/// How an enterprise's lot numbers carry the production date.
///
/// Shape: a regular expression over the normalised lot number with the named groups `yyyy`, `yy` or
/// `y` (all, the last two or the last digit of the year), and either `ddd` (day of the year) or
/// `mm` / `m` and `dd` / `d`. `51660742F2` is read by `^(?<y>\d)(?<ddd>\d{3})`.
#[derive(Clone, Debug)]
pub struct LotNumberRule {
    pattern: Regex,
}

/// Why a text is not the pattern of a [`LotNumberRule`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LotNumberPatternError {
    /// More bytes than a pattern may have.
    #[error("pattern has {given} bytes, limit is {PATTERN_BYTES_MAX}")]
    TooLong {
        /// Its bytes.
        given: usize,
    },
    /// Not a regular expression, or one that compiles to too much.
    #[error("pattern does not compile: {why}")]
    Syntax {
        /// What the compiler says.
        why: String,
    },
    /// No year, or neither a day of the year nor month and day.
    #[error("pattern has the groups `{groups}`, needs y, yy or yyyy, and ddd or mm and dd")]
    Groups {
        /// The groups that it has.
        groups: String,
    },
}

impl LotNumberRule {
    /// Compiles a pattern.
    ///
    /// # Errors
    /// See [`LotNumberPatternError`].
    pub fn parse(pattern: &str) -> Result<Self, LotNumberPatternError> {
        if pattern.len() > PATTERN_BYTES_MAX {
            return Err(LotNumberPatternError::TooLong { given: pattern.len() });
        }
        let compiled = RegexBuilder::new(pattern)
            .size_limit(PATTERN_COMPILED_BYTES_MAX)
            .build()
            .map_err(|error| LotNumberPatternError::Syntax { why: error.to_string() })?;
        let groups: Vec<&str> = compiled.capture_names().flatten().collect();
        let any = |names: &[&str]| names.iter().any(|name| groups.contains(name));
        let day = any(&["ddd"]) || (any(&["m", "mm"]) && any(&["d", "dd"]));
        if !any(&["y", "yy", "yyyy"]) || !day {
            return Err(LotNumberPatternError::Groups { groups: groups.join(" ") });
        }
        Ok(Self { pattern: compiled })
    }

    /// The pattern as given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.pattern.as_str()
    }

    /// Whether a lot number has the form that the pattern describes.
    #[must_use]
    pub fn matches(&self, number: &LotNumber) -> bool {
        self.pattern.is_match(number.as_str())
    }

    /// The date that a lot number carries; of the dates that a shortened year can mean, the one
    /// nearest to `near`. `None` if the number does not match or no calendar has the date.
    #[must_use]
    pub fn date_of(&self, number: &LotNumber, near: Date) -> Option<Date> {
        let captures = self.pattern.captures(number.as_str())?;
        years(&captures, near)
            .into_iter()
            .filter_map(|year| date_in(&captures, year))
            .min_by_key(|date| near.duration_until(*date).abs())
    }
}

fn number_in(captures: &Captures<'_>, names: &[&str]) -> Option<i16> {
    names.iter().find_map(|name| captures.name(name))?.as_str().parse().ok()
}

/// The years that the captured digits can mean, around a date.
fn years(captures: &Captures<'_>, near: Date) -> Vec<i16> {
    if let Some(year) = number_in(captures, &["yyyy"]) {
        return vec![year];
    }
    let short = |name, cycle| number_in(captures, &[name]).map(|digits| (digits, cycle));
    let Some((digits, cycle)) = short("yy", 100).or_else(|| short("y", 10)) else { return Vec::new() };
    let base = near.year() - near.year().rem_euclid(cycle) + digits.rem_euclid(cycle);
    vec![base - cycle, base, base + cycle]
}

fn date_in(captures: &Captures<'_>, year: i16) -> Option<Date> {
    if let Some(day) = number_in(captures, &["ddd"]) {
        let first = Date::new(year, 1, 1).ok()?;
        return first.with().day_of_year(day).build().ok();
    }
    let month = i8::try_from(number_in(captures, &["mm", "m"])?).ok()?;
    let day = i8::try_from(number_in(captures, &["dd", "d"])?).ok()?;
    Date::new(year, month, day).ok()
}

#[cfg(test)]
mod tests;
