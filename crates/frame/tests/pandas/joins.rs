//! Merge, asof, cross.
