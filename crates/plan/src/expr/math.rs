//! Functions of numbers, under pandas' and numpy's names.

use super::Expr;
use super::build::call;
use crate::function::Function;

impl Expr {
    /// The number to the power of `exponent`: an integer between integers, where an overflow and a negative exponent are errors,
    /// else a float. As pandas' `pow` and `**`.
    #[must_use]
    pub fn pow(self, exponent: impl Into<Expr>) -> Expr {
        call(Function::Power, vec![self, exponent.into()])
    }

    /// The number with so many decimals, rounded half to even, as pandas.
    #[must_use]
    pub fn round(self, decimals: i32) -> Expr {
        call(Function::Round, vec![self, decimals.into()])
    }

    /// The value, `lower` where it is less, `upper` where it is more. A bound may be an expression; null does not bound.
    ///
    /// ```
    /// use chunkwise_plan::{col, lit};
    /// assert_eq!(col("fare").clip(0, 100).to_string(), "clip(fare, 0, 100)");
    /// assert_eq!(col("fare").clip(0, lit(None::<f64>)).to_string(), "clip(fare, 0, null)");
    /// ```
    #[must_use]
    pub fn clip(self, lower: impl Into<Expr>, upper: impl Into<Expr>) -> Expr {
        call(Function::Clip, vec![self, lower.into(), upper.into()])
    }

    /// The angle, in radians, of the point (`x`, `self`).
    #[must_use]
    pub fn atan2(self, x: impl Into<Expr>) -> Expr {
        call(Function::Atan2, vec![self, x.into()])
    }

    /// The number or duration without its sign.
    #[must_use]
    pub fn abs(self) -> Expr {
        call(Function::Abs, vec![self])
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

    /// The number without its fraction; keeps its type.
    #[must_use]
    pub fn trunc(self) -> Expr {
        call(Function::Trunc, vec![self])
    }

    /// -1, 0 or 1, in the number's type; NaN of NaN.
    #[must_use]
    pub fn sign(self) -> Expr {
        call(Function::Sign, vec![self])
    }

    /// The square root, a float; NaN of a negative number.
    #[must_use]
    pub fn sqrt(self) -> Expr {
        call(Function::Sqrt, vec![self])
    }

    /// e to the power of the number, a float.
    #[must_use]
    pub fn exp(self) -> Expr {
        call(Function::Exp, vec![self])
    }

    /// `exp(x) - 1`, exact also near zero.
    #[must_use]
    pub fn expm1(self) -> Expr {
        call(Function::Expm1, vec![self])
    }

    /// The natural logarithm, a float; minus infinity of 0, NaN of a negative number.
    #[must_use]
    pub fn log(self) -> Expr {
        call(Function::Log, vec![self])
    }

    /// The logarithm to base 2.
    #[must_use]
    pub fn log2(self) -> Expr {
        call(Function::Log2, vec![self])
    }

    /// The logarithm to base 10.
    #[must_use]
    pub fn log10(self) -> Expr {
        call(Function::Log10, vec![self])
    }

    /// `log(1 + x)`, exact also near zero.
    #[must_use]
    pub fn log1p(self) -> Expr {
        call(Function::Log1p, vec![self])
    }

    /// The sine of an angle in radians.
    #[must_use]
    pub fn sin(self) -> Expr {
        call(Function::Sin, vec![self])
    }

    /// The cosine of an angle in radians.
    #[must_use]
    pub fn cos(self) -> Expr {
        call(Function::Cos, vec![self])
    }

    /// The tangent of an angle in radians.
    #[must_use]
    pub fn tan(self) -> Expr {
        call(Function::Tan, vec![self])
    }

    /// The angle, in radians, whose sine this is; NaN outside -1 to 1.
    #[must_use]
    pub fn asin(self) -> Expr {
        call(Function::Asin, vec![self])
    }

    /// The angle, in radians, whose cosine this is; NaN outside -1 to 1.
    #[must_use]
    pub fn acos(self) -> Expr {
        call(Function::Acos, vec![self])
    }

    /// The angle, in radians, whose tangent this is.
    #[must_use]
    pub fn atan(self) -> Expr {
        call(Function::Atan, vec![self])
    }

    /// The hyperbolic sine.
    #[must_use]
    pub fn sinh(self) -> Expr {
        call(Function::Sinh, vec![self])
    }

    /// The hyperbolic cosine.
    #[must_use]
    pub fn cosh(self) -> Expr {
        call(Function::Cosh, vec![self])
    }

    /// The hyperbolic tangent.
    #[must_use]
    pub fn tanh(self) -> Expr {
        call(Function::Tanh, vec![self])
    }

    /// Whether the number is NaN, which is not null: [`Expr::is_null`] is false of it.
    #[must_use]
    pub fn is_nan(self) -> Expr {
        call(Function::IsNan, vec![self])
    }

    /// Whether the number is neither NaN nor infinite.
    #[must_use]
    pub fn is_finite(self) -> Expr {
        call(Function::IsFinite, vec![self])
    }

    /// Whether the number is infinite.
    #[must_use]
    pub fn is_inf(self) -> Expr {
        call(Function::IsInf, vec![self])
    }
}

#[cfg(test)]
mod tests {
    use super::super::col;

    #[test]
    fn methods_build_what_they_say() {
        let cases = [
            (col("a").abs().sqrt(), "sqrt(abs(a))"),
            (col("a").round(2), "round(a, 2)"),
            (col("a").floor() + col("b").ceil(), "floor(a) + ceil(b)"),
            (col("a").pow(2), "power(a, 2)"),
            (col("a").atan2(col("b")).is_nan(), "isnan(atan2(a, b))"),
        ];
        for (expr, text) in cases {
            assert_eq!(expr.to_string(), text);
        }
    }
}
