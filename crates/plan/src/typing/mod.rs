//! Type checking: an expression by names becomes one by column positions, in which every type is settled.
//!
//! All conversions are spelled out as [`TypedKind::Cast`], so that whoever evaluates a [`TypedExpr`] meets equal types
//! on both sides of every operator. The exceptions are times: [`TypedKind::Binary`] lists them.

mod binary;
mod call;
mod cannot_fail;
mod case;
mod coerce;
mod dictionary;
mod in_list;
mod prepare;

pub(crate) use coerce::common_type;

use std::collections::BTreeSet;
use std::sync::Arc;

use arrow::datatypes::{DataType, Schema};

use crate::expr::{BinaryOp, Expr};
use crate::function::Function;
use crate::parameters::Parameters;
use crate::scalar::Scalar;
use crate::types::{DURATION, is_number, is_supported, type_name, widened};
use crate::{PlanError, TIMESTAMP};

/// A checked expression: what it computes, and the type that comes out.
#[derive(Debug, Clone, PartialEq)]
pub struct TypedExpr {
    /// What it computes.
    pub kind: TypedKind,
    /// The type of the result.
    pub data_type: DataType,
}

/// What a checked expression computes. Null in gives null out, except where said.
#[derive(Debug, Clone, PartialEq)]
pub enum TypedKind {
    /// The column at a position of the table.
    Column(usize),
    /// A constant, of the expression's type.
    Literal(Scalar),
    /// An operator. The types of the sides are:
    /// - comparisons: equal, any type (`Decimal128(20, 0)` where `int64` meets `uint64`); boolean comes out;
    /// - `and`, `or`: boolean (`xor` does not occur: it is `<>` of booleans); false and anything is false, true or anything is true, also where that is null;
    /// - arithmetic: both `int64`, both `uint64` or both `float64`, and the same comes out; `/` only `float64`;
    /// - timestamp - timestamp is a duration; timestamp + or - duration is a timestamp;
    /// - duration + or - duration; duration * or / (`int64` or `float64`) is a duration, the number always on the right.
    Binary {
        /// The operator.
        op: BinaryOp,
        /// Its left side.
        left: Box<TypedExpr>,
        /// Its right side.
        right: Box<TypedExpr>,
    },
    /// Boolean to boolean.
    Not(Box<TypedExpr>),
    /// `int64`, `float64` or duration; the same comes out.
    Negate(Box<TypedExpr>),
    /// Any type to boolean; never null.
    IsNull(Box<TypedExpr>),
    /// Any type to boolean; never null.
    IsNotNull(Box<TypedExpr>),
    /// Whether the value is in the list. The list may be empty: false (true if negated) for all that is not null.
    InList {
        /// The value.
        expr: Box<TypedExpr>,
        /// Constants of the value's type, none of them null, none twice.
        list: Vec<Scalar>,
        /// `not in`.
        negated: bool,
    },
    /// The value as the expression's type; an error at run time for a value that it cannot hold.
    Cast(Box<TypedExpr>),
    /// The value of the first branch whose condition is true (null counts as false). All values have the
    /// expression's type.
    Case {
        /// Conditions, boolean, and values.
        branches: Vec<(TypedExpr, TypedExpr)>,
        /// The value when no condition is true; null if absent.
        otherwise: Option<Box<TypedExpr>>,
    },
    /// A function. Its constant arguments, where it needs them to be that, are in `parameters` and not in `args`. Parts of a moment take timestamps only; texts are `Utf8`, counts and positions `int64`; all
    /// arguments of [`Function::Coalesce`], [`Function::Greatest`], [`Function::Least`], [`Function::Clip`] and
    /// [`Function::Power`] have the expression's type; [`Function::NullIf`] does not occur.
    Call {
        /// The function.
        function: Function,
        /// Its arguments that have a value per row.
        args: Vec<TypedExpr>,
        /// Its constant arguments.
        parameters: Option<Arc<Parameters>>,
    },
}

