//! The value of an expression over a batch, and what every kernel is told about the expression it computes.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, Datum, RecordBatch, Scalar, UInt32Array, make_array, new_null_array};
use arrow::compute::take;
use arrow::datatypes::DataType;
use arrow::error::ArrowError;
use chunkwise_plan::TypedExpr;

use super::describe::describe;
use super::error::EvalError;

/// Value of an expression over a batch: an array of the batch's length, or one scalar for all rows.
#[derive(Debug, Clone)]
pub enum Value {
    /// One value per row.
    Array(ArrayRef),
    /// One value for every row: an array of length 1 inside.
    Scalar(Scalar<ArrayRef>),
}

impl Value {
    /// The one value of `array`, which must have length 1, for every row.
    pub(super) fn scalar(array: ArrayRef) -> Self {
        Value::Scalar(Scalar::new(array))
    }

    /// Whether one value stands for every row.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Value::Scalar(_))
    }

    /// The type of the value.
    pub fn data_type(&self) -> &DataType {
        self.array().data_type()
    }

    /// The array inside: of the batch's length, or of length 1 for a scalar.
    pub(super) fn array(&self) -> &dyn Array {
        match self {
            Value::Array(array) => array,
            Value::Scalar(scalar) => scalar.get().0,
        }
    }

    /// For arrow kernels that take array or scalar.
    pub(super) fn datum(&self) -> &dyn Datum {
        match self {
            Value::Array(array) => array,
            Value::Scalar(scalar) => scalar,
        }
    }

    /// Applies a kernel that works row by row; a scalar stays a scalar.
    pub(super) fn map(
        &self,
        kernel: impl FnOnce(&dyn Array) -> Result<ArrayRef, EvalError>,
    ) -> Result<Value, EvalError> {
        let array = kernel(self.array())?;
        Ok(if self.is_scalar() { Value::scalar(array) } else { Value::Array(array) })
    }

    /// As an array of `rows` rows: a scalar is repeated.
    pub(super) fn into_array(self, rows: usize) -> Result<ArrayRef, ArrowError> {
        let one = match self {
            Value::Array(array) => return Ok(array),
            Value::Scalar(scalar) => scalar.into_inner(),
        };
        if rows == 1 {
            Ok(one)
        } else if one.null_count() == one.len() {
            Ok(new_null_array(one.data_type(), rows))
        } else {
            take(&one, &UInt32Array::from_value(0, rows), None)
        }
    }
}

/// An owned reference to an array seen through `&dyn Array`; the buffers are shared.
pub(super) fn share(array: &dyn Array) -> ArrayRef {
    make_array(array.to_data())
}

/// Wraps the result of a kernel over several operands: a scalar if all of them were scalars.
pub(super) fn wrap(operands: &[&Value], array: ArrayRef) -> Value {
    if operands.iter().all(|operand| operand.is_scalar()) {
        Value::scalar(array)
    } else {
        Value::Array(array)
    }
}

/// How many rows a kernel over these operands has to compute: 1 if all of them are scalars.
pub(super) fn rows_of(operands: &[&Value]) -> usize {
    operands.iter().find(|operand| !operand.is_scalar()).map_or(1, |operand| operand.array().len())
}

/// Why a row of a kernel has no value; [`Context::fault`] makes the error that names the expression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// The result does not fit its type.
    Overflow,
    /// Integer division by zero.
    DivisionByZero,
    /// An integer to a negative power.
    NegativeExponent,
    /// A text that no array can hold.
    TooLong,
}

/// The expression being evaluated and its batch: what kernels need besides their operands.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub(super) expr: &'a TypedExpr,
    pub(super) batch: &'a RecordBatch,
}

impl Context<'_> {
    /// Rows of the batch.
    pub(super) fn rows(&self) -> usize {
        self.batch.num_rows()
    }

    /// The column at this position of the batch.
    pub(super) fn column(&self, position: usize) -> Result<Value, EvalError> {
        let column = self.batch.columns().get(position).ok_or_else(|| self.unsupported(&[]))?;
        Ok(Value::Array(Arc::clone(column)))
    }

    /// Null, of the expression's type, for every row.
    pub(super) fn null(&self) -> Value {
        Value::scalar(new_null_array(&self.expr.data_type, 1))
    }

    /// The array of `value` for all rows of the batch.
    pub(super) fn expand(&self, value: Value) -> Result<ArrayRef, EvalError> {
        value.into_array(self.rows()).map_err(|source| self.arrow(source))
    }

    /// The expression's text, for messages.
    pub(super) fn text(&self) -> String {
        describe(self.expr, &self.batch.schema())
    }

    /// The error for a row that has no value.
    pub(super) fn fault(&self, fault: Fault) -> EvalError {
        match fault {
            Fault::Overflow => {
                EvalError::Overflow { expression: self.text(), data_type: self.expr.data_type.clone() }
            }
            Fault::DivisionByZero => EvalError::DivisionByZero { expression: self.text() },
            Fault::TooLong => EvalError::TooLong { expression: self.text() },
            Fault::NegativeExponent => EvalError::NegativeExponent { expression: self.text() },
        }
    }

    /// The error for operands that no kernel takes.
    pub(super) fn unsupported(&self, operands: &[&Value]) -> EvalError {
        let types = operands.iter().map(|operand| operand.data_type().clone()).collect();
        EvalError::Unsupported { expression: self.text(), types }
    }

    /// The error for what an arrow kernel refused; overflows become this module's own.
    pub(super) fn arrow(&self, source: ArrowError) -> EvalError {
        match source {
            ArrowError::ArithmeticOverflow(_) => self.fault(Fault::Overflow),
            ArrowError::DivideByZero => self.fault(Fault::DivisionByZero),
            source => EvalError::Arrow { expression: self.text(), source },
        }
    }
}
