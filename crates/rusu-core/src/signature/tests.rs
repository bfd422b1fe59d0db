use proptest::prelude::*;

use super::*;

const INPUT: &str = r#"sig1=("@method" "@target-uri" "content-digest" "content-type");created=1788220800;nonce="0123456789abcdef";keyid="rk_00112233445566778899aabbccddeeff";alg="ed25519""#;

fn headers(name: &str) -> Option<String> {
    let value = match name {
        "content-digest" => "sha-256=:AAAA:",
        "content-type" => " application/json ",
        _ => return None,
    };
    Some(value.to_owned())
}

fn message() -> SignedMessage<'static> {
    SignedMessage { method: "POST", target_uri: "https://trace.example/api/v1/x?a=%20b", header: &headers }
}

fn form(value: &str) -> Option<&'static str> {
    match read_input(value) {
        Err(ProfileError::Form { why, .. }) => Some(why),
        _ => None,
    }
}

#[test]
fn the_base_is_as_the_standard_writes_it() {
    let base = read_input(INPUT).unwrap().base(&message()).unwrap();
    assert_eq!(
        base,
        "\"@method\": POST\n\
         \"@target-uri\": https://trace.example/api/v1/x?a=%20b\n\
         \"content-digest\": sha-256=:AAAA:\n\
         \"content-type\": application/json\n\
         \"@signature-params\": (\"@method\" \"@target-uri\" \"content-digest\" \"content-type\")\
         ;created=1788220800;nonce=\"0123456789abcdef\";keyid=\"rk_00112233445566778899aabbccddeeff\";alg=\"ed25519\""
    );
}

#[test]
fn parameters_are_signed_in_the_senders_order() {
    let other = r#"a=("@target-uri" "@method");alg="sm2-sm3";keyid="k";created=1;nonce="0123456789abcdef""#;
    let input = read_input(other).unwrap();
    assert_eq!(format!("a={}", input.parameters()), other);
    assert_eq!(input.algorithm, SignatureAlgorithm::Sm2Sm3);
}

#[test]
fn spaces_that_the_standard_allows_are_not_signed() {
    let spaced = INPUT.replace("(\"", "(  \"").replace(";created", "; created");
    assert_eq!(read_input(&spaced).unwrap(), read_input(INPUT).unwrap());
}

#[test]
fn what_is_not_of_the_profile_is_no_signature() {
    let changes = [
        ("sig1=", ""),
        ("sig1=", "Sig1="),
        ("\"@method\"", "\"@authority\""),
        ("\"@method\"", "\"@method\";req"),
        ("\"@method\"", "\"@method\" \"@method\""),
        ("\"@method\" ", "\"@method\""),
        ("created=1788220800", "created=\"1788220800\""),
        ("created=1788220800", "created=01788220800"),
        ("created=1788220800", "created=1788220800.5"),
        ("created=1788220800", "created=-1"),
        (";created=1788220800", ""),
        (";nonce=\"0123456789abcdef\"", ""),
        (";keyid=", ";tag="),
        (";alg=\"ed25519\"", ";alg=\"ed25519\";expires=1"),
        (";alg=\"ed25519\"", ";alg=\"ed25519\";alg=\"ed25519\""),
        (";alg=\"ed25519\"", ";alg=\"ed25519\", sig2=();created=1"),
        ("0123456789abcdef", "0123456789abcde"),
        ("0123456789abcdef", "0123456789\\abcdef"),
        ("0123456789abcdef", "0123456789码abcdef"),
    ];
    for (from, to) in changes {
        let changed = INPUT.replacen(from, to, 1);
        assert!(form(&changed).is_some(), "{changed}: {:?}", read_input(&changed));
    }
}

#[test]
fn a_nonce_has_its_shortest_and_its_longest_length_and_none_beyond() {
    use crate::limits::{SIGNATURE_NONCE_CHARACTERS_MAX as MAX, SIGNATURE_NONCE_CHARACTERS_MIN as MIN};
    let with = |length: usize| read_input(&INPUT.replace("0123456789abcdef", &"n".repeat(length)));
    assert!(with(MIN).is_ok() && with(MAX).is_ok());
    assert!(with(MIN - 1).is_err() && with(MAX + 1).is_err());
}

#[test]
fn another_algorithm_is_told_by_its_name() {
    let other = read_input(&INPUT.replace("ed25519", "hmac-sha256"));
    assert_eq!(other, Err(ProfileError::AlgorithmUnknown { given: "hmac-sha256".to_owned() }));
}

#[test]
fn a_field_that_is_too_long_is_not_read() {
    let long = format!("sig1=({}", "\"@method\" ".repeat(1_000));
    assert_eq!(form(&long), Some("it is too long"));
}

