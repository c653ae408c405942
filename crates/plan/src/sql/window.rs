//! Calls of functions in row order: `cumsum(x)`, `shift(x, 1) over (partition by k)`.

use sqlparser::ast::{self, WindowType};

use super::expr::Converter;
use crate::PlanError;
use crate::expr::Expr;
use crate::function::FunctionInfo;
use crate::scalar::Scalar;
use crate::window::{Rolling, RollingStat, WindowFunction};

/// A function in row order by its name.
pub(super) struct WindowForm {
    usage: &'static str,
    aliases: &'static [&'static str],
    meaning: &'static str,
    /// Whether its first argument is a value.
    has_value: bool,
    /// What the constants behind the value make of it; `None` if they are not of the right kinds.
    build: fn(Call) -> Option<Expr>,
}

/// A call with its arguments taken apart.
struct Call {
    value: Option<Expr>,
    constants: Vec<Scalar>,
    keys: Vec<Expr>,
}

const fn form(usage: &'static str, meaning: &'static str, build: fn(Call) -> Option<Expr>) -> WindowForm {
    WindowForm { usage, aliases: &[], meaning, has_value: true, build }
}

/// The functions, but for the rolling ones.
const FORMS: &[WindowForm] = &[
    form("cumsum(x)", "the sum of the values up to the row", |call| call.plain(WindowFunction::CumSum)),
    form("cumprod(x)", "the product of the values up to the row", |call| call.plain(WindowFunction::CumProd)),
    form("cummin(x)", "the smallest value up to the row", |call| call.plain(WindowFunction::CumMin)),
    form("cummax(x)", "the largest value up to the row", |call| call.plain(WindowFunction::CumMax)),
    WindowForm {
        has_value: false,
        ..form("cumcount()", "how many rows there are before the row", |call| {
            call.plain(WindowFunction::CumCount)
        })
    },
    WindowForm {
        aliases: &["lag"],
        ..form(
            "shift(x [, rows])",
            "the value so many rows before, or behind for a negative number",
            |call| {
                let rows = call.rows()?;
                Some(call.shifted(rows))
            },
        )
    },
    form("lead(x [, rows])", "the value so many rows behind", |call| {
        let rows = call.rows()?.checked_neg()?;
        Some(call.shifted(rows))
    }),
    form("diff(x [, rows])", "the difference to the value so many rows before", |call| {
        let (value, rows) = (call.value.clone()?, call.rows()?);
        Some(value - call.shifted(rows))
    }),
    form(
        "pct_change(x [, rows])",
        "by which part the value differs from the one so many rows before",
        |call| {
            let (value, rows) = (call.value.clone()?, call.rows()?);
            Some(value / call.shifted(rows) - 1)
        },
    ),
    form("ffill(x [, limit])", "x, or the last value before where it is null", |call| {
        let limit = call.limit()?;
        Some(call.window(WindowFunction::ForwardFill(limit)))
    }),
    form("bfill(x [, limit])", "x, or the next value behind where it is null", |call| {
        let limit = call.limit()?;
        Some(call.window(WindowFunction::BackwardFill(limit)))
    }),
];

impl WindowForm {
    fn name(&self) -> &'static str {
        self.usage.split('(').next().unwrap_or_default()
    }
}

impl Call {
    fn window(self, function: WindowFunction) -> Expr {
        Expr::Window { function, arg: self.value.map(Box::new), by: self.keys }
    }

    /// The window of a function without constants.
    fn plain(self, function: WindowFunction) -> Option<Expr> {
        self.constants.is_empty().then(|| self.window(function))
    }

    fn shifted(self, rows: i64) -> Expr {
        match self.value {
            Some(value) if rows == 0 => value,
            _ => self.window(WindowFunction::Shift(rows)),
        }
    }

    /// The number of rows; 1 when nothing is said.
    fn rows(&self) -> Option<i64> {
        match self.constants.as_slice() {
            [] => Some(1),
            [Scalar::Int64(rows)] => Some(*rows),
            _ => None,
        }
    }

    fn limit(&self) -> Option<Option<usize>> {
        match self.constants.as_slice() {
            [] => Some(None),
            [Scalar::Int64(limit)] => usize::try_from(*limit).ok().map(Some),
            _ => None,
        }
    }

    /// The window of a statistic: the rows, and perhaps how many values it needs, and whether the row is in the middle.
    fn rolling(self, stat: RollingStat) -> Option<Expr> {
        let (rows, min_periods, center) = match self.constants.as_slice() {
            [Scalar::Int64(rows)] => (rows, None, false),
            [Scalar::Int64(rows), Scalar::Int64(values)] => (rows, Some(values), false),
            [Scalar::Int64(rows), Scalar::Int64(values), Scalar::Bool(center)] => {
                (rows, Some(values), *center)
            }
            _ => return None,
        };
        let window = usize::try_from(*rows).ok()?;
        let min_periods = match min_periods {
            Some(values) => usize::try_from(*values).ok()?,
            None => stat.default_min_periods(window),
        };
        Some(self.window(WindowFunction::Rolling(Rolling { stat, window, min_periods, center })))
    }
}

