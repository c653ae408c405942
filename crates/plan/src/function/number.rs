//! Functions of numbers.

use super::Function;
use super::signature::Takes::{Any, Float, Integer, Number, Signed};
use super::signature::{Gives, Signature, Takes};

/// A function from float to float.
const fn float(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Float];
    Signature::new(function, usage, ONE, Gives::Float, meaning)
}

/// A question about a number.
const fn test(function: Function, usage: &'static str, meaning: &'static str) -> Signature {
    const ONE: &[Takes] = &[Float];
    Signature::new(function, usage, ONE, Gives::Bool, meaning)
}

pub(super) const SIGNATURES: &[Signature] = &[
    Signature::new(
        Function::Abs,
        "abs(x)",
        &[Signed],
        Gives::Same,
        "the number or duration without its sign",
    ),
    Signature::new(
        Function::Round,
        "round(x [, decimals])",
        &[Number, Integer],
        Gives::Same,
        "rounded half to even",
    )
    .optional(1),
    Signature::new(Function::Floor, "floor(x)", &[Number], Gives::Same, "rounded down; keeps its type"),
    Signature::new(Function::Ceil, "ceil(x)", &[Number], Gives::Same, "rounded up; keeps its type")
        .also(&["ceiling"]),
    Signature::new(
        Function::Trunc,
        "trunc(x)",
        &[Number],
        Gives::Same,
        "without its fraction; keeps its type",
    )
    .also(&["truncate"]),
    Signature::new(Function::Sign, "sign(x)", &[Number], Gives::Same, "-1, 0 or 1; keeps its type"),
    Signature::new(
        Function::Power,
        "power(x, y)",
        &[Any, Any],
        Gives::Same,
        "x to the power of y; an integer between integers",
    )
    .also(&["pow"]),
    Signature::new(
        Function::Clip,
        "clip(x, lower, upper)",
        &[Any, Any, Any],
        Gives::Same,
        "x, or the bound that it lies beyond; a null bound does not bound",
    ),
    float(Function::Sqrt, "sqrt(x)", "the square root; NaN of a negative number"),
    float(Function::Exp, "exp(x)", "e to the power of x"),
    float(Function::Expm1, "expm1(x)", "exp(x) - 1, exact also near zero"),
    float(Function::Log, "log(x)", "the natural logarithm").also(&["ln"]),
    float(Function::Log2, "log2(x)", "the logarithm to base 2"),
    float(Function::Log10, "log10(x)", "the logarithm to base 10"),
    float(Function::Log1p, "log1p(x)", "log(1 + x), exact also near zero"),
    float(Function::Sin, "sin(x)", "the sine of an angle in radians"),
    float(Function::Cos, "cos(x)", "the cosine of an angle in radians"),
    float(Function::Tan, "tan(x)", "the tangent of an angle in radians"),
    float(Function::Asin, "asin(x)", "the angle whose sine is x").also(&["arcsin"]),
    float(Function::Acos, "acos(x)", "the angle whose cosine is x").also(&["arccos"]),
    float(Function::Atan, "atan(x)", "the angle whose tangent is x").also(&["arctan"]),
    Signature::new(
        Function::Atan2,
        "atan2(y, x)",
        &[Float, Float],
        Gives::Float,
        "the angle of the point (x, y)",
    )
    .also(&["arctan2"]),
    float(Function::Sinh, "sinh(x)", "the hyperbolic sine"),
    float(Function::Cosh, "cosh(x)", "the hyperbolic cosine"),
    float(Function::Tanh, "tanh(x)", "the hyperbolic tangent"),
    test(Function::IsNan, "isnan(x)", "whether x is NaN (which is not null)").also(&["is_nan"]),
    test(Function::IsFinite, "isfinite(x)", "whether x is neither NaN nor infinite").also(&["is_finite"]),
    test(Function::IsInf, "isinf(x)", "whether x is infinite").also(&["is_inf", "is_infinite"]),
];