#[test]
fn with_a_body_its_digest_and_its_type_must_be_covered() {
    let missing = |covered: &[Component], body| {
        let mut input = read_input(INPUT).unwrap();
        input.components = covered.to_vec();
        match input.check_covers(body) {
            Err(ProfileError::ComponentMissing { component }) => Some(component),
            _ => None,
        }
    };
    use Component::{ContentDigest, ContentType, IdempotencyKey, Method, TargetUri};
    let all = [Method, TargetUri, ContentDigest, ContentType];
    assert_eq!(missing(&all, true), None);
    assert_eq!(missing(&[Method, TargetUri], false), None);
    assert_eq!(missing(&[Method], false), Some("@target-uri"));
    assert_eq!(missing(&[TargetUri], false), Some("@method"));
    assert_eq!(missing(&[Method, TargetUri, ContentType], true), Some("content-digest"));
    assert_eq!(missing(&[Method, TargetUri, ContentDigest], true), Some("content-type"));
    assert_eq!(missing(&[Method, TargetUri, IdempotencyKey], false), None);
}

#[test]
fn a_covered_header_that_was_not_sent_is_missing() {
    let none = |_: &str| None;
    let unsent = SignedMessage { header: &none, ..message() };
    let missing = Err(ProfileError::ComponentMissing { component: "content-digest" });
    assert_eq!(read_input(INPUT).unwrap().base(&unsent), missing);
}

#[test]
fn a_signature_is_read_under_the_label_of_its_input() {
    assert_eq!(read_signature("sig1=:cnVzdSE=:", "sig1").unwrap(), b"rusu!");
    for value in
        ["sig2=:cnVzdSE=:", "sig1=cnVzdSE=", "sig1=:cnVzdSE:", "sig1=:!:", "sig1=:AAAA:, sig2=:AAAA:", ""]
    {
        assert!(read_signature(value, "sig1").is_err(), "{value}");
    }
}

#[test]
fn a_digest_of_a_kind_that_is_known_is_found_among_others() {
    let value = to_base64(&[7; 32]);
    let digest = read_digest(&format!("sha-512=:AAAA:,  sm3=:{value}:")).unwrap();
    assert_eq!(digest, ContentDigest { algorithm: DigestAlgorithm::Sm3, value: [7; 32] });
    assert_eq!(read_digest(&digest.to_string()), Ok(digest));
    for bad in
        ["", "sha-512=:AAAA:", "sha-256=:AAAA:", &format!("sha-256={value}"), &format!("sha-256=:{value}:,")]
    {
        assert!(read_digest(bad).is_err(), "{bad}");
    }
}

#[test]
fn a_key_id_is_written_in_one_way() {
    let id = KeyId::of_fingerprint([0xab; 16]);
    assert_eq!(KeyId::parse(id.as_str()), Some(id.clone()));
    for bad in ["", "rk_", &id.as_str().to_uppercase(), &format!("{id}0"), &id.as_str().replace("rk_", "ab_")]
    {
        assert_eq!(KeyId::parse(bad), None, "{bad}");
    }
}

proptest! {
    #[test]
    fn what_was_written_in_base64_is_read_again(bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        prop_assert_eq!(from_base64(&to_base64(&bytes)), Some(bytes));
    }

    #[test]
    fn any_text_is_read_or_refused_and_what_is_read_is_written_again(text in "[ -~]{0,300}") {
        if let Ok(input) = read_input(&text) {
            let again = format!("{}={}", input.label, input.parameters());
            prop_assert_eq!(read_input(&again), Ok(input));
        }
        let _ = read_signature(&text, "sig1");
        let _ = read_digest(&text);
        let _ = from_base64(&text);
    }

    #[test]
    fn an_input_that_is_made_is_read_again(
        created in 0_i64..10_000_000_000, nonce in "[ -~]{16,128}", fingerprint in any::<[u8; 16]>(), sm in any::<bool>(),
        covered in proptest::sample::subsequence(Component::ALL.to_vec(), 0..=5),
    ) {
        let algorithm = if sm { SignatureAlgorithm::Sm2Sm3 } else { SignatureAlgorithm::Ed25519 };
        let id = KeyId::of_fingerprint(fingerprint);
        let input = SignatureInput::new(covered, created, nonce, &id, algorithm);
        prop_assert_eq!(read_input(&format!("sig1={}", input.parameters())), Ok(input));
    }

    #[test]
    fn no_character_of_an_input_can_be_changed_unseen(index in 0..INPUT.len(), to in b' '..=b'~') {
        let mut bytes = INPUT.as_bytes().to_vec();
        prop_assume!(bytes[index] != to);
        bytes[index] = to;
        let changed = String::from_utf8(bytes).unwrap();
        if let Ok(read) = read_input(&changed) {
            let original = read_input(INPUT).unwrap();
            // The label is no part of what is signed (RFC 9421, section 2.3).
            prop_assert!(read.parameters() != original.parameters() || read.label != original.label);
        }
    }
}
