//! Joins: rows of two tables side by side where their keys are equal. Meaning, order and names are those of pandas' `merge`.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use hashbrown::HashSet;

use super::LogicalPlan;
use super::asof::Asof;
use crate::PlanError;
use crate::error::close_names;
use crate::expr::Expr;
use crate::types::{WIDE_INTEGER, is_number, type_name, widened};
use crate::typing::common_type;

/// Which rows of two tables a join gives, and in what order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum JoinHow {
    /// Pairs of rows with equal keys, in the order of the left table; a row's matches in the order of the right one.
    #[default]
    Inner,
    /// As inner, and left rows without a match, with nulls on the right.
    Left,
    /// Pairs in the order of the right table, and right rows without a match, with nulls on the left.
    Right,
    /// Pairs and all rows without a match, sorted by the keys; nulls last.
    Outer,
    /// The left rows that have a match, once each.
    Semi,
    /// The left rows that have no match.
    Anti,
    /// Each left row with each right row.
    Cross,
}

/// Every kind of join by its name.
const KINDS: &[(&str, JoinHow)] = &[
    ("inner", JoinHow::Inner),
    ("left", JoinHow::Left),
    ("right", JoinHow::Right),
    ("outer", JoinHow::Outer),
    ("semi", JoinHow::Semi),
    ("anti", JoinHow::Anti),
    ("cross", JoinHow::Cross),
];

impl JoinHow {
    /// The kind's name, in small letters.
    pub fn name(self) -> &'static str {
        KINDS.iter().find(|(_, kind)| *kind == self).map_or("", |(name, _)| name)
    }

    /// Whether columns of the right table come out.
    fn shows_right(self) -> bool {
        !matches!(self, Self::Semi | Self::Anti)
    }
}

impl fmt::Display for JoinHow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for JoinHow {
    type Err = PlanError;

    /// ```
    /// use chunkwise_plan::JoinHow;
    /// assert_eq!("left".parse(), Ok(JoinHow::Left));
    /// assert_eq!(
    ///     "lef".parse::<JoinHow>().unwrap_err().to_string(),
    ///     "there is no join `lef` (did you mean `left`?); \
    ///      a join is one of inner, left, right, outer, semi, anti, cross",
    /// );
    /// ```
    fn from_str(name: &str) -> Result<Self, PlanError> {
        if let Some((_, kind)) = KINDS.iter().find(|(known, _)| *known == name) {
            return Ok(*kind);
        }
        let names = KINDS.iter().map(|(known, _)| *known);
        let close = close_names(name, names.clone());
        let meant = close.first().map_or(String::new(), |close| format!(" (did you mean `{close}`?)"));
        let known = names.collect::<Vec<_>>().join(", ");
        Err(PlanError::join(format!("there is no join `{name}`{meant}"), format!("a join is one of {known}")))
    }
}

/// What is checked of the keys before a join; null is a key like any other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Validate {
    /// No key comes twice in either table.
    OneToOne,
    /// No key comes twice in the left table.
    OneToMany,
    /// No key comes twice in the right table.
    ManyToOne,
}

impl Validate {
    /// Whether the keys of a table have to be unique.
    pub fn unique(self, side: Side) -> bool {
        self != if side == Side::Left { Self::ManyToOne } else { Self::OneToMany }
    }

    /// The check as pandas names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::OneToOne => "one_to_one",
            Self::OneToMany => "one_to_many",
            Self::ManyToOne => "many_to_one",
        }
    }
}

/// One of the two tables of a join.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The first table.
    Left,
    /// The second table.
    Right,
}

impl Side {
    /// The other one.
    #[must_use]
    pub fn other(self) -> Self {
        if self == Self::Left { Self::Right } else { Self::Left }
    }
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if *self == Self::Left { "left" } else { "right" })
    }
}

/// Where a column of a join comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JoinFrom {
    /// A column of one table; null in rows that the table has no part in.
    Side(Side, String),
    /// The key pair at this position: the left value, or the right one where there is no left row.
    Key(usize),
    /// Which tables the row comes from: `left_only`, `right_only` or `both`.
    Indicator,
}

/// A column of a join.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JoinColumn {
    /// Its name.
    pub name: String,
    /// Where it comes from.
    pub from: JoinFrom,
}

/// How two tables are joined: what [`Join::new`] makes a [`Join`] from.
#[derive(Debug, Clone, PartialEq)]
pub struct JoinOptions {
    /// Pairs of key columns, left and right. None for a cross join only.
    pub on: Vec<(String, String)>,
    /// Which rows.
    pub how: JoinHow,
    /// What is appended to names that both tables have, of columns that are not a common key.
    pub suffixes: (String, String),
    /// Adds a last column of this name that says which tables a row comes from.
    pub indicator: Option<String>,
    /// What is checked of the keys.
    pub validate: Option<Validate>,
    /// Takes the last pair of keys for times, which need not be equal. For a left join only.
    pub asof: Option<Asof>,
}

