//! The object store's contract as claims. `objects_conformance!(make)` makes a `#[test]` of each.

use std::any::Any;
use std::io::{Read as _, Seek as _, SeekFrom};

use rusu_core::limits::{DOCUMENT_BYTES_MAX, PICTURE_BYTES_MAX, UPLOAD_PART_BYTES_MAX, VIDEO_BYTES_MAX};
use rusu_core::lot::ContentHash;
use rusu_core::ports::{ObjectKind, ObjectReader, ObjectWriter, StoreFault};

/// A fresh, empty store and what must live as long as it.
pub struct ObjectsFixture {
    /// The store.
    pub store: Box<dyn ObjectWriter>,
    /// Dropped after the store.
    pub keep: Box<dyn Any>,
}

impl ObjectsFixture {
    /// A store with what it stands on.
    pub fn new(store: impl ObjectWriter + 'static, keep: impl Any) -> Self {
        Self { store: Box::new(store), keep: Box::new(keep) }
    }
}

/// One `#[test]` per claim of the contract; `$make` is a `fn() -> ObjectsFixture`.
#[macro_export]
macro_rules! objects_conformance {
    ($make:expr) => {
        $crate::objects_conformance!(@claims $make;
            an_unknown_object_is_none,
            an_object_is_found_under_the_sha_256_of_its_bytes,
            an_empty_object_is_an_object,
            an_object_written_in_pieces_is_one_object,
            an_object_of_many_megabytes_reads_back,
            an_object_can_be_read_from_any_place,
            the_same_bytes_twice_are_one_object,
            kinds_have_their_own_name_spaces,
            a_dropped_sink_leaves_nothing,
            an_unfinished_object_is_not_listed,
            a_removed_object_is_gone,
            removing_what_is_absent_is_fine,
            a_document_at_its_limit_is_kept,
            a_document_beyond_its_limit_is_too_large,
            a_picture_at_its_limit_is_kept,
            a_picture_beyond_its_limit_is_too_large,
            a_film_may_be_larger_than_any_document,
            a_film_beyond_its_limit_is_too_large,
            a_part_at_its_limit_is_kept_and_one_byte_more_is_too_large,
            every_object_of_a_kind_is_listed,
            an_open_object_reads_on_after_it_was_removed,
        );
    };
    (@claims $make:expr; $($claim:ident),+ $(,)?) => {
        $(
            #[test]
            fn $claim() -> Result<(), rusu_core::ports::StoreFault> {
                let fixture: $crate::objects_suite::ObjectsFixture = $make();
                $crate::objects_suite::$claim(fixture.store.as_ref())
            }
        )+
    };
}

type Claim = Result<(), StoreFault>;

/// Stores bytes whole.
///
/// # Errors
/// The store's.
pub fn store_bytes(
    store: &dyn ObjectWriter,
    kind: ObjectKind,
    bytes: &[u8],
) -> Result<(ContentHash, u64), StoreFault> {
    let mut sink = store.create(kind)?;
    sink.write(bytes)?;
    sink.finish()
}

/// Reads an object whole.
///
/// # Errors
/// The store's.
pub fn read_bytes(
    store: &dyn ObjectReader,
    kind: ObjectKind,
    hash: &ContentHash,
) -> Result<Option<Vec<u8>>, StoreFault> {
    let Some(mut object) = store.open(kind, hash)? else { return Ok(None) };
    let mut bytes = Vec::new();
    object.read_to_end(&mut bytes).expect("an object that was opened can be read");
    Ok(Some(bytes))
}

fn hash(hex: &str) -> ContentHash {
    ContentHash::from_hex(hex).expect("the suite writes valid hashes")
}

