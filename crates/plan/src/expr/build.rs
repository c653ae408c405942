//! Building expressions in Rust: `col("a") + 1`, `col("b").gt(0).and(col("c").is_null())`.

use std::ops::{Add, Div, Mul, Neg, Not, Rem, Sub};

use arrow::datatypes::DataType;

use super::{BinaryOp, Dt, Expr, Str};
use crate::function::Function;
use crate::scalar::Scalar;

/// The column of that name.
pub fn col(name: impl Into<String>) -> Expr {
    Expr::Column(name.into())
}

/// A constant: a number, a text, a boolean, a [`Scalar`], or an `Option` of these.
pub fn lit(value: impl Into<Scalar>) -> Expr {
    Expr::Literal(value.into())
}

/// What converts to a [`Scalar`] is a constant: `col("a") + 1`, `col("b").eq("x")`.
impl<T: Into<Scalar>> From<T> for Expr {
    fn from(value: T) -> Self {
        Self::Literal(value.into())
    }
}

fn call(function: Function, args: Vec<Expr>) -> Expr {
    Expr::Call { function, args }
}

fn binary(op: BinaryOp, left: Expr, right: Expr) -> Expr {
    Expr::Binary { op, left: Box::new(left), right: Box::new(right) }
}

impl Expr {
    /// `self = other`; null if either side is.
    #[must_use]
    pub fn eq(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::Equal, self, other.into())
    }

    /// `self <> other`
    #[must_use]
    pub fn ne(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::NotEqual, self, other.into())
    }

    /// `self > other`
    #[must_use]
    pub fn gt(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::Greater, self, other.into())
    }

    /// `self >= other`
    #[must_use]
    pub fn ge(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::GreaterEqual, self, other.into())
    }

    /// `self < other`
    #[must_use]
    pub fn lt(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::Less, self, other.into())
    }

    /// `self <= other`
    #[must_use]
    pub fn le(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::LessEqual, self, other.into())
    }

    /// `self and other`
    #[must_use]
    pub fn and(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::And, self, other.into())
    }

    /// `self or other`
    #[must_use]
    pub fn or(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::Or, self, other.into())
    }

    /// `not self`, as `!self`.
    #[must_use]
    #[expect(clippy::should_implement_trait, reason = "it is implemented too; this one needs no import")]
    pub fn not(self) -> Expr {
        Self::Not(Box::new(self))
    }

    /// The quotient rounded down, as Python's `//`.
    #[must_use]
    pub fn floor_div(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::FloorDivide, self, other.into())
    }

    /// Whether the value is null.
    #[must_use]
    pub fn is_null(self) -> Expr {
        Self::IsNull(Box::new(self))
    }

    /// Whether the value is not null.
    #[must_use]
    pub fn is_not_null(self) -> Expr {
        Self::IsNotNull(Box::new(self))
    }

    /// Whether the value is one of the constants; null for null.
    #[must_use]
    pub fn is_in<I>(self, list: I) -> Expr
    where
        I: IntoIterator,
        I::Item: Into<Scalar>,
    {
        let list = list.into_iter().map(Into::into).collect();
        Self::InList { expr: Box::new(self), list, negated: false }
    }

    /// Whether `low <= self` and `self <= high`.
    #[must_use]
    pub fn between(self, low: impl Into<Expr>, high: impl Into<Expr>) -> Expr {
        self.clone().ge(low).and(self.le(high))
    }

    /// The value as another type.
    #[must_use]
    pub fn cast(self, to: DataType) -> Expr {
        Self::Cast { expr: Box::new(self), to }
    }

    /// The expression under another name.
    #[must_use]
    pub fn alias(self, name: impl Into<String>) -> Expr {
        Self::Alias { expr: Box::new(self), name: name.into() }
    }

    /// The value, and `value` where it is null; as pandas.
    #[must_use]
    pub fn fillna(self, value: impl Into<Expr>) -> Expr {
        call(Function::Coalesce, vec![self, value.into()])
    }

    /// The number or duration without its sign.
    #[must_use]
    pub fn abs(self) -> Expr {
        call(Function::Abs, vec![self])
    }

    /// The number with so many decimals, rounded half to even, as pandas.
    #[must_use]
    pub fn round(self, decimals: i32) -> Expr {
        call(Function::Round, vec![self, decimals.into()])
    }

    /// The number rounded down; keeps its type.
    #[must_use]
    pub fn floor(self) -> Expr {
        call(Function::Floor, vec![self])
    }

    /// The number rounded up; keeps its type.
    #[must_use]
    pub fn ceil(self) -> Expr {
        call(Function::Ceil, vec![self])
    }

    /// The square root, a float; NaN of a negative number.
    #[must_use]
    pub fn sqrt(self) -> Expr {
        call(Function::Sqrt, vec![self])
    }

    /// The parts of a timestamp, a date or a duration.
    pub fn dt(self) -> Dt {
        Dt(self)
    }

    /// The operations on texts.
    pub fn str(self) -> Str {
        Str(self)
    }
}

impl<R: Into<Expr>> Add<R> for Expr {
    type Output = Expr;
    fn add(self, other: R) -> Expr {
        binary(BinaryOp::Add, self, other.into())
    }
}

impl<R: Into<Expr>> Sub<R> for Expr {
    type Output = Expr;
    fn sub(self, other: R) -> Expr {
        binary(BinaryOp::Subtract, self, other.into())
    }
}

impl<R: Into<Expr>> Mul<R> for Expr {
    type Output = Expr;
    fn mul(self, other: R) -> Expr {
        binary(BinaryOp::Multiply, self, other.into())
    }
}

impl<R: Into<Expr>> Div<R> for Expr {
    type Output = Expr;
    fn div(self, other: R) -> Expr {
        binary(BinaryOp::Divide, self, other.into())
    }
}

impl<R: Into<Expr>> Rem<R> for Expr {
    type Output = Expr;
    fn rem(self, other: R) -> Expr {
        binary(BinaryOp::Modulo, self, other.into())
    }
}

impl Neg for Expr {
    type Output = Expr;
    fn neg(self) -> Expr {
        Self::Negate(Box::new(self))
    }
}

impl Not for Expr {
    type Output = Expr;
    fn not(self) -> Expr {
        Self::Not(Box::new(self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_and_operators_build_what_they_say() {
        let cases = [
            (col("a") + 1, "a + 1"),
            (col("a") - col("b"), "a - b"),
            (col("a") * 2.5, "a * 2.5"),
            (col("a") / 2, "a / 2"),
            (col("a") % 2, "a % 2"),
            (col("a").floor_div(2), "a // 2"),
            (-col("a"), "-a"),
            (!col("a"), "not a"),
            (col("a").not(), "not a"),
            (col("a").eq("x"), "a = 'x'"),
            (col("a").ne(1), "a <> 1"),
            (col("a").is_in(["x", "y"]), "a in ('x', 'y')"),
            (col("a").between(1, 2), "a >= 1 and a <= 2"),
            (col("a").is_not_null().or(col("b").is_null()), "a is not null or b is null"),
            (col("a").cast(DataType::Float64), "cast(a as float64)"),
            (lit(None::<i64>), "null"),
            (col("a").fillna(0), "coalesce(a, 0)"),
            (col("a").abs().sqrt(), "sqrt(abs(a))"),
            (col("a").round(2), "round(a, 2)"),
            (col("a").floor() + col("b").ceil(), "floor(a) + ceil(b)"),
        ];
        for (expr, text) in cases {
            assert_eq!(expr.to_string(), text);
        }
    }
}