impl JoinOptions {
    /// A join on these pairs of columns, with pandas' suffixes.
    pub fn new(on: Vec<(String, String)>, how: JoinHow) -> Self {
        let suffixes = ("_x".to_string(), "_y".to_string());
        Self { on, how, suffixes, indicator: None, validate: None, asof: None }
    }
}

/// Two tables joined by equal keys. A null key equals a null key, and NaN equals NaN.
#[derive(Debug, Clone)]
pub struct Join {
    /// The left table.
    pub left: Arc<LogicalPlan>,
    /// The right table.
    pub right: Arc<LogicalPlan>,
    /// Pairs of key columns.
    pub on: Vec<(String, String)>,
    /// Which rows.
    pub how: JoinHow,
    /// The columns that come out.
    pub columns: Vec<JoinColumn>,
    /// What is checked of the keys.
    pub validate: Option<Validate>,
    /// If the last pair of keys are times: which right row goes with a left one. Both tables are sorted by them.
    pub asof: Option<Asof>,
}

impl Join {
    /// Joins two tables; settles which columns come out and what they are called.
    ///
    /// The columns are those of the left table, then those of the right one without the keys that have the same name in both.
    /// A semi or anti join gives the left columns only.
    ///
    /// # Errors
    /// [`PlanError::InTable`] for an unknown key, [`PlanError::TypeMismatch`] for keys that cannot be equal,
    /// [`PlanError::DuplicateName`], [`PlanError::Join`] for options that do not go together.
    pub fn new(
        left: Arc<LogicalPlan>,
        right: Arc<LogicalPlan>,
        options: &JoinOptions,
    ) -> Result<Self, PlanError> {
        check_options(options)?;
        let columns = named_columns(left.schema()?.as_ref(), right.schema()?.as_ref(), options);
        let join = Self {
            left,
            right,
            on: options.on.clone(),
            how: options.how,
            columns,
            validate: options.validate,
            asof: options.asof.clone(),
        };
        join.schema().map_err(|error| match error {
            PlanError::DuplicateName { name } => PlanError::join(
                format!("two columns of the join would be called `{name}`"),
                "choose other suffixes, or rename one of them before",
            ),
            other => other,
        })?;
        Ok(join)
    }

    /// The table that is held in memory while the rows of the other one pass by.
    pub fn build_side(&self) -> Side {
        if self.how == JoinHow::Right { Side::Left } else { Side::Right }
    }

    /// Whether all rows of both tables have to be looked at, needed or not.
    pub fn checks_all_rows(&self) -> bool {
        self.validate.is_some() || self.asof.is_some()
    }

    /// Whether something is checked of all rows of the table on a side.
    pub fn checks(&self, side: Side) -> bool {
        self.asof.is_some() || self.validate.is_some_and(|validate| validate.unique(side))
    }

    /// How many of the pairs of keys have to be equal: all, but for the times of an asof join.
    pub fn equal_keys(&self) -> usize {
        self.on.len() - usize::from(self.asof.is_some())
    }

    /// The table on a side.
    pub fn input(&self, side: Side) -> &Arc<LogicalPlan> {
        if side == Side::Left { &self.left } else { &self.right }
    }

    /// The key columns on a side.
    pub fn keys(&self, side: Side) -> impl Iterator<Item = &String> {
        self.on.iter().map(move |(left, right)| if side == Side::Left { left } else { right })
    }

    /// The types in which the keys are compared.
    ///
    /// # Errors
    /// [`PlanError::InTable`] for an unknown key, [`PlanError::TypeMismatch`] for keys that cannot be equal.
    pub fn key_types(&self) -> Result<Vec<DataType>, PlanError> {
        let (left, right) = (self.left.schema()?, self.right.schema()?);
        self.on.iter().map(|pair| compared_type(pair, &left, &right)).collect()
    }

    /// The columns that come out, checked.
    pub(super) fn schema(&self) -> Result<SchemaRef, PlanError> {
        let (left, right) = (self.left.schema()?, self.right.schema()?);
        for (at, pair) in self.on.iter().enumerate() {
            let data_type = compared_type(pair, &left, &right)?;
            if let Some(asof) = self.asof.as_ref().filter(|_| at == self.equal_keys()) {
                asof.check(&pair.0, &data_type)?;
            }
        }
        let mut fields = Vec::with_capacity(self.columns.len());
        let mut seen = HashSet::with_capacity(self.columns.len());
        for column in &self.columns {
            if !seen.insert(&column.name) {
                return Err(PlanError::DuplicateName { name: column.name.clone() });
            }
            let data_type = match &column.from {
                JoinFrom::Side(Side::Left, name) => type_in(name, &left, Side::Left)?,
                JoinFrom::Side(Side::Right, name) => type_in(name, &right, Side::Right)?,
                JoinFrom::Key(at) => self.shown_key_type(*at, &left, &right)?,
                JoinFrom::Indicator => DataType::Utf8,
            };
            fields.push(Field::new(&column.name, data_type, true));
        }
        Ok(Arc::new(Schema::new(fields)))
    }

