//! What a function is called, takes and gives.

use arrow::datatypes::DataType;

use super::Function;
use crate::types::{DURATION, TIMESTAMP, is_moment, is_number, widened};

/// One function's line in the tables.
#[derive(Debug)]
pub(crate) struct Signature {
    pub(crate) function: Function,
    /// The call as one writes it: `round(x [, decimals])`. Its name is the function's own.
    pub(crate) usage: &'static str,
    /// Other names: SQL's, or pandas'.
    pub(crate) aliases: &'static [&'static str],
    /// The arguments. The last one may be repeated, if `repeats`.
    pub(crate) takes: &'static [Takes],
    /// How many of the last arguments may be left out.
    pub(crate) optional: usize,
    pub(crate) repeats: bool,
    pub(crate) gives: Gives,
    /// What it computes, in one line.
    pub(crate) meaning: &'static str,
}

/// What an argument has to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// A date or timestamp; it arrives as a timestamp.
    Moment,
    /// A date or timestamp, as it is.
    DateOrTimestamp,
    /// A duration.
    Duration,
    /// A date, a timestamp or a duration; a date arrives as a timestamp.
    Time,
    /// An integer; it arrives as `int64`.
    Integer,
    /// A number; it arrives as `int64`, `uint64` or `float64`.
    Number,
    /// A number; it arrives as `float64`.
    Float,
    /// A number or a duration.
    Signed,
    /// A text.
    Text,
    /// A constant, which the binder makes ready (`typing/prepare.rs`).
    Constant,
    /// Anything; the binder has a rule of its own for the function.
    Any,
}

/// What comes out.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gives {
    /// The type that the first argument arrives with.
    Same,
    Bool,
    Int,
    Float,
    Text,
    Date,
    Timestamp,
}

impl Gives {
    /// The type, given that of the first argument.
    pub(crate) fn data_type(self, first: Option<&DataType>) -> DataType {
        match self {
            Self::Same => first.cloned().unwrap_or(DataType::Null),
            Self::Bool => DataType::Boolean,
            Self::Int => DataType::Int64,
            Self::Float => DataType::Float64,
            Self::Text => DataType::Utf8,
            Self::Date => DataType::Date32,
            Self::Timestamp => TIMESTAMP,
        }
    }
}

impl Signature {
    pub(crate) const fn new(
        function: Function,
        usage: &'static str,
        takes: &'static [Takes],
        gives: Gives,
        meaning: &'static str,
    ) -> Self {
        Self { function, usage, aliases: &[], takes, optional: 0, repeats: false, gives, meaning }
    }

    pub(crate) const fn also(self, aliases: &'static [&'static str]) -> Self {
        Self { aliases, ..self }
    }

    /// The last `count` arguments may be left out.
    pub(crate) const fn optional(self, count: usize) -> Self {
        Self { optional: count, ..self }
    }

    /// The last argument may come again and again.
    pub(crate) const fn repeats(self) -> Self {
        Self { repeats: true, ..self }
    }

    /// The function's own name.
    pub(crate) fn name(&self) -> &'static str {
        self.usage.split('(').next().unwrap_or_default()
    }

    /// The own name, then the others.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.name()).chain(self.aliases.iter().copied())
    }

    /// How many arguments: at least, and at most.
    pub(crate) fn arity(&self) -> (usize, usize) {
        let most = if self.repeats { usize::MAX } else { self.takes.len() };
        (self.takes.len() - self.optional, most)
    }

    /// What the argument at `at` has to be.
    pub(crate) fn takes_at(&self, at: usize) -> Takes {
        self.takes.get(at).or(self.takes.last()).copied().unwrap_or(Takes::Any)
    }
}

impl Takes {
    /// The type with which a value of type `found` arrives; `None` if it cannot be taken.
    pub(crate) fn arrives_as(self, found: &DataType) -> Option<DataType> {
        let null = *found == DataType::Null;
        match self {
            Self::Moment => (null || is_moment(found)).then_some(TIMESTAMP),
            Self::DateOrTimestamp if null => Some(TIMESTAMP),
            Self::DateOrTimestamp => is_moment(found).then(|| found.clone()),
            Self::Duration => (null || *found == DURATION).then_some(DURATION),
            Self::Time if *found == DURATION => Some(DURATION),
            Self::Time => (null || is_moment(found)).then_some(TIMESTAMP),
            Self::Integer => (null || found.is_integer()).then_some(DataType::Int64),
            Self::Signed if *found == DURATION => Some(DURATION),
            Self::Number | Self::Signed if null => Some(DataType::Float64),
            Self::Number | Self::Signed => is_number(found).then(|| widened(found)),
            Self::Float => (null || is_number(found)).then_some(DataType::Float64),
            Self::Text => (null || *found == DataType::Utf8).then_some(DataType::Utf8),
            Self::Any | Self::Constant => Some(found.clone()),
        }
    }

    /// For messages: "it takes {}".
    pub(crate) fn in_words(self) -> &'static str {
        match self {
            Self::Moment | Self::DateOrTimestamp => "a date or a timestamp",
            Self::Duration => "a duration",
            Self::Integer => "an integer",
            Self::Number | Self::Float => "a number",
            Self::Signed => "a number or a duration",
            Self::Text => "a string",
            Self::Time => "a date, a timestamp or a duration",
            Self::Any | Self::Constant => "any type",
        }
    }
}
