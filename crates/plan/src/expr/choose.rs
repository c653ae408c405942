//! Nulls, and choices between values, under pandas' names.

use super::build::call;
use super::{Expr, when};
use crate::function::Function;
use crate::scalar::Scalar;

/// The first of the values that is not null.
pub fn coalesce<I>(values: I) -> Expr
where
    I: IntoIterator,
    I::Item: Into<Expr>,
{
    call(Function::Coalesce, values.into_iter().map(Into::into).collect())
}

/// The largest of the values; nulls do not count, and NaN only if there is nothing else.
pub fn greatest<I>(values: I) -> Expr
where
    I: IntoIterator,
    I::Item: Into<Expr>,
{
    call(Function::Greatest, values.into_iter().map(Into::into).collect())
}

/// The smallest of the values; nulls do not count, and NaN only if there is nothing else.
pub fn least<I>(values: I) -> Expr
where
    I: IntoIterator,
    I::Item: Into<Expr>,
{
    call(Function::Least, values.into_iter().map(Into::into).collect())
}

/// Which ends of an interval belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Inclusive {
    /// `low <= x <= high`
    #[default]
    Both,
    /// `low <= x < high`
    Left,
    /// `low < x <= high`
    Right,
    /// `low < x < high`
    Neither,
}

impl Expr {
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

    /// Whether the value is null; [`Expr::is_null`] under pandas' name. NaN is not null.
    #[must_use]
    pub fn isna(self) -> Expr {
        self.is_null()
    }

    /// Whether the value is not null; [`Expr::is_not_null`] under pandas' name.
    #[must_use]
    pub fn notna(self) -> Expr {
        self.is_not_null()
    }

    /// The value, and `value` where it is null; as pandas.
    #[must_use]
    pub fn fillna(self, value: impl Into<Expr>) -> Expr {
        call(Function::Coalesce, vec![self, value.into()])
    }

    /// Null where the value equals `unwanted`.
    #[must_use]
    pub fn nullif(self, unwanted: impl Into<Expr>) -> Expr {
        call(Function::NullIf, vec![self, unwanted.into()])
    }

    /// Whether the value is one of the constants, as SQL's `in`: null for null.
    #[must_use]
    pub fn is_in<I>(self, list: I) -> Expr
    where
        I: IntoIterator,
        I::Item: Into<Scalar>,
    {
        let list = list.into_iter().map(Into::into).collect();
        Self::InList { expr: Box::new(self), list, negated: false }
    }

    /// Whether the value is one of the constants, as pandas' `isin`: never null. Null is in the list if the list has a null.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!(col("a").isin([1, 2]).to_string(), "a is not null and a in (1, 2)");
    /// assert_eq!(col("a").isin([Some(1), None]).to_string(), "a is null or a in (1)");
    /// ```
    #[must_use]
    pub fn isin<I>(self, list: I) -> Expr
    where
        I: IntoIterator,
        I::Item: Into<Scalar>,
    {
        let (nulls, values): (Vec<Scalar>, Vec<Scalar>) =
            list.into_iter().map(Into::into).partition(Scalar::is_null);
        let found = if values.is_empty() { Self::from(false) } else { self.clone().is_in(values) };
        if nulls.is_empty() { self.is_not_null().and(found) } else { self.is_null().or(found) }
    }

    /// Whether `low <= self` and `self <= high`.
    #[must_use]
    pub fn between(self, low: impl Into<Expr>, high: impl Into<Expr>) -> Expr {
        self.between_inclusive(low, high, Inclusive::Both)
    }

    /// Whether the value lies between `low` and `high`, with or without these two.
    #[must_use]
    pub fn between_inclusive(
        self,
        low: impl Into<Expr>,
        high: impl Into<Expr>,
        inclusive: Inclusive,
    ) -> Expr {
        let (low, high) = (low.into(), high.into());
        let above = match inclusive {
            Inclusive::Both | Inclusive::Left => self.clone().ge(low),
            Inclusive::Right | Inclusive::Neither => self.clone().gt(low),
        };
        above.and(match inclusive {
            Inclusive::Both | Inclusive::Right => self.le(high),
            Inclusive::Left | Inclusive::Neither => self.lt(high),
        })
    }

