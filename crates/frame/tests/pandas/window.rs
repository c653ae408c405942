//! What depends on the rows before and after: cumulative, shift, rolling, fill.
