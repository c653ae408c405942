//! `.str()`: operations on texts, under pandas' names.

use super::Expr;
use crate::function::Function;
use crate::scalar::Scalar;

/// The operations on texts; made by [`Expr::str`]. Lengths and positions count characters, not bytes.
///
/// ```
/// use chunkwise_plan::col;
/// assert_eq!(col("name").str().starts_with("A").to_string(), "starts_with(name, 'A')");
/// ```
#[derive(Debug, Clone)]
#[must_use = "choose an operation: lower(), contains(..), ..."]
pub struct Str(pub(super) Expr);

impl Str {
    fn call(self, function: Function, rest: impl IntoIterator<Item = Expr>) -> Expr {
        let args = std::iter::once(self.0).chain(rest).collect();
        Expr::Call { function, args }
    }

    /// The text in small letters.
    pub fn lower(self) -> Expr {
        self.call(Function::Lower, [])
    }

    /// The text in capital letters.
    pub fn upper(self) -> Expr {
        self.call(Function::Upper, [])
    }

    /// How many characters the text has.
    pub fn len(self) -> Expr {
        self.call(Function::Length, [])
    }

    /// Whether the text contains `part`, literally.
    pub fn contains(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::Contains, [part.into()])
    }

    /// Whether the text starts with `part`.
    pub fn starts_with(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::StartsWith, [part.into()])
    }

    /// Whether the text ends with `part`.
    pub fn ends_with(self, part: impl Into<Expr>) -> Expr {
        self.call(Function::EndsWith, [part.into()])
    }

    /// The text without white space at both ends.
    pub fn strip(self) -> Expr {
        self.call(Function::Strip, [])
    }

    /// The text without white space at its start.
    pub fn lstrip(self) -> Expr {
        self.call(Function::LeftStrip, [])
    }

    /// The text without white space at its end.
    pub fn rstrip(self) -> Expr {
        self.call(Function::RightStrip, [])
    }

    /// The text with every `from` replaced by `to`, literally.
    pub fn replace(self, from: impl Into<Expr>, to: impl Into<Expr>) -> Expr {
        self.call(Function::Replace, [from.into(), to.into()])
    }

    /// The characters from `start` up to, not including, `stop`; both count from 0, as pandas. `None`: to the end.
    pub fn slice(self, start: u32, stop: Option<u32>) -> Expr {
        let first = Expr::from(Scalar::Int64(i64::from(start) + 1));
        let length = stop.map(|stop| Expr::from(Scalar::Int64(i64::from(stop.saturating_sub(start)))));
        self.call(Function::Substring, std::iter::once(first).chain(length))
    }
}

#[cfg(test)]
mod tests {
    use super::super::col;

    #[test]
    fn slices_count_from_zero() {
        assert_eq!(col("a").str().slice(0, Some(3)).to_string(), "substring(a, 1, 3)");
        assert_eq!(col("a").str().slice(2, None).to_string(), "substring(a, 3)");
        assert_eq!(col("a").str().slice(5, Some(2)).to_string(), "substring(a, 6, 0)");
    }
}
