//! What a name can hide from a reader's eye: controls of writing direction, and letters of one script
//! that look like another's.

/// Whether a text holds a character that changes the direction in which others are shown: with one of
/// them `gpj.exe` looks like `exe.jpg`.
///
/// Source: Unicode Standard Annex 9, table 1 (explicit formatting characters) and the implicit marks.
#[must_use]
pub fn turns_direction(text: &str) -> bool {
    text.chars().any(|character| {
        matches!(character, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    })
}

/// Whether a text has letters of Greek or Cyrillic beside Latin ones: many of them look the same, and a
/// brand that mixes them may imitate another.
///
/// Source: Unicode Technical Standard 39, section 5.1 (mixed-script confusables), for the scripts that
/// Chinese keyboards offer beside Latin.
#[must_use]
pub fn mixes_lookalikes(text: &str) -> bool {
    let is_lookalike =
        |c: char| c.is_alphabetic() && matches!(c, '\u{370}'..='\u{52f}' | '\u{1f00}'..='\u{1fff}');
    // Ω and µ of units and trade marks are signs of their own and no letters of these blocks.
    let is_latin = |c: char| {
        c.is_alphabetic()
            && matches!(c, 'A'..='Z' | 'a'..='z' | '\u{c0}'..='\u{24f}' | '\u{ff21}'..='\u{ff5a}')
    };
    text.chars().any(is_lookalike) && text.chars().any(is_latin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_control_of_direction_is_found_and_its_neighbours_are_not() {
        let controls = ['\u{61c}', '\u{200e}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}'];
        for control in controls {
            assert!(turns_direction(&format!("报告{control}fdp.exe")), "{control:?}");
        }
        for other in ['\u{61b}', '\u{200d}', '\u{2010}', '\u{2029}', '\u{202f}', '\u{2065}', '\u{206a}'] {
            assert!(!turns_direction(&format!("报告{other}.pdf")), "{other:?}");
        }
    }

    #[test]
    fn letters_of_another_script_among_latin_ones_are_found() {
        for mixed in ["Аptamil", "Nestlе", "飞鹤 Fеihe", "ＡΑ", "Βeba"] {
            assert!(mixes_lookalikes(mixed), "{mixed}");
        }
    }

    #[test]
    fn one_script_beside_chinese_is_no_mixture() {
        for plain in ["Aptamil 爱他美", "Nestlé", "Фрисо", "Ω 飞鹤", "α-乳清蛋白", "a2 至初", "100 µg"]
        {
            assert!(!mixes_lookalikes(plain), "{plain}");
        }
    }
}
