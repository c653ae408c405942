//! Aggregation states: what is kept per group while chunks stream by.
//!
//! Each aggregate has a file and an [`Accumulator`]. All states are exact, so merging them is associative and
//! commutative: the result depends on the rows and their positions only, not on how they were cut into chunks or which
//! worker saw them. `laws.rs` tests this for every aggregate.

mod any_all;
mod approx_nunique;
mod approx_quantile;
mod array;
mod collect;
mod count;
mod covariance;
mod error;
pub mod exact;
mod filtered;
mod first_last;
mod float_states;
mod idx_min_max;
mod keys;
mod largest;
mod mean;
mod min_count;
mod min_max;
mod mode;
mod nunique;
mod pair_counts;
mod prod;
mod quantile;
mod shape;
mod slots;
mod sum;
mod value_log;
mod variance;
mod visit;

#[cfg(test)]
mod laws;

use arrow::array::ArrayRef;
use arrow::datatypes::DataType;
use chunkwise_plan::{AggFunc, Interpolation, TypedAgg};

pub use error::AggError;

/// Which group each row of a batch belongs to.
#[derive(Debug, Clone, Copy)]
pub enum Groups<'a> {
    /// All rows are in group 0.
    One,
    /// The group of each row, or [`NO_GROUP`](crate::group::NO_GROUP) for a row that belongs to none.
    Each(&'a [u32]),
}

/// The states of one aggregate, one per group.
///
/// Nulls are skipped, but by collect. A group without a value has count, sum and nunique 0, prod 1, any false, all true, an empty list
/// where the result is one, and otherwise null.
pub trait Accumulator: Send + Sync {
    /// Grows to `groups` groups; the new ones are empty.
    fn resize(&mut self, groups: usize);

    /// Takes in `rows` rows, whose groups exist. Each of `args` has one value per row; only `count(*)` needs none.
    ///
    /// Row i has position `first_row + i` in the table (any numbers that order the rows): what first and last go by.
    ///
    /// # Errors
    /// If `args` are not of the types that the accumulator was made for.
    fn update(
        &mut self,
        groups: Groups<'_>,
        args: &[ArrayRef],
        rows: usize,
        first_row: u64,
    ) -> Result<(), AggError>;

    /// The partial states as Arrow columns, one row per group: what [`Accumulator::merge`] takes, here or elsewhere.
    ///
    /// # Errors
    /// If the state does not fit into an Arrow column.
    fn state(&self) -> Result<Vec<ArrayRef>, AggError>;

    /// Merges row i of `state` into group `groups[i]`. The arrays may be parts of longer ones.
    ///
    /// # Errors
    /// If `state` is not that of an accumulator of the same kind.
    fn merge(&mut self, groups: &[u32], state: &[ArrayRef]) -> Result<(), AggError>;

    /// The results, one per group.
    ///
    /// # Errors
    /// [`AggError::Overflow`] if a sum does not fit its type.
    fn finish(&self) -> Result<ArrayRef, AggError>;

    /// Bytes held, by capacity.
    fn size_bytes(&self) -> usize;
}

/// The accumulator of a checked aggregate. It takes the aggregate's arguments and, last, its condition if it has one
/// ([`TypedAgg::exprs`]).
///
/// # Errors
/// [`AggError::Unsupported`] if there is no such aggregate of these types.
pub fn accumulator(agg: &TypedAgg) -> Result<Box<dyn Accumulator>, AggError> {
    let inputs: Vec<&DataType> = agg.args.iter().map(|arg| &arg.data_type).collect();
    let mut made = accumulator_of(agg.func, &inputs, &agg.output, &agg.name)?;
    if agg.min_count > 0 {
        made = min_count::new(made, agg.min_count);
    }
    if agg.filter.is_some() {
        made = filtered::new(made);
    }
    Ok(made)
}

/// The accumulator of `func` over values of the types `inputs`, with results of type `output`; `name` is the output column's,
/// for error messages.
///
/// # Errors
/// [`AggError::Unsupported`] if there is no such aggregate of these types.
pub fn accumulator_of(
    func: AggFunc,
    inputs: &[&DataType],
    output: &DataType,
    name: &str,
) -> Result<Box<dyn Accumulator>, AggError> {
    let input = inputs.first().copied().unwrap_or(&DataType::Null);
    let made = match func {
        AggFunc::Count => Some(count::new(true)),
        AggFunc::CountAll => Some(count::new(false)),
        AggFunc::Sum => sum::new(input, output, name),
        AggFunc::Prod => prod::new(input, output, name),
        AggFunc::Mean => mean::new(input, output, name),
        AggFunc::Min => min_max::new(input, min_max::Extreme::Min),
        AggFunc::Max => min_max::new(input, min_max::Extreme::Max),
        AggFunc::Std { ddof } => variance::new(input, variance::Spread::Deviation, ddof),
        AggFunc::Var { ddof } => variance::new(input, variance::Spread::Variance, ddof),
        AggFunc::Sem { ddof } => variance::new(input, variance::Spread::StandardError, ddof),
        AggFunc::Skew => shape::new(input, shape::Shape::Skewness),
        AggFunc::Kurt => shape::new(input, shape::Shape::Kurtosis),
        AggFunc::Median => quantile::new(input, output, 0.5, Interpolation::Linear),
        AggFunc::Quantile { q, interpolation } => quantile::new(input, output, q, interpolation),
        AggFunc::Mode => mode::new(input, mode::Which::Smallest)?,
        AggFunc::Modes => mode::new(input, mode::Which::All)?,
        AggFunc::Any => any_all::new(input, any_all::Test::Any),
        AggFunc::All => any_all::new(input, any_all::Test::All),
        AggFunc::NUnique => nunique::new(input)?,
        AggFunc::First => first_last::new(input, first_last::End::First),
        AggFunc::Last => first_last::new(input, first_last::End::Last),
        AggFunc::IdxMin => idx_min_max::new(input, min_max::Extreme::Min),
        AggFunc::IdxMax => idx_min_max::new(input, min_max::Extreme::Max),
        AggFunc::Cov { ddof } => covariance::new(inputs, covariance::Relation::Covariance { ddof }),
        AggFunc::Corr => covariance::new(inputs, covariance::Relation::Correlation),
        AggFunc::Collect => collect::new(input),
        AggFunc::Largest { n } => largest::new(input, n, min_max::Extreme::Max),
        AggFunc::Smallest { n } => largest::new(input, n, min_max::Extreme::Min),
        AggFunc::ApproxNUnique => approx_nunique::new(input),
        AggFunc::ApproxMedian => approx_quantile::new(input, 0.5),
        AggFunc::ApproxQuantile { q } => approx_quantile::new(input, q),
    };
    made.ok_or_else(|| AggError::Unsupported { aggregate: name.to_string(), input: input.clone() })
}
