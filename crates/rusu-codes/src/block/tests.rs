//! Blocks: what goes in comes out, and exact bytes.

use proptest::prelude::*;
use rusu_core::code::TraceCode;
use rusu_core::code_rule::Carrier;
use rusu_core::lot::PartNo;

use super::*;
use crate::piece::Entry;

fn key(text: &str) -> Key {
    Key::of(&TraceCode::parse(text).unwrap())
}

fn blocks(pieces: &[Piece]) -> Vec<Sealed> {
    let mut builder = BlockBuilder::new();
    let mut sealed: Vec<Sealed> = pieces.iter().filter_map(|piece| builder.push(*piece)).collect();
    sealed.extend(builder.finish());
    sealed
}

fn slacked(bytes: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes.extend([0xa5; SLACK]);
    bytes
}

fn any_key() -> impl Strategy<Value = Key> {
    prop_oneof!["[0-9]{6}", "00000[0-9]{11}", "[0-9]{20}", "[0-9]{37,40}", "[0-9A-Z]{12}", "A[0-9A-Z]{5,39}"]
        .prop_map(|text| key(&text))
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let carrier = prop_oneof![8 => Just(Carrier::Outer), 1 => Just(Carrier::Inner), 1 => Just(Carrier::Case), 1 => Just(Carrier::Pallet)];
    let part = prop_oneof![1..5_u32, any::<u32>()];
    (part, carrier, prop::option::of(any_key())).prop_map(|(part, carrier, parent)| Entry {
        part: PartNo(part),
        carrier,
        parent,
    })
}

/// Pieces in order that do not overlap.
fn any_pieces() -> impl Strategy<Value = Vec<Piece>> {
    let piece = (any_key(), prop_oneof![3 => Just(1_u64), 1 => 1..2_000_u64], any_entry());
    prop::collection::vec(piece, 1..600).prop_map(|pieces| {
        let mut pieces: Vec<Piece> = pieces
            .into_iter()
            .map(|(first, count, entry)| {
                let count = if first.nth(count - 1).is_some() { count } else { 1 };
                Piece { first, count, entry }
            })
            .collect();
        pieces.sort_by_key(|piece| piece.first);
        let mut kept: Vec<Piece> = Vec::new();
        for piece in pieces {
            if kept.last().is_none_or(|last| last.last() < piece.first) {
                kept.push(piece);
            }
        }
        kept
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn pieces_come_back_from_their_blocks(pieces in any_pieces()) {
        let mut read = Vec::new();
        for sealed in blocks(&pieces) {
            let bytes = slacked(&sealed.bytes);
            let block = Block::open(&bytes).unwrap();
            prop_assert_eq!(block.first(), Ok(sealed.first));
            block.read(&mut read).unwrap();
        }
        prop_assert_eq!(read, pieces);
    }

    #[test]
    fn a_block_finds_what_it_holds_and_nothing_else(pieces in any_pieces(), asked in prop::collection::vec(any_key(), 1..40)) {
        for sealed in blocks(&pieces) {
            let bytes = slacked(&sealed.bytes);
            let block = Block::open(&bytes).unwrap();
            let mut held = Vec::new();
            block.read(&mut held).unwrap();
            let near = held.iter().flat_map(|piece| [Some(piece.first), Some(piece.last()), piece.last().nth(1)]);
            for key in asked.iter().copied().chain(near.flatten()) {
                let expected = held.iter().find(|piece| piece.holds(&key)).copied();
                prop_assert_eq!(block.find(&key), Ok(expected), "{:?}", key);
            }
        }
    }

    #[test]
    fn a_flipped_bit_is_seen(pieces in any_pieces(), place in any::<prop::sample::Index>()) {
        let sealed = blocks(&pieces).remove(0);
        let mut bytes = slacked(&sealed.bytes);
        let bit = place.index(sealed.bytes.len() * 8);
        bytes[bit / 8] ^= 1 << (bit % 8);
        prop_assert!(Block::open(&bytes).is_none());
    }

    #[test]
    fn no_content_makes_a_block_panic(mut content in prop::collection::vec(any::<u8>(), 0..300), key in any_key()) {
        seal(&mut content);
        let bytes = slacked(&content);
        let block = Block::open(&bytes).unwrap();
        let _ = (block.find(&key), block.first(), block.read(&mut Vec::new()));
    }
}

#[test]
fn a_block_has_exactly_these_bytes() {
    let entry = |parent| Entry { part: PartNo(300), carrier: Carrier::Outer, parent };
    let pieces = [
        Piece::point(key("000258"), entry(Some(key("CASE01")))),
        Piece { first: key("000300"), count: 10, entry: entry(None) },
    ];
    let sealed = blocks(&pieces);
    assert_eq!(sealed.len(), 1);
    assert_eq!(sealed[0].bytes, GOLDEN);
}

const GOLDEN: &[u8] = &[
    10, 2, 6, 130, 2, 4, 2, 172, 2, 0, 1, 4, 255, 6, 147, 211, 178, 184, 3, 1, 9, 10, 25, 128, 130, 28, 111,
];

#[test]
fn random_codes_of_sixteen_digits_take_less_than_seven_bytes_in_a_small_lot() {
    let entry = Entry { part: PartNo(1), carrier: Carrier::Outer, parent: None };
    let step = 10_u128.pow(16) / 100_000;
    let pieces: Vec<Piece> = (0..100_000_u128)
        .map(|index| Piece::point(Key::number(16, index * step + index * 7_919 % step), entry))
        .collect();
    let bytes: usize = blocks(&pieces).iter().map(|sealed| sealed.bytes.len()).sum();
    assert!(bytes < 100_000 * 5, "{bytes}");
}