    /// The type of a key column that takes values from both tables.
    fn shown_key_type(&self, at: usize, left: &Schema, right: &Schema) -> Result<DataType, PlanError> {
        let Some((of_left, of_right)) = self.on.get(at) else {
            return Err(PlanError::unknown_column(&format!("#{at}"), left));
        };
        let (of_left, of_right) =
            (type_in(of_left, left, Side::Left)?, type_in(of_right, right, Side::Right)?);
        Ok(common_type(&of_left, &of_right).unwrap_or(of_left))
    }
}

fn check_options(options: &JoinOptions) -> Result<(), PlanError> {
    let JoinOptions { on, how, indicator, validate, .. } = options;
    match how {
        JoinHow::Cross if !on.is_empty() => {
            Err(PlanError::join("a cross join has no keys", "leave them out, or make it an inner join"))
        }
        JoinHow::Cross if validate.is_some() => {
            Err(PlanError::join("a cross join has no keys to validate", "leave validate out"))
        }
        JoinHow::Semi | JoinHow::Anti if indicator.is_some() => Err(PlanError::join(
            "the indicator of an anti or semi join would be the same in every row",
            "leave it out, or make it a left join",
        )),
        _ if options.asof.is_some() && (*how != JoinHow::Left || validate.is_some()) => {
            Err(PlanError::join("an asof join is a left join that validates nothing", ""))
        }
        JoinHow::Cross => Ok(()),
        _ if on.is_empty() => Err(PlanError::join(
            format!("the {how} join has no key"),
            "name the columns to join on, or make it a cross join",
        )),
        _ => Ok(()),
    }
}

/// The columns that come out, under pandas' names.
fn named_columns(left: &Schema, right: &Schema, options: &JoinOptions) -> Vec<JoinColumn> {
    let common = |name: &String| options.on.iter().position(|pair| pair.0 == *name && pair.1 == *name);
    let hidden = |name: &String| common(name).is_some() || !options.how.shows_right();
    let from_right: Vec<&String> =
        right.fields().iter().map(|field| field.name()).filter(|name| !hidden(name)).collect();
    let collides = |name: &String| from_right.contains(&name) && left.column_with_name(name).is_some();
    let named = |name: &String, suffix: &str| match collides(name) {
        true => format!("{name}{suffix}"),
        false => name.clone(),
    };
    let both = matches!(options.how, JoinHow::Right | JoinHow::Outer);
    let mut columns = Vec::with_capacity(left.fields().len() + from_right.len() + 1);
    for name in left.fields().iter().map(|field| field.name()) {
        let from = match common(name).filter(|_| both) {
            Some(at) => JoinFrom::Key(at),
            None => JoinFrom::Side(Side::Left, name.clone()),
        };
        columns.push(JoinColumn { name: named(name, &options.suffixes.0), from });
    }
    for name in &from_right {
        let from = JoinFrom::Side(Side::Right, (*name).clone());
        columns.push(JoinColumn { name: named(name, &options.suffixes.1), from });
    }
    let indicator = options.indicator.iter();
    columns.extend(indicator.map(|name| JoinColumn { name: name.clone(), from: JoinFrom::Indicator }));
    columns
}

fn type_in(name: &str, schema: &Schema, side: Side) -> Result<DataType, PlanError> {
    match schema.column_with_name(name) {
        Some((_, field)) => Ok(field.data_type().clone()),
        None => Err(PlanError::unknown_column(name, schema).in_table(side)),
    }
}

/// The type in which the keys of a pair are compared: exactly, but an integer beside a float as a float.
fn compared_type(
    (left_name, right_name): &(String, String),
    left: &Schema,
    right: &Schema,
) -> Result<DataType, PlanError> {
    let (of_left, of_right) =
        (type_in(left_name, left, Side::Left)?, type_in(right_name, right, Side::Right)?);
    let integers = is_number(&of_left) && is_number(&of_right);
    match (widened(&of_left), widened(&of_right)) {
        (DataType::Int64, DataType::UInt64) | (DataType::UInt64, DataType::Int64) if integers => {
            Ok(WIDE_INTEGER)
        }
        _ => common_type(&of_left, &of_right).ok_or_else(|| {
            let (left, right) = (Expr::Column(left_name.clone()), Expr::Column(right_name.clone()));
            let what = format!(
                "the key is {} in the left table and {} in the right one",
                type_name(&of_left),
                type_name(&of_right)
            );
            let to = if of_right == DataType::Utf8 { (&left, &of_right) } else { (&right, &of_left) };
            let hint = format!("convert one of them before, as in cast({} as {})", to.0, type_name(to.1));
            PlanError::mismatch(&format!("join on {left} = {right}"), what, hint)
        }),
    }
}

#[cfg(test)]
#[path = "join_tests.rs"]
mod tests;
