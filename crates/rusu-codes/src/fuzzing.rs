//! A stratum of foreign bytes, for the fuzz target: only in builds with `--cfg fuzzing`, which also take
//! any checksum for right.

use std::path::Path;
use std::sync::Arc;

use crate::check;
use crate::hints::Hint;
use crate::key::Key;
use crate::piece::Piece;
use crate::stratum::{HintCursor, PieceCursor, Stratum};

/// Reads all that a file claims to hold, as look-ups, a visit, a listing and `fsck` do.
pub fn read_stratum(path: &Path) {
    let Ok(stratum) = Stratum::open(path).map(Arc::new) else { return };
    // Before the filter is there, every look-up asks a block.
    let pieces = pieces(&stratum);
    pieces.iter().for_each(|piece| look_up(&stratum, piece));
    let _ = stratum.load_filter();
    pieces.iter().for_each(|piece| look_up(&stratum, piece));
    let hints: Vec<Hint> = HintCursor::new(&stratum).map_while(Result::ok).collect();
    for hint in &hints {
        let _ = hint.last().code();
    }
    let _ = check::check_one(&stratum);
}

fn pieces(stratum: &Arc<Stratum>) -> Vec<Piece> {
    let mut cursor = PieceCursor::new(stratum);
    std::iter::from_fn(|| cursor.next().ok().flatten()).collect()
}

fn look_up(stratum: &Stratum, piece: &Piece) {
    let behind = piece.last().nth(1);
    for key in [Some(piece.first), Some(piece.last()), behind].into_iter().flatten() {
        let _ = key.code().map(|code| Key::of(&code));
        let found = stratum.find(&key, key.hash());
        if let Ok(Some(entry)) = found {
            let _ = entry.stored();
        }
    }
}
