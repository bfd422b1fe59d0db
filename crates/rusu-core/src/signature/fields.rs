//! The structured fields of the profile, read strictly: what is not of the profile is no signature.
//!
//! Source: RFC 9651 (structured fields), of which the profile needs dictionaries, inner lists of
//! strings, whole numbers and byte sequences.

use crate::limits::{
    SIGNATURE_FIELD_CHARACTERS_MAX, SIGNATURE_NONCE_CHARACTERS_MAX, SIGNATURE_NONCE_CHARACTERS_MIN,
};

use super::{
    Component, ContentDigest, DigestAlgorithm, Parameter, ProfileError, SignatureAlgorithm, SignatureInput,
    from_base64,
};

const INPUT: &str = "Signature-Input";
const SIGNATURE: &str = "Signature";
const DIGEST: &str = "Content-Digest";
/// Most digits of a whole number in a structured field.
const INTEGER_DIGITS_MAX: usize = 15;

/// Reads the header `Signature-Input`.
///
/// # Errors
/// [`ProfileError::Form`] or [`ProfileError::AlgorithmUnknown`].
pub fn read_input(value: &str) -> Result<SignatureInput, ProfileError> {
    let mut rest = Rest::of(INPUT, value)?;
    let label = rest.key()?.to_owned();
    rest.expect('=', "a label and = come first")?;
    let components = components(&mut rest)?;
    let mut given = Given::default();
    while rest.takes(';') {
        rest.skip_spaces();
        given.read(&mut rest)?;
    }
    rest.end()?;
    given.finish(label, components)
}

/// Reads the header `Signature`: the signature with the label of its input.
///
/// # Errors
/// [`ProfileError::Form`].
pub fn read_signature(value: &str, label: &str) -> Result<Vec<u8>, ProfileError> {
    let mut rest = Rest::of(SIGNATURE, value)?;
    if rest.key()? != label {
        return Err(rest.bad("its label is not that of Signature-Input"));
    }
    rest.expect('=', "a label and = come first")?;
    let bytes = rest.bytes()?;
    rest.end()?;
    Ok(bytes)
}

/// Reads the header `Content-Digest`: the first digest of a kind that the profile knows.
///
/// # Errors
/// [`ProfileError::Form`], also if there is none of these kinds.
pub fn read_digest(value: &str) -> Result<ContentDigest, ProfileError> {
    let mut rest = Rest::of(DIGEST, value)?;
    let mut found = None;
    loop {
        rest.skip_spaces();
        let algorithm = DigestAlgorithm::from_word(rest.key()?);
        rest.expect('=', "a digest is written NAME=:BASE64:")?;
        let bytes = rest.bytes()?;
        if let Some(algorithm) = algorithm.filter(|_| found.is_none()) {
            let value = bytes.try_into().map_err(|_| rest.bad("a digest has 32 bytes"))?;
            found = Some(ContentDigest { algorithm, value });
        }
        rest.skip_spaces();
        if !rest.takes(',') {
            break;
        }
    }
    rest.end()?;
    found.ok_or_else(|| rest.bad("neither sha-256 nor sm3 is among its digests"))
}

/// A text as a string of a structured field.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn components(rest: &mut Rest<'_>) -> Result<Vec<Component>, ProfileError> {
    rest.expect('(', "a list of components in parentheses follows the label")?;
    let mut components = Vec::new();
    loop {
        rest.skip_spaces();
        if rest.takes(')') {
            return Ok(components);
        }
        let name = rest.string()?;
        let component = Component::from_word(&name)
            .ok_or_else(|| rest.bad("it covers a component that the profile does not have"))?;
        if components.contains(&component) {
            return Err(rest.bad("it covers a component twice"));
        }
        components.push(component);
        if !matches!(rest.peek(), Some(' ' | ')')) {
            return Err(rest.bad("components are apart by spaces and have no parameters"));
        }
    }
}

/// The parameters so far.
#[derive(Default)]
struct Given {
    created: Option<i64>,
    nonce: Option<String>,
    key_id: Option<String>,
    algorithm: Option<String>,
    order: Vec<Parameter>,
}

impl Given {
    fn read(&mut self, rest: &mut Rest<'_>) -> Result<(), ProfileError> {
        let name = rest.key()?;
        rest.expect('=', "a parameter is written NAME=VALUE")?;
        let parameter = match name {
            "created" => {
                self.created = Some(rest.integer()?);
                Parameter::Created
            }
            "nonce" => {
                self.nonce = Some(rest.string()?);
                Parameter::Nonce
            }
            "keyid" => {
                self.key_id = Some(rest.string()?);
                Parameter::KeyId
            }
            "alg" => {
                self.algorithm = Some(rest.string()?);
                Parameter::Algorithm
            }
            _ => return Err(rest.bad("it has a parameter that the profile does not have")),
        };
        if self.order.contains(&parameter) {
            return Err(rest.bad("it has a parameter twice"));
        }
        self.order.push(parameter);
        Ok(())
    }