/// Checks `expr` against the columns of `schema`.
///
/// - Numbers: narrow integers count as `int64`, `float32` as `float64`, booleans in arithmetic as `int64`. An integer
///   with a float gives a float; `/` always does. `int64` with `uint64` gives `int64`, and is an error at run time for
///   values beyond it; their comparison is exact.
/// - Times: `-` between dates or timestamps is a duration; a text constant beside a date, timestamp or duration is read
///   as one.
/// - Null takes the type of what it meets. A text never turns into a number by itself, nor the other way round.
///
/// ```
/// use arrow::datatypes::{DataType, Field, Schema};
/// use chunkwise_plan::{bind, col};
/// let schema = Schema::new(vec![Field::new("fare", DataType::Float64, true)]);
/// assert_eq!(bind(&(col("fare") * 2), &schema)?.data_type, DataType::Float64);
/// let error = bind(&col("far"), &schema).unwrap_err();
/// assert_eq!(error.to_string(), "there is no column `far`; did you mean `fare`?");
/// # Ok::<(), chunkwise_plan::PlanError>(())
/// ```
///
/// # Errors
/// [`PlanError::UnknownColumn`], [`PlanError::TypeMismatch`] or [`PlanError::ArgumentCount`], for the first
/// place that is wrong.
pub fn bind(expr: &Expr, schema: &Schema) -> Result<TypedExpr, PlanError> {
    match expr {
        Expr::Column(name) => match schema.column_with_name(name) {
            Some((at, field)) => Ok(TypedExpr::new(TypedKind::Column(at), field.data_type().clone())),
            None => Err(PlanError::unknown_column(name, schema)),
        },
        Expr::Literal(value) => Ok(TypedExpr::literal(value.clone())),
        Expr::Binary { op, left, right } => {
            binary::bind(expr, *op, bind(left, schema)?, bind(right, schema)?)
        }
        Expr::Not(inner) => {
            let inner = coerce::to_boolean(bind(inner, schema)?, inner)?;
            Ok(TypedExpr::new(TypedKind::Not(Box::new(inner)), DataType::Boolean))
        }
        Expr::Negate(inner) => bind_negate(expr, bind(inner, schema)?),
        Expr::IsNull(inner) => {
            let inner = Box::new(bind(inner, schema)?);
            Ok(TypedExpr::new(TypedKind::IsNull(inner), DataType::Boolean))
        }
        Expr::IsNotNull(inner) => {
            let inner = Box::new(bind(inner, schema)?);
            Ok(TypedExpr::new(TypedKind::IsNotNull(inner), DataType::Boolean))
        }
        Expr::InList { expr: inner, list, negated } => {
            in_list::bind(expr, bind(inner, schema)?, list, *negated)
        }
        Expr::Cast { expr: inner, to } => bind_cast(expr, bind(inner, schema)?, to),
        Expr::Case { branches, otherwise } => case::bind(expr, branches, otherwise.as_deref(), schema),
        Expr::Call { function, args } => call::bind(expr, *function, args, schema),
        Expr::Window { .. } => Err(PlanError::mismatch(
            expr,
            "it depends on other rows and cannot be computed here",
            "make a column of it first, by with_column",
        )),
        Expr::Alias { expr: inner, .. } => bind(inner, schema),
    }
}

/// The type that `expr` has over the columns of `schema`.
///
/// # Errors
/// Those of [`bind`].
pub fn data_type_of(expr: &Expr, schema: &Schema) -> Result<DataType, PlanError> {
    Ok(bind(expr, schema)?.data_type)
}

/// Checks a filter's condition: [`bind`], and the type must be boolean.
///
/// # Errors
/// Those of [`bind`]; [`PlanError::TypeMismatch`] if the type is another one.
pub fn bind_predicate(expr: &Expr, schema: &Schema) -> Result<TypedExpr, PlanError> {
    coerce::to_boolean(bind(expr, schema)?, expr)
}

fn bind_negate(expr: &Expr, inner: TypedExpr) -> Result<TypedExpr, PlanError> {
    let data_type = match widened(&inner.data_type) {
        DataType::Null => DataType::Float64,
        DataType::UInt64 => DataType::Int64,
        wide if is_number(&wide) || wide == DURATION => wide,
        _ => {
            let what = format!("{} has no opposite", coerce::article(&inner.data_type));
            return Err(PlanError::mismatch(expr, what, "only numbers and durations have one"));
        }
    };
    let inner = Box::new(inner.cast_to(&data_type));
    Ok(TypedExpr::new(TypedKind::Negate(inner), data_type))
}

fn bind_cast(expr: &Expr, inner: TypedExpr, to: &DataType) -> Result<TypedExpr, PlanError> {
    let from = &inner.data_type;
    let numeric = |data_type: &DataType| is_number(data_type) || *data_type == DataType::Boolean;
    let counted = |data_type: &DataType| [TIMESTAMP, DURATION, DataType::Date32].contains(data_type);
    let possible = is_supported(to)
        && (from == to
            || *from == DataType::Null
            || (*from == DataType::Utf8 && *to != DataType::Null)
            || *to == DataType::Utf8
            || (numeric(from) && numeric(to))
            || (counted(from) && *to == DataType::Int64)
            || (*from == DataType::Int64 && (*to == TIMESTAMP || *to == DURATION))
            || (crate::types::is_moment(from) && crate::types::is_moment(to)));
    if !possible {
        let what = format!("{} cannot become {}", coerce::article(from), coerce::article(to));
        let hint = if *from == DURATION && is_number(to) {
            "total_seconds(..) gives seconds as a float64"
        } else {
            ""
        };
        return Err(PlanError::mismatch(expr, what, hint));
    }
    if from == to {
        return Ok(inner);
    }
    Ok(TypedExpr::new(TypedKind::Cast(Box::new(inner)), to.clone()))
}

impl TypedExpr {
    pub(crate) fn new(kind: TypedKind, data_type: DataType) -> Self {
        Self { kind, data_type }
    }

