//! `--join`: the table of the command line beside another one.

use chunkwise::{DataFrame, JoinHow, Merge};

use crate::arguments::{JoinKind, Query};
use crate::command::Failure;
use crate::command::open::{Types, open, open_beside, open_typed};
use crate::list::split_pairs;

/// The table that the steps of a query start from.
pub(crate) fn open_and_join(query: &Query) -> Result<DataFrame, Failure> {
    let Some(paths) = &query.join else { return open(&query.input) };
    let (left, right) = tables(query, paths)?;
    let how = query.how.map_or(JoinHow::Inner, JoinKind::how);
    let merge = match (&query.on, how) {
        (None, JoinHow::Cross) => Merge::cross(),
        (None, _) => Merge::on_common(),
        (Some(on), _) => {
            let (of_left, of_right): (Vec<String>, Vec<String>) = pairs(on)?.into_iter().unzip();
            Merge::left_on(of_left).right_on(of_right)
        }
    };
    left.merge(&right, merge.how(how)).map_err(Failure::of("--join"))
}

/// Both tables. A type that is given by a column's name is for each table that has such a column.
fn tables(query: &Query, paths: &str) -> Result<(DataFrame, DataFrame), Failure> {
    let types = Types::of(&query.input.reading)?;
    let in_right = open_beside(&query.input, paths, &Types::default())?.columns()?;
    let right = open_beside(&query.input, paths, &types.only(|name| in_right.contains(name)))?;
    let in_left = open_typed(&query.input, &Types::default())?.columns()?;
    // A name that neither table has is an error of the first one.
    let of_left = types.only(|name| in_left.contains(name) || !in_right.contains(name));
    Ok((open_typed(&query.input, &of_left)?, right))
}

/// `a, b = c`: `a` in both tables, `b` in the first one and `c` in the other.
fn pairs(on: &str) -> Result<Vec<(String, String)>, Failure> {
    let pair = |(left, right): (String, Option<String>)| {
        let right = right.unwrap_or_else(|| left.clone());
        if left.is_empty() || right.is_empty() {
            return Err(Failure::Usage(format!("--on {on:?} should be column names, as in 'a, b = c'")));
        }
        Ok((left, right))
    };
    split_pairs(on).into_iter().map(pair).collect()
}
