//! The catalogue of the 32 trace items, as data (`data/trace-items.csv`).