    fn finish(self, label: String, components: Vec<Component>) -> Result<SignatureInput, ProfileError> {
        let bad = |why| ProfileError::Form { field: INPUT, why };
        let missing = || bad("it needs the parameters created, nonce, keyid and alg");
        let created = self.created.ok_or_else(missing)?;
        let nonce = self.nonce.ok_or_else(missing)?;
        let key_id = self.key_id.ok_or_else(missing)?;
        let word = self.algorithm.ok_or_else(missing)?;
        let order = self.order.try_into().map_err(|_| missing())?;
        let lengths = SIGNATURE_NONCE_CHARACTERS_MIN..=SIGNATURE_NONCE_CHARACTERS_MAX;
        if !lengths.contains(&nonce.len()) {
            return Err(bad("its nonce is too short or too long"));
        }
        let algorithm =
            SignatureAlgorithm::from_word(&word).ok_or(ProfileError::AlgorithmUnknown { given: word })?;
        Ok(SignatureInput { label, components, created, nonce, key_id, algorithm, order })
    }
}

/// What of a field is still to be read. Everything in it is visible ASCII or a space.
struct Rest<'a> {
    field: &'static str,
    text: &'a str,
}

impl<'a> Rest<'a> {
    fn of(field: &'static str, value: &'a str) -> Result<Self, ProfileError> {
        let rest = Self { field, text: value.trim_matches(' ') };
        if value.len() > SIGNATURE_FIELD_CHARACTERS_MAX {
            return Err(rest.bad("it is too long"));
        }
        if !value.bytes().all(|b| (b' '..=b'~').contains(&b)) {
            return Err(rest.bad("it holds other characters than visible ASCII"));
        }
        Ok(rest)
    }

    fn bad(&self, why: &'static str) -> ProfileError {
        ProfileError::Form { field: self.field, why }
    }

    fn peek(&self) -> Option<char> {
        self.text.chars().next()
    }

    fn takes(&mut self, wanted: char) -> bool {
        let rest = self.text.strip_prefix(wanted);
        self.text = rest.unwrap_or(self.text);
        rest.is_some()
    }

    fn expect(&mut self, wanted: char, why: &'static str) -> Result<(), ProfileError> {
        if self.takes(wanted) { Ok(()) } else { Err(self.bad(why)) }
    }

    fn skip_spaces(&mut self) {
        self.text = self.text.trim_start_matches(' ');
    }

    fn end(&self) -> Result<(), ProfileError> {
        if self.text.is_empty() {
            return Ok(());
        }
        Err(self.bad("something follows where it should end; there is exactly one signature"))
    }

    /// What the test holds of, up to its end.
    fn run(&mut self, test: impl Fn(char) -> bool) -> &'a str {
        let end = self.text.find(|c: char| !test(c)).unwrap_or(self.text.len());
        let (run, rest) = self.text.split_at_checked(end).unwrap_or((self.text, ""));
        self.text = rest;
        run
    }

    fn key(&mut self) -> Result<&'a str, ProfileError> {
        let is_key = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "_-.*".contains(c);
        let key = self.run(is_key);
        let begins = key.starts_with(|c: char| c.is_ascii_lowercase() || c == '*');
        if begins { Ok(key) } else { Err(self.bad("a name in lower case is expected")) }
    }

    fn string(&mut self) -> Result<String, ProfileError> {
        self.expect('"', "a text in quotation marks is expected")?;
        let mut text = String::new();
        let mut characters = self.text.chars();
        loop {
            match characters.next() {
                Some('"') => break,
                Some('\\') => match characters.next() {
                    Some(escaped @ ('"' | '\\')) => text.push(escaped),
                    _ => return Err(self.bad("a backslash stands before another character")),
                },
                Some(character) => text.push(character),
                None => return Err(self.bad("a quotation mark is missing")),
            }
        }
        self.text = characters.as_str();
        Ok(text)
    }

    fn integer(&mut self) -> Result<i64, ProfileError> {
        let digits = self.run(|c| c.is_ascii_digit());
        // A sign, leading zeros and fractions are no time of this profile, and a leading zero would
        // be signed otherwise than it is written here.
        let fits = digits.len() <= INTEGER_DIGITS_MAX && (digits == "0" || !digits.starts_with('0'));
        let number = digits.parse().ok().filter(|_| fits && self.peek() != Some('.'));
        number.ok_or_else(|| self.bad("a whole number is expected"))
    }

    fn bytes(&mut self) -> Result<Vec<u8>, ProfileError> {
        self.expect(':', "bytes in base64 between colons are expected")?;
        let text = self.run(|c| c != ':');
        self.expect(':', "bytes in base64 between colons are expected")?;
        from_base64(text).ok_or_else(|| self.bad("its base64 is not well-formed"))
    }
}
