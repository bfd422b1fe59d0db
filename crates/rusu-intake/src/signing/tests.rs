use proptest::prelude::*;
use rusu_testkit::builders::SeededChance;

use super::*;

const ALL: &[SignatureAlgorithm] = SignatureAlgorithm::ALL;

fn key(algorithm: SignatureAlgorithm, seed: u64) -> SecretKey {
    SecretKey::generate(algorithm, &SeededChance::new(seed)).unwrap()
}

fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> =
        text.chars().filter_map(|c| c.to_digit(16)).map(|d| d.try_into().unwrap()).collect();
    digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect()
}

/// RFC 8032, section 7.1, test 2.
#[test]
fn the_standards_own_signature_of_ed25519_verifies() {
    let public = hex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
    let signature = hex("92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
         085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00");
    assert!(verifies(SignatureAlgorithm::Ed25519, &public, &[0x72], &signature));
    assert!(!verifies(SignatureAlgorithm::Ed25519, &public, &[0x73], &signature));
}

/// GB/T 32918.5-2017, annex A.2: the recommended curve, the usual identity, "message digest".
#[test]
fn the_standards_own_signature_of_sm2_verifies() {
    let public = hex("04 09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020\
         CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
    let signature = hex("F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3\
         B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");
    assert!(verifies(SignatureAlgorithm::Sm2Sm3, &public, b"message digest", &signature));
    assert!(!verifies(SignatureAlgorithm::Sm2Sm3, &public, b"message digesT", &signature));
}

#[test]
fn a_signature_verifies_under_its_own_key_and_no_other() {
    for algorithm in ALL {
        let (own, other) = (key(*algorithm, 1), key(*algorithm, 2));
        let signature = own.sign(b"message").unwrap();
        assert_eq!(signature.len(), 64);
        assert!(verifies(*algorithm, &own.public_key(), b"message", &signature));
        assert!(!verifies(*algorithm, &other.public_key(), b"message", &signature));
        assert!(!verifies(*algorithm, &own.public_key(), b"messagf", &signature));
        assert!(!verifies(*algorithm, &own.public_key(), b"message", &signature[1..]));
        assert!(!verifies(*algorithm, &[], b"message", &signature));
    }
}

#[test]
fn a_key_of_one_algorithm_is_none_of_the_other() {
    let [ed25519, sm2] = [key(ALL[0], 1), key(ALL[1], 1)];
    assert_eq!(read_public_key(ALL[1], &to_base64(&ed25519.public_key())), None);
    assert_eq!(read_public_key(ALL[0], &to_base64(&sm2.public_key())), None);
    assert_eq!(read_public_key(ALL[0], &public_key_pem(ALL[1], &sm2.public_key())), None);
}

#[test]
fn a_public_key_is_read_as_pem_and_as_base64() {
    for algorithm in ALL {
        let public = key(*algorithm, 3).public_key();
        assert_eq!(read_public_key(*algorithm, &public_key_pem(*algorithm, &public)), Some(public.clone()));
        assert_eq!(read_public_key(*algorithm, &format!(" {}\n", to_base64(&public))), Some(public));
    }
}

#[test]
fn what_is_no_point_a_weak_one_or_another_form_of_one_is_no_key() {
    assert_eq!(read_public_key(ALL[0], &to_base64(&[0; 32])), None);
    assert_eq!(read_public_key(ALL[0], &to_base64(&[2; 31])), None);
    assert_eq!(read_public_key(ALL[1], &to_base64(&[4; 65])), None);
    let mut compressed = key(ALL[1], 3).public_key();
    compressed.truncate(33);
    compressed[0] = 2;
    assert_eq!(read_public_key(ALL[1], &to_base64(&compressed)), None);
    assert_eq!(read_public_key(ALL[0], "-----BEGIN PUBLIC KEY-----"), None);
}

#[test]
fn a_private_key_is_read_from_its_file_again() {
    for algorithm in ALL {
        let own = key(*algorithm, 4);
        let pem = own.to_pem();
        assert!(pem.lines().all(|line| line.len() <= 64), "{pem}");
        let again = SecretKey::from_pem(&pem).unwrap();
        assert_eq!((again.algorithm(), again.id()), (*algorithm, own.id()));
        assert_eq!(SecretKey::from_pem(&pem.replace("PRIVATE", "PUBLIC")).map(|key| key.id()), None);
        assert!(!format!("{own:?}").contains(&to_base64(&pem.as_bytes()[..8])));
    }
}

#[test]
fn keys_have_ids_of_their_own() {
    let ids: std::collections::BTreeSet<KeyId> =
        (0..4).flat_map(|seed| ALL.iter().map(move |algorithm| key(*algorithm, seed).id())).collect();
    assert_eq!(ids.len(), 8);
}

/// GB/T 32905-2016, annex A.1.
#[test]
fn a_body_is_compared_with_either_digest() {
    let sm3 = hex("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0").try_into().unwrap();
    let wanted = [body_digest(b"abc"), ContentDigest { algorithm: DigestAlgorithm::Sm3, value: sm3 }];
    for wanted in wanted {
        let mut digest = BodyDigest::new(wanted);
        assert!(!digest.fits());
        digest.update(b"a");
        digest.update(b"bc");
        assert!(digest.fits());
        digest.update(b"d");
        assert!(!digest.fits());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn no_bit_of_a_message_or_signature_can_be_flipped(seed in any::<u64>(), place in 0..512_usize, sm in any::<bool>()) {
        let algorithm = ALL[usize::from(sm)];
        let own = key(algorithm, seed);
        let message = [7; 64];
        let signature = own.sign(&message).unwrap();
        let flip = |bytes: &[u8]| {
            let mut flipped = bytes.to_vec();
            flipped[place / 8] ^= 1 << (place % 8);
            flipped
        };
        prop_assert!(verifies(algorithm, &own.public_key(), &message, &signature));
        prop_assert!(!verifies(algorithm, &own.public_key(), &flip(&message), &signature));
        prop_assert!(!verifies(algorithm, &own.public_key(), &message, &flip(&signature)));
    }
}