    pub(crate) fn call(function: Function, args: Vec<TypedExpr>, data_type: DataType) -> Self {
        Self::new(TypedKind::Call { function, args, parameters: None }, data_type)
    }

    /// The call with constant arguments.
    pub(crate) fn with(mut self, constants: Parameters) -> Self {
        if let TypedKind::Call { parameters, .. } = &mut self.kind {
            *parameters = Some(Arc::new(constants));
        }
        self
    }

    pub(crate) fn literal(value: Scalar) -> Self {
        let data_type = value.data_type();
        Self::new(TypedKind::Literal(value), data_type)
    }

    /// The expression as `data_type`; constants are converted here and now where that is exact.
    pub(crate) fn cast_to(self, data_type: &DataType) -> Self {
        if self.data_type == *data_type {
            return self;
        }
        if let TypedKind::Literal(value) = &self.kind
            && let Some(converted) = coerce::convert_literal(value, data_type)
        {
            return Self::literal(converted);
        }
        Self::new(TypedKind::Cast(Box::new(self)), data_type.clone())
    }

    /// Adds the positions of all columns that the expression uses to `out`.
    pub fn columns(&self, out: &mut BTreeSet<usize>) {
        if let TypedKind::Column(at) = self.kind {
            out.insert(at);
        }
        for child in self.children() {
            child.columns(out);
        }
    }

    /// Replaces every column position `at` by `f(at)`.
    pub fn remap(&mut self, f: &dyn Fn(usize) -> usize) {
        if let TypedKind::Column(at) = &mut self.kind {
            *at = f(*at);
        }
        for child in self.children_mut() {
            child.remap(f);
        }
    }

    fn children(&self) -> Vec<&TypedExpr> {
        match &self.kind {
            TypedKind::Column(_) | TypedKind::Literal(_) => Vec::new(),
            TypedKind::Binary { left, right, .. } => vec![left, right],
            TypedKind::Not(expr)
            | TypedKind::Negate(expr)
            | TypedKind::IsNull(expr)
            | TypedKind::IsNotNull(expr)
            | TypedKind::Cast(expr)
            | TypedKind::InList { expr, .. } => vec![expr],
            TypedKind::Case { branches, otherwise } => branches
                .iter()
                .flat_map(|(when, then)| [when, then])
                .chain(otherwise.iter().map(Box::as_ref))
                .collect(),
            TypedKind::Call { args, .. } => args.iter().collect(),
        }
    }

    fn children_mut(&mut self) -> Vec<&mut TypedExpr> {
        match &mut self.kind {
            TypedKind::Column(_) | TypedKind::Literal(_) => Vec::new(),
            TypedKind::Binary { left, right, .. } => vec![left, right],
            TypedKind::Not(expr)
            | TypedKind::Negate(expr)
            | TypedKind::IsNull(expr)
            | TypedKind::IsNotNull(expr)
            | TypedKind::Cast(expr)
            | TypedKind::InList { expr, .. } => vec![expr],
            TypedKind::Case { branches, otherwise } => branches
                .iter_mut()
                .flat_map(|(when, then)| [when, then])
                .chain(otherwise.iter_mut().map(Box::as_mut))
                .collect(),
            TypedKind::Call { args, .. } => args.iter_mut().collect(),
        }
    }
}

/// The checked expression with its casts, for tests and debugging: `#0` is the first column.
impl std::fmt::Display for TypedExpr {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let list = |items: &[TypedExpr]| items.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        match &self.kind {
            TypedKind::Column(at) => write!(f, "#{at}"),
            TypedKind::Literal(value) => write!(f, "{value}"),
            TypedKind::Binary { op, left, right } => write!(f, "({left} {} {right})", op.symbol()),
            TypedKind::Not(expr) => write!(f, "not({expr})"),
            TypedKind::Negate(expr) => write!(f, "-({expr})"),
            TypedKind::IsNull(expr) => write!(f, "is_null({expr})"),
            TypedKind::IsNotNull(expr) => write!(f, "is_not_null({expr})"),
            TypedKind::InList { expr, list, negated } => {
                let items: Vec<String> = list.iter().map(ToString::to_string).collect();
                write!(f, "{}in({expr}; {})", if *negated { "not_" } else { "" }, items.join(", "))
            }
            TypedKind::Cast(expr) => write!(f, "{}({expr})", type_name(&self.data_type)),
            TypedKind::Case { branches, otherwise } => {
                f.write_str("case(")?;
                for (when, then) in branches {
                    write!(f, "{when}: {then}; ")?;
                }
                match otherwise {
                    Some(value) => write!(f, "else: {value})"),
                    None => f.write_str("else: null)"),
                }
            }
            TypedKind::Call { function, args, parameters } => {
                write!(f, "{}({}", function.name(), list(args))?;
                for constant in parameters.iter().flat_map(|parameters| &parameters.given) {
                    write!(f, ", {constant}")?;
                }
                f.write_str(")")
            }
        }
    }
}

#[cfg(test)]
#[path = "typing_tests.rs"]
mod tests;
