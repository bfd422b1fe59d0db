//! Pure rules over drafts.
