//! Which parts of a condition over a join may be applied to its tables before: those that cannot fail in rows that the join would
//! drop, and that speak of a table of which no row is kept just for having no match.

use super::push_filter::push;
use crate::PlanError;
use crate::expr::{BinaryOp, Expr};
use crate::logical::{Join, JoinFrom, JoinHow, LogicalPlan, Side};
use crate::typing::bind;

/// The plan for the rows of `join` for which `predicate` is true.
pub(super) fn push_into_join(predicate: Expr, join: &Join) -> Result<LogicalPlan, PlanError> {
    let (mut of_left, mut of_right, mut kept) = (Vec::new(), Vec::new(), Vec::new());
    let schema = LogicalPlan::Join(join.clone()).schema()?;
    for part in conjuncts(predicate) {
        // What is checked are all rows, not some of them.
        let moves = !join.checks_all_rows() && bind(&part, &schema)?.cannot_fail();
        let (left, right) = if moves { places(&part, join)? } else { (None, None) };
        if left.is_none() && right.is_none() {
            kept.push(part);
        }
        of_left.extend(left);
        of_right.extend(right);
    }
    let mut joined = join.clone();
    if let Some(predicate) = all(of_left) {
        joined.left = push(predicate, &join.left)?.into();
    }
    if let Some(predicate) = all(of_right) {
        joined.right = push(predicate, &join.right)?.into();
    }
    let joined = LogicalPlan::Join(joined);
    Ok(match all(kept) {
        Some(predicate) => LogicalPlan::Filter { input: joined.into(), predicate },
        None => joined,
    })
}

/// The parts that all have to be true, from left to right.
fn conjuncts(predicate: Expr) -> Vec<Expr> {
    match predicate {
        Expr::Binary { op: BinaryOp::And, left, right } => {
            let mut parts = conjuncts(*left);
            parts.extend(conjuncts(*right));
            parts
        }
        other => vec![other],
    }
}

fn all(parts: Vec<Expr>) -> Option<Expr> {
    parts.into_iter().reduce(Expr::and)
}

/// The condition over the left and over the right table, where applying it before the join leaves the same rows.
fn places(part: &Expr, join: &Join) -> Result<(Option<Expr>, Option<Expr>), PlanError> {
    let origins: Vec<Origin> =
        part.columns().iter().map(|name| Origin::of(name, join)).collect::<Result<_, _>>()?;
    let of = |side: Side| meant(part, &origins, side);
    let own = |side: Side| origins.iter().all(|origin| origin.own == Some(side));
    let keys = || origins.iter().all(|origin| origin.own.is_none());
    Ok(match join.how {
        JoinHow::Inner | JoinHow::Cross => (of(Side::Left), of(Side::Right)),
        // A right row that goes with no other left row is not missed.
        JoinHow::Left | JoinHow::Semi | JoinHow::Anti if own(Side::Left) => (of(Side::Left), of(Side::Right)),
        JoinHow::Right if of(Side::Right).is_some() && origins.iter().all(|o| o.own != Some(Side::Left)) => {
            (of(Side::Left), of(Side::Right))
        }
        JoinHow::Outer if keys() => match (of(Side::Left), of(Side::Right)) {
            (Some(left), Some(right)) => (Some(left), Some(right)),
            _ => (None, None),
        },
        _ => (None, None),
    })
}

/// Where a column of a join comes from, as the name that it or the key beside it has in each table.
struct Origin {
    shown: String,
    /// The only table whose value it is; `None` for a key that is of both.
    own: Option<Side>,
    left: Option<String>,
    right: Option<String>,
}

impl Origin {
    fn of(shown: &str, join: &Join) -> Result<Self, PlanError> {
        let nothing = Self { shown: shown.to_string(), own: None, left: None, right: None };
        let from = join.columns.iter().find(|column| column.name == shown).map(|column| &column.from);
        Ok(match from {
            Some(JoinFrom::Side(side, name)) => {
                let mut origin = Self { own: Some(*side), ..nothing };
                *origin.name(*side) = Some(name.clone());
                if let Some(at) = join.keys(*side).position(|key| key == name)
                    && same_values(join, at)?
                {
                    *origin.name(side.other()) = join.keys(side.other()).nth(at).cloned();
                }
                origin
            }
            Some(JoinFrom::Key(at)) if same_values(join, *at)? => {
                let (left, right) = join.on[*at].clone();
                Self { left: Some(left), right: Some(right), ..nothing }
            }
            _ => nothing,
        })
    }

    fn name(&mut self, side: Side) -> &mut Option<String> {
        if side == Side::Left { &mut self.left } else { &mut self.right }
    }
}

/// Whether equal keys are the same value: not an integer and a float, nor `0.0` and `-0.0`.
fn same_values(join: &Join, at: usize) -> Result<bool, PlanError> {
    let (left, right) = (join.left.schema()?, join.right.schema()?);
    let types = join.on.get(at).map(|(of_left, of_right)| {
        (
            left.column_with_name(of_left).map(|found| found.1),
            right.column_with_name(of_right).map(|found| found.1),
        )
    });
    Ok(match types {
        Some((Some(left), Some(right))) => {
            left.data_type() == right.data_type() && !left.data_type().is_floating()
        }
        _ => false,
    })
}

/// The condition over the columns of one table, if it has them all.
fn meant(part: &Expr, origins: &[Origin], side: Side) -> Option<Expr> {
    let name = |origin: &Origin| if side == Side::Left { origin.left.clone() } else { origin.right.clone() };
    // A condition without columns stays where it is.
    if origins.is_empty() || origins.iter().any(|origin| name(origin).is_none()) {
        return None;
    }
    Some(part.clone().transform(&|expr| match &expr {
        Expr::Column(shown) => {
            let origin = origins.iter().find(|origin| origin.shown == *shown);
            origin.and_then(name).map_or_else(|| expr.clone(), Expr::Column)
        }
        _ => expr,
    }))
}
