//! `chunkwise value-counts`.

use std::path::Path;

use crate::arguments::ValueCounts;
use crate::command::Failure;
use crate::command::open::open;
use crate::command::query::keys_of;
use crate::output::print_result;

pub(crate) fn value_counts(mut counts: ValueCounts) -> Result<(), Failure> {
    put_column_first(&mut counts.column, &mut counts.input.paths);
    let table = open(&counts.input)?;
    let columns = keys_of(&table, &counts.column, "value-counts")?;
    let how = chunkwise::ValueCounts::default().sort(!counts.no_sort).ascending(counts.ascending);
    let counted = table
        .value_counts_with(columns, how.dropna(!counts.nulls).normalize(counts.normalize))
        .map_err(Failure::of("value-counts"))?;
    print_result(&counted, &table, &counts.output)
}

/// The column may stand after the files: so it is when the first word is a file or a glob, and the last one is not.
fn put_column_first(column: &mut String, paths: &mut [String]) {
    if let Some(last) = paths.last_mut()
        && names_files(column)
        && !names_files(last)
    {
        std::mem::swap(column, last);
        // The first word was before all other paths.
        paths.rotate_right(1);
    }
}

fn names_files(word: &str) -> bool {
    word.contains(['*', '?', '[']) || Path::new(word).exists()
}

#[cfg(test)]
mod tests {
    use super::put_column_first;

    #[test]
    fn the_column_stands_before_or_after_the_files() {
        for (words, expected) in [
            (["kind", "a*.csv", "b*.csv"], ["kind", "a*.csv", "b*.csv"]),
            (["a*.csv", "b*.csv", "kind"], ["kind", "a*.csv", "b*.csv"]),
            (["kind", "a.csv", "b.csv"], ["kind", "a.csv", "b.csv"]), // not there: an error says so
        ] {
            let mut words = words.map(str::to_owned);
            let (column, paths) = words.split_first_mut().unwrap();
            put_column_first(column, paths);
            assert_eq!(words, expected);
        }
    }
}