#[doc(hidden)]
pub fn an_unknown_object_is_none(store: &dyn ObjectWriter) -> Claim {
    assert!(store.open(ObjectKind::Document, &ContentHash([7; 32]))?.is_none());
    assert_eq!(store.list(ObjectKind::Document)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn an_object_is_found_under_the_sha_256_of_its_bytes(store: &dyn ObjectWriter) -> Claim {
    // FIPS 180-2, appendix B.1.
    let abc = hash("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(store_bytes(store, ObjectKind::Document, b"abc")?, (abc, 3));
    assert_eq!(read_bytes(store, ObjectKind::Document, &abc)?.as_deref(), Some(&b"abc"[..]));
    Ok(())
}

#[doc(hidden)]
pub fn an_empty_object_is_an_object(store: &dyn ObjectWriter) -> Claim {
    let (empty, length) = store.create(ObjectKind::Upload)?.finish()?;
    assert_eq!(empty, hash("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"));
    assert_eq!((length, read_bytes(store, ObjectKind::Upload, &empty)?), (0, Some(Vec::new())));
    Ok(())
}

#[doc(hidden)]
pub fn an_object_written_in_pieces_is_one_object(store: &dyn ObjectWriter) -> Claim {
    let mut sink = store.create(ObjectKind::Upload)?;
    for piece in [&b"ab"[..], b"", b"c"] {
        sink.write(piece)?;
    }
    let (pieces, length) = sink.finish()?;
    assert_eq!((pieces, length), store_bytes(store, ObjectKind::Upload, b"abc")?);
    Ok(())
}

#[doc(hidden)]
pub fn an_object_of_many_megabytes_reads_back(store: &dyn ObjectWriter) -> Claim {
    let bytes: Vec<u8> = (0..19_000_003_u32).flat_map(|n| u8::try_from(n * 7 % 251)).collect();
    let mut sink = store.create(ObjectKind::Upload)?;
    for chunk in bytes.chunks(70_001) {
        sink.write(chunk)?;
    }
    let (hash, length) = sink.finish()?;
    assert_eq!(length, 19_000_003);
    assert!(read_bytes(store, ObjectKind::Upload, &hash)?.as_ref() == Some(&bytes), "other bytes came back");
    Ok(())
}

#[doc(hidden)]
pub fn an_object_can_be_read_from_any_place(store: &dyn ObjectWriter) -> Claim {
    let (hash, _) = store_bytes(store, ObjectKind::Upload, b"0123456789")?;
    let mut object = store.open(ObjectKind::Upload, &hash)?.expect("it was stored");
    let mut text = String::new();
    object.seek(SeekFrom::End(-3)).expect("seeks");
    object.read_to_string(&mut text).expect("reads");
    object.seek(SeekFrom::Start(2)).expect("seeks");
    object.take(2).read_to_string(&mut text).expect("reads");
    assert_eq!(text, "78923");
    Ok(())
}

#[doc(hidden)]
pub fn the_same_bytes_twice_are_one_object(store: &dyn ObjectWriter) -> Claim {
    let first = store_bytes(store, ObjectKind::Document, b"certificate")?;
    assert_eq!(store_bytes(store, ObjectKind::Document, b"certificate")?, first);
    assert_eq!(store.list(ObjectKind::Document)?, [first.0]);
    Ok(())
}

/// Every kind.
const KINDS: [ObjectKind; 4] =
    [ObjectKind::Document, ObjectKind::Upload, ObjectKind::Picture, ObjectKind::Video];

#[doc(hidden)]
pub fn kinds_have_their_own_name_spaces(store: &dyn ObjectWriter) -> Claim {
    for kind in KINDS {
        let (hash, _) = store_bytes(store, kind, b"the same bytes")?;
        for other in KINDS.into_iter().filter(|other| *other != kind) {
            assert!(store.open(other, &hash)?.is_none(), "{kind:?} is read as {other:?}");
            assert_eq!(store.list(other)?, []);
            store.remove(other, &hash)?;
        }
        assert!(store.open(kind, &hash)?.is_some(), "{kind:?} was removed as another kind");
        assert_eq!(store.list(kind)?, [hash]);
        store.remove(kind, &hash)?;
    }
    Ok(())
}

#[doc(hidden)]
pub fn a_dropped_sink_leaves_nothing(store: &dyn ObjectWriter) -> Claim {
    let mut sink = store.create(ObjectKind::Upload)?;
    sink.write(b"abc")?;
    drop(sink);
    assert_eq!(store.list(ObjectKind::Upload)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn an_unfinished_object_is_not_listed(store: &dyn ObjectWriter) -> Claim {
    let mut sink = store.create(ObjectKind::Upload)?;
    sink.write(b"abc")?;
    assert_eq!(store.list(ObjectKind::Upload)?, []);
    let (hash, _) = sink.finish()?;
    assert_eq!(store.list(ObjectKind::Upload)?, [hash]);
    Ok(())
}

#[doc(hidden)]
pub fn a_removed_object_is_gone(store: &dyn ObjectWriter) -> Claim {
    let (hash, _) = store_bytes(store, ObjectKind::Upload, b"abc")?;
    store.remove(ObjectKind::Upload, &hash)?;
    assert!(store.open(ObjectKind::Upload, &hash)?.is_none());
    assert_eq!(store.list(ObjectKind::Upload)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn removing_what_is_absent_is_fine(store: &dyn ObjectWriter) -> Claim {
    store.remove(ObjectKind::Document, &ContentHash([7; 32]))
}

fn object_of(
    store: &dyn ObjectWriter,
    kind: ObjectKind,
    length: u64,
) -> Result<(ContentHash, u64), StoreFault> {
    let mut sink = store.create(kind)?;
    let chunk = vec![b'x'; 1024 * 1024];
    let mut left = usize::try_from(length).expect("an object of this suite fits in memory");
    while left > 0 {
        let piece = chunk.get(..left).unwrap_or(&chunk);
        sink.write(piece)?;
        left -= piece.len();
    }
    sink.finish()
}

fn is_kept(store: &dyn ObjectWriter, kind: ObjectKind, length: u64) -> Claim {
    assert_eq!(object_of(store, kind, length)?.1, length);
    Ok(())
}

fn is_too_large(store: &dyn ObjectWriter, kind: ObjectKind, limit: u64) -> Claim {
    let refused = object_of(store, kind, limit + 1);
    let told = matches!(refused, Err(StoreFault::TooLarge { limit: told, .. }) if told == limit);
    assert!(told, "{refused:?}");
    assert_eq!(store.list(kind)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn a_document_at_its_limit_is_kept(store: &dyn ObjectWriter) -> Claim {
    is_kept(store, ObjectKind::Document, DOCUMENT_BYTES_MAX)
}

#[doc(hidden)]
pub fn a_document_beyond_its_limit_is_too_large(store: &dyn ObjectWriter) -> Claim {
    is_too_large(store, ObjectKind::Document, DOCUMENT_BYTES_MAX)
}

#[doc(hidden)]
pub fn a_picture_at_its_limit_is_kept(store: &dyn ObjectWriter) -> Claim {
    is_kept(store, ObjectKind::Picture, PICTURE_BYTES_MAX)
}

#[doc(hidden)]
pub fn a_picture_beyond_its_limit_is_too_large(store: &dyn ObjectWriter) -> Claim {
    is_too_large(store, ObjectKind::Picture, PICTURE_BYTES_MAX)
}

#[doc(hidden)]
pub fn a_film_may_be_larger_than_any_document(store: &dyn ObjectWriter) -> Claim {
    is_kept(store, ObjectKind::Video, DOCUMENT_BYTES_MAX + 1)
}

/// One piece that is too large: two hundred megabytes need not be written to see it refused.
#[doc(hidden)]
pub fn a_film_beyond_its_limit_is_too_large(store: &dyn ObjectWriter) -> Claim {
    let length = usize::try_from(VIDEO_BYTES_MAX).expect("a film fits in memory") + 1;
    let refused = store.create(ObjectKind::Video)?.write(&vec![0; length]);
    assert!(matches!(refused, Err(StoreFault::TooLarge { limit: VIDEO_BYTES_MAX, .. })), "{refused:?}");
    assert_eq!(store.list(ObjectKind::Video)?, []);
    Ok(())
}

#[doc(hidden)]
pub fn every_object_of_a_kind_is_listed(store: &dyn ObjectWriter) -> Claim {
    let mut stored = Vec::new();
    for number in 0..20_u8 {
        stored.push(store_bytes(store, ObjectKind::Document, &[number])?.0);
    }
    stored.sort_unstable();
    let mut listed = store.list(ObjectKind::Document)?;
    listed.sort_unstable();
    assert_eq!(listed, stored);
    Ok(())
}

#[doc(hidden)]
pub fn an_open_object_reads_on_after_it_was_removed(store: &dyn ObjectWriter) -> Claim {
    let (hash, _) = store_bytes(store, ObjectKind::Document, b"abc")?;
    let mut object = store.open(ObjectKind::Document, &hash)?.expect("it was stored");
    store.remove(ObjectKind::Document, &hash)?;
    let mut text = String::new();
    object.read_to_string(&mut text).expect("reads");
    assert_eq!(text, "abc");
    Ok(())
}

#[doc(hidden)]
pub fn a_part_at_its_limit_is_kept_and_one_byte_more_is_too_large(store: &dyn ObjectWriter) -> Claim {
    let limit = usize::try_from(UPLOAD_PART_BYTES_MAX).expect("a part fits in memory");
    let (hash, bytes) = store_bytes(store, ObjectKind::Part, &vec![3; limit])?;
    assert_eq!(bytes, UPLOAD_PART_BYTES_MAX);
    assert_eq!(store.list(ObjectKind::Part)?, [hash]);
    let refused = store_bytes(store, ObjectKind::Part, &vec![3; limit + 1]);
    assert!(matches!(refused, Err(StoreFault::TooLarge { limit: UPLOAD_PART_BYTES_MAX, .. })));
    Ok(())
}