/// What a name stands for.
#[derive(Clone, Copy)]
pub(super) enum Found {
    Form(&'static WindowForm),
    Rolling(RollingStat),
}

/// The function in row order of that name, in any case.
pub(super) fn find(name: &str) -> Option<Found> {
    let lower = name.to_lowercase();
    if let Some(stat) = lower.strip_prefix("rolling_") {
        return RollingStat::ALL.into_iter().find(|known| known.name() == stat).map(Found::Rolling);
    }
    let form = FORMS.iter().find(|form| form.name() == lower || form.aliases.contains(&lower.as_str()));
    form.map(Found::Form)
}

/// The call of `found` with these arguments.
pub(super) fn convert(
    at: Converter<'_>,
    parsed: &ast::Expr,
    call: &ast::Function,
    found: Found,
    args: Vec<Expr>,
) -> Result<Expr, PlanError> {
    let usage = match found {
        Found::Form(form) => form.usage.to_string(),
        Found::Rolling(stat) => rolling_usage(stat),
    };
    let refuse =
        || at.reader.error_in(parsed, format!("write it as {usage}, with whole numbers behind the value"));
    let mut args = args.into_iter();
    let has_value = !matches!(found, Found::Form(form) if !form.has_value);
    let value = if has_value { Some(args.next().ok_or_else(refuse)?) } else { None };
    let constants = args.map(|arg| match arg {
        Expr::Literal(constant) => Some(constant),
        _ => None,
    });
    let constants = constants.collect::<Option<Vec<Scalar>>>().ok_or_else(refuse)?;
    let call = Call { value, constants, keys: partition(at, parsed, call)? };
    let built = match found {
        Found::Form(form) => (form.build)(call),
        Found::Rolling(stat) => call.rolling(stat),
    };
    built.ok_or_else(refuse)
}

/// The keys of `over (partition by ..)`.
fn partition(at: Converter<'_>, parsed: &ast::Expr, call: &ast::Function) -> Result<Vec<Expr>, PlanError> {
    match &call.over {
        None => Ok(Vec::new()),
        Some(WindowType::WindowSpec(spec))
            if spec.order_by.is_empty() && spec.window_frame.is_none() && spec.window_name.is_none() =>
        {
            spec.partition_by.iter().map(|key| at.expr(key)).collect()
        }
        Some(_) => {
            let message = "the order is that of the rows; after `over` there is only (partition by ..)";
            Err(at.reader.error_in(parsed, message))
        }
    }
}

fn rolling_usage(stat: RollingStat) -> String {
    format!("rolling_{}(x, rows [, min_periods [, center]])", stat.name())
}

/// The functions, for `chunkwise functions`.
pub(super) fn infos() -> impl Iterator<Item = FunctionInfo> {
    const ROLLING: [(RollingStat, &str); 8] = [
        (RollingStat::Sum, "rolling_sum"),
        (RollingStat::Mean, "rolling_mean"),
        (RollingStat::Min, "rolling_min"),
        (RollingStat::Max, "rolling_max"),
        (RollingStat::Std, "rolling_std"),
        (RollingStat::Var, "rolling_var"),
        (RollingStat::Count, "rolling_count"),
        (RollingStat::Median, "rolling_median"),
    ];
    let forms = FORMS.iter().map(|form| FunctionInfo {
        family: "row order",
        name: form.name(),
        aliases: form.aliases.to_vec(),
        usage: form.usage.to_string(),
        meaning: form.meaning,
    });
    let rolling = ROLLING.into_iter().map(|(stat, name)| FunctionInfo {
        family: "row order",
        name,
        aliases: Vec::new(),
        usage: rolling_usage(stat),
        meaning: "the statistic of the last rows, or of those around the row",
    });
    forms.chain(rolling)
}

#[cfg(test)]
mod tests {
    use crate::expr::{Expr, col, cumcount};
    use crate::parse_expr;

    #[test]
    fn names_read_as_what_they_say() {
        let keyed = col("x").cumsum().over(["k", "l"]);
        let cases: Vec<(&str, Expr)> = vec![
            ("CumSum(x)", col("x").cumsum()),
            ("cumcount()", cumcount()),
            ("shift(x)", col("x").shift(1)),
            ("lag(x, 2)", col("x").shift(2)),
            ("lead(x, 2)", col("x").shift(-2)),
            ("shift(x, -2) + 1", col("x").shift(-2) + 1),
            ("diff(x)", col("x").diff(1)),
            ("pct_change(x, 3)", col("x").pct_change(3)),
            ("ffill(x)", col("x").ffill()),
            ("bfill(x, 2)", col("x").bfill_limit(2)),
            ("rolling_mean(x, 3)", col("x").rolling(3).mean()),
            ("rolling_count(x, 3)", col("x").rolling(3).count()),
            ("rolling_std(x + 1, 3, 1, true)", (col("x") + 1).rolling(3).min_periods(1).center(true).std()),
            ("cumsum(x) over (partition by k, l)", keyed),
            ("diff(cumsum(x)) over (partition by k)", {
                let sums = col("x").cumsum();
                sums.clone()
                    - Expr::Window {
                        function: crate::WindowFunction::Shift(1),
                        arg: Some(Box::new(sums)),
                        by: vec![col("k")],
                    }
            }),
        ];
        for (text, expected) in cases {
            let read = parse_expr(text).unwrap();
            assert_eq!(read, expected, "{text}");
            assert_eq!(parse_expr(&read.to_string()).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn wrong_calls_say_how_to_write_them() {
        for (text, expected) in [
            ("shift(x, y)", "write it as shift(x [, rows]), with whole numbers behind the value"),
            ("rolling_mean(x)", "write it as rolling_mean(x, rows [, min_periods [, center]])"),
            ("cumsum()", "write it as cumsum(x)"),
            ("cumsum(x) over (order by y)", "the order is that of the rows"),
            ("cumsum(x, 1)", "write it as cumsum(x)"),
        ] {
            let error = parse_expr(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text}: {error}");
        }
    }
}
