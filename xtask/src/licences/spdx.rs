//! SPDX licence expressions, as far as a yes or no needs them.
//!
//! Grammar, loosest first: `or := and ("OR" and)*`, `and := one ("AND" one)*`,
//! `one := "(" or ")" | id ["WITH" id]`. Old crates write `/` for OR.
//! Source: SPDX specification 2.3, annex D.

/// Whether some choice that the expression leaves is accepted; `None` if it is no expression.
///
/// An id with an exception is asked for as one text, `Apache-2.0 WITH LLVM-exception`.
pub(super) fn satisfied(expression: &str, accepted: &dyn Fn(&str) -> bool) -> Option<bool> {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut reader = Reader { words: spaced.split_whitespace().collect(), at: 0, accepted };
    let answer = reader.any()?;
    reader.peek().is_none().then_some(answer)
}

struct Reader<'a> {
    words: Vec<&'a str>,
    at: usize,
    accepted: &'a dyn Fn(&str) -> bool,
}

impl<'a> Reader<'a> {
    fn any(&mut self) -> Option<bool> {
        let mut answer = self.all()?;
        while self.take("OR") {
            // Both sides are read, whatever the first one says.
            answer |= self.all()?;
        }
        Some(answer)
    }

    fn all(&mut self) -> Option<bool> {
        let mut answer = self.one()?;
        while self.take("AND") {
            answer &= self.one()?;
        }
        Some(answer)
    }

    fn one(&mut self) -> Option<bool> {
        if self.take("(") {
            let answer = self.any()?;
            return self.take(")").then_some(answer);
        }
        let id = self.id()?;
        if !self.take("WITH") {
            return Some((self.accepted)(id));
        }
        let exception = self.id()?;
        Some((self.accepted)(&format!("{id} WITH {exception}")))
    }

    fn id(&mut self) -> Option<&'a str> {
        let word = self.peek().filter(|word| !matches!(*word, "OR" | "AND" | "WITH" | "(" | ")"))?;
        self.at += 1;
        Some(word)
    }

    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).copied()
    }

    fn take(&mut self, word: &str) -> bool {
        let is_next = self.peek() == Some(word);
        self.at += usize::from(is_next);
        is_next
    }
}
