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

pub(super) fn call(function: Function, args: Vec<Expr>) -> Expr {
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

    /// Whether one of the two is true and the other false; null if either is null.
    #[must_use]
    pub fn xor(self, other: impl Into<Expr>) -> Expr {
        binary(BinaryOp::Xor, self, other.into())
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

    /// The value as another type; an error at run time for a value that the type cannot hold.
    #[must_use]
    pub fn cast(self, to: DataType) -> Expr {
        Self::Cast { expr: Box::new(self), to }
    }

    /// The value as another type, under pandas' name: [`Expr::cast`].
    #[must_use]
    pub fn astype(self, to: DataType) -> Expr {
        self.cast(to)
    }

    /// The expression under another name.
    #[must_use]
    pub fn alias(self, name: impl Into<String>) -> Expr {
        Self::Alias { expr: Box::new(self), name: name.into() }
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
            (col("a").cast(DataType::Float64), "cast(a as float64)"),
            (lit(None::<i64>), "null"),
            (col("a").gt(1).xor(col("b")).and(col("c")), "(a > 1 xor b) and c"),
        ];
        for (expr, text) in cases {
            assert_eq!(expr.to_string(), text);
        }
    }
}