    /// The value where `condition` is true, `other` where it is false or null; as pandas. `other` may be null.
    ///
    /// ```
    /// use chunkwise_plan::{col, lit};
    /// let capped = col("x").where_(col("x").lt(10), 10);
    /// assert_eq!(capped.to_string(), "case when x < 10 then x else 10 end");
    /// let gone = col("x").where_(col("x").lt(10), lit(None::<i64>));
    /// assert_eq!(gone.to_string(), "case when x < 10 then x else null end");
    /// ```
    #[must_use]
    pub fn where_(self, condition: impl Into<Expr>, other: impl Into<Expr>) -> Expr {
        when(condition).then(self).otherwise(other)
    }

    /// `other` where `condition` is true or null, the value where it is false; as pandas.
    #[must_use]
    pub fn mask(self, condition: impl Into<Expr>, other: impl Into<Expr>) -> Expr {
        self.where_(condition.into().not(), other)
    }

    /// What a dictionary has for the value; null if it has nothing for it. A null is looked up as any other key.
    ///
    /// ```
    /// use chunkwise_plan::col;
    /// assert_eq!(col("a").map([("x", 1), ("y", 2)]).to_string(), "map(a, 'x', 1, 'y', 2)");
    /// ```
    #[must_use]
    pub fn map<K, V>(self, dictionary: impl IntoIterator<Item = (K, V)>) -> Expr
    where
        K: Into<Scalar>,
        V: Into<Scalar>,
    {
        call(Function::Map, with_pairs(self, dictionary))
    }

    /// What a dictionary has for the value; the value itself if it has nothing for it. As pandas' `replace` of whole values; of
    /// parts of texts it is [`Str::replace`](crate::Str::replace).
    #[must_use]
    pub fn replace<K, V>(self, dictionary: impl IntoIterator<Item = (K, V)>) -> Expr
    where
        K: Into<Scalar>,
        V: Into<Scalar>,
    {
        call(Function::ReplaceValues, with_pairs(self, dictionary))
    }
}

fn with_pairs<K, V>(value: Expr, dictionary: impl IntoIterator<Item = (K, V)>) -> Vec<Expr>
where
    K: Into<Scalar>,
    V: Into<Scalar>,
{
    let constants = dictionary.into_iter().flat_map(|(key, value)| {
        let pair: [Scalar; 2] = [key.into(), value.into()];
        pair
    });
    std::iter::once(value).chain(constants.map(Expr::Literal)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{col, lit};
    use super::*;

    #[test]
    fn methods_build_what_they_say() {
        let none: [i64; 0] = [];
        let cases = [
            (col("a").is_in(["x", "y"]), "a in ('x', 'y')"),
            (col("a").isin(none), "a is not null and false"),
            (col("a").isin([None::<i64>]), "a is null or false"),
            (col("a").between(1, 2), "a >= 1 and a <= 2"),
            (col("a").between_inclusive(1, 2, Inclusive::Left), "a >= 1 and a < 2"),
            (col("a").between_inclusive(1, 2, Inclusive::Right), "a > 1 and a <= 2"),
            (col("a").between_inclusive(1, 2, Inclusive::Neither), "a > 1 and a < 2"),
            (col("a").notna().or(col("b").isna()), "a is not null or b is null"),
            (col("a").fillna(0), "coalesce(a, 0)"),
            (coalesce([col("a"), col("b"), lit(0)]), "coalesce(a, b, 0)"),
            (greatest([col("a"), col("b")]) - least([col("a"), lit(1)]), "greatest(a, b) - least(a, 1)"),
            (col("a").nullif("-"), "nullif(a, '-')"),
            (col("a").mask(col("b"), 0), "case when not b then a else 0 end"),
            (col("a").replace([(1, 10)]), "replace_values(a, 1, 10)"),
        ];
        for (expr, text) in cases {
            assert_eq!(expr.to_string(), text);
        }
    }
}
