//! Calls that are a short way to write something else: `isna(x)` is `x is null`.

use crate::expr::{Expr, when};
use crate::function::{Function, FunctionInfo};
use crate::scalar::Scalar;

/// A call that reads as another expression.
pub(super) struct Form {
    family: &'static str,
    pub(super) usage: &'static str,
    aliases: &'static [&'static str],
    meaning: &'static str,
    /// How many arguments: at least, and at most.
    pub(super) arity: (usize, usize),
    /// The expression; `None` if the arguments are not of the right kind.
    pub(super) build: fn(Vec<Expr>) -> Option<Expr>,
}

const FORMS: &[Form] = &[
    Form {
        family: "choice",
        usage: "isna(x)",
        aliases: &["isnull", "is_null"],
        meaning: "x is null",
        arity: (1, 1),
        build: |args| one(args).map(Expr::is_null),
    },
    Form {
        family: "choice",
        usage: "notna(x)",
        aliases: &["notnull", "is_not_null"],
        meaning: "x is not null",
        arity: (1, 1),
        build: |args| one(args).map(Expr::is_not_null),
    },
    Form {
        family: "choice",
        usage: "isin(x, constant, …)",
        aliases: &[],
        meaning: "whether x is one of the constants; never null, unlike `x in (…)`",
        arity: (2, usize::MAX),
        build: |args| {
            let mut args = args.into_iter();
            let value = args.next()?;
            let list = args.map(|arg| match arg {
                Expr::Literal(constant) => Some(constant),
                _ => None,
            });
            Some(value.isin(list.collect::<Option<Vec<Scalar>>>()?))
        },
    },
    Form {
        family: "choice",
        usage: "where(x, condition, other)",
        aliases: &[],
        meaning: "x where the condition is true, else the other",
        arity: (3, 3),
        build: |args| three(args).map(|[value, condition, other]| value.where_(condition, other)),
    },
    Form {
        family: "choice",
        usage: "mask(x, condition, other)",
        aliases: &[],
        meaning: "x where the condition is false, else the other",
        arity: (3, 3),
        build: |args| three(args).map(|[value, condition, other]| value.mask(condition, other)),
    },
    Form {
        family: "choice",
        usage: "if(condition, x, y)",
        aliases: &["iff", "iif"],
        meaning: "x where the condition is true, else y",
        arity: (3, 3),
        build: |args| {
            three(args).map(|[condition, value, other]| when(condition).then(value).otherwise(other))
        },
    },
    Form {
        family: "time",
        usage: "date_part('hour', t)",
        aliases: &["datepart"],
        meaning: "the part of the time that the function of that name gives",
        arity: (2, 2),
        build: |args| {
            let mut args = args.into_iter();
            match (args.next()?, args.next()?) {
                (Expr::Literal(Scalar::String(part)), time) => {
                    Some(Expr::Call { function: Function::from_name(&part).ok()?, args: vec![time] })
                }
                _ => None,
            }
        },
    },
    Form {
        family: "text",
        usage: "strpos(s, part)",
        aliases: &["instr"],
        meaning: "the position of the part, from 1; 0 if there is none",
        arity: (2, 2),
        build: |args| {
            let mut args = args.into_iter();
            Some(args.next()?.str().find(args.next()?) + 1)
        },
    },
];

impl Form {
    pub(super) fn name(&self) -> &'static str {
        self.usage.split('(').next().unwrap_or_default()
    }

    /// The form of that name, in any case.
    pub(super) fn find(name: &str) -> Option<&'static Form> {
        let lower = name.to_lowercase();
        FORMS.iter().find(|form| form.name() == lower || form.aliases.contains(&lower.as_str()))
    }
}

/// The forms, for `chunkwise functions`.
pub(crate) fn forms() -> impl Iterator<Item = FunctionInfo> {
    let forms = FORMS.iter().map(|form| FunctionInfo {
        family: form.family,
        name: form.name(),
        aliases: form.aliases.to_vec(),
        usage: form.usage.to_string(),
        meaning: form.meaning,
    });
    forms.chain(super::window::infos())
}

fn one(args: Vec<Expr>) -> Option<Expr> {
    args.into_iter().next()
}

fn three(args: Vec<Expr>) -> Option<[Expr; 3]> {
    args.try_into().ok()
}
