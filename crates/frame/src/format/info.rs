//! The summary of a table that pandas prints for `DataFrame.info()`.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::human_bytes;

/// What `info()` says of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InfoTable {
    /// Rows of the table.
    pub rows: u64,
    /// Its columns in order.
    pub columns: Vec<InfoColumn>,
    /// Bytes the whole table takes in memory.
    pub memory_bytes: u64,
}

/// What `info()` says of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InfoColumn {
    /// The column's name.
    pub name: String,
    /// Values that are not null.
    pub non_null: u64,
    /// The type as people see it; see [`super::dtype_name`].
    pub dtype: String,
}

/// The text that pandas prints for such a table, each line ended by a line feed.
///
/// ```
/// use chunkwise::format::{InfoColumn, InfoTable, render_info};
/// let column = |name: &str, dtype: &str| InfoColumn { name: name.into(), non_null: 3, dtype: dtype.into() };
/// let columns = vec![column("a", "int64"), column("mean", "float64")];
/// let text = render_info(&InfoTable { rows: 3, columns, memory_bytes: 176 });
/// # let text: String = text.lines().map(|line| format!("{}\n", line.trim_end())).collect();
/// assert_eq!(text, "\
/// <class 'chunkwise.DataFrame'>
/// RangeIndex: 3 entries, 0 to 2
/// Data columns (total 2 columns):
///  ##   Column  Non-Null Count  Dtype
/// ---  ------  --------------  -----
///  0   a       3 non-null      int64
///  1   mean    3 non-null      float64
/// dtypes: float64(1), int64(1)
/// memory usage: 176.0 bytes
/// ");
/// ```
pub fn render_info(table: &InfoTable) -> String {
    let mut text = String::from("<class 'chunkwise.DataFrame'>\n");
    text.push_str(&match table.rows.checked_sub(1) {
        Some(last) => format!("RangeIndex: {} entries, 0 to {last}\n", table.rows),
        None => "RangeIndex: 0 entries\n".to_owned(),
    });
    if table.columns.is_empty() {
        text.push_str("Empty DataFrame\n");
        return text;
    }
    push_columns(&mut text, &table.columns);
    let mut dtypes = BTreeMap::<&str, usize>::new();
    for column in &table.columns {
        *dtypes.entry(&column.dtype).or_default() += 1;
    }
    let dtypes: Vec<String> = dtypes.into_iter().map(|(dtype, count)| format!("{dtype}({count})")).collect();
    // Writing to a String cannot fail.
    let _ = writeln!(text, "dtypes: {}", dtypes.join(", "));
    let _ = writeln!(text, "memory usage: {}", human_bytes(table.memory_bytes));
    text
}

fn push_columns(text: &mut String, columns: &[InfoColumn]) {
    let header = [" # ", "Column", "Non-Null Count", "Dtype"].map(str::to_owned);
    let rows: Vec<[String; 4]> = (columns.iter().enumerate())
        .map(|(position, column)| {
            let count = format!("{} non-null", column.non_null);
            [format!(" {position}"), column.name.clone(), count, column.dtype.clone()]
        })
        .collect();
    let widths: [usize; 4] = std::array::from_fn(|k| {
        rows.iter().chain([&header]).map(|row| row[k].chars().count()).max().unwrap_or_default()
    });
    let rule = std::array::from_fn(|k| "-".repeat(header[k].len()));
    let _ = writeln!(text, "Data columns (total {} columns):", columns.len());
    for row in [&header, &rule].into_iter().chain(&rows) {
        for (position, (cell, width)) in row.iter().zip(widths).enumerate() {
            let gap = if position == 0 { "" } else { "  " };
            let _ = write!(text, "{gap}{cell:<width$}");
        }
        text.push('\n');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(name: &str, non_null: u64, dtype: &str) -> InfoColumn {
        InfoColumn { name: name.to_owned(), non_null, dtype: dtype.to_owned() }
    }

    /// The lines between are those that pandas 3.1 prints, blanks at line ends included.
    #[test]
    fn it_looks_as_in_pandas() {
        let columns = vec![column("a", 3, "int64"), column("long name", 2, "float64")];
        assert_eq!(
            render_info(&InfoTable { rows: 3, columns, memory_bytes: 2048 }),
            "<class 'chunkwise.DataFrame'>\n\
             RangeIndex: 3 entries, 0 to 2\n\
             Data columns (total 2 columns):\n \
             #   Column     Non-Null Count  Dtype  \n\
             ---  ------     --------------  -----  \n \
             0   a          3 non-null      int64  \n \
             1   long name  2 non-null      float64\n\
             dtypes: float64(1), int64(1)\n\
             memory usage: 2.0 KiB\n"
        );
    }

    #[test]
    fn large_counts_widen_their_column() {
        let columns = vec![column("a", 1_000_000, "int64")];
        let text = render_info(&InfoTable { rows: 1_000_000, columns, memory_bytes: 0 });
        assert!(
            text.contains("\n #   Column  Non-Null Count    Dtype\n---  ------  --------------    -----\n"),
            "{text}"
        );
        assert!(text.contains("\n 0   a       1000000 non-null  int64\n"), "{text}");
    }

    #[test]
    fn empty_tables() {
        let text =
            render_info(&InfoTable { rows: 0, columns: vec![column("a", 0, "int64")], memory_bytes: 0 });
        assert!(text.contains("RangeIndex: 0 entries\nData columns (total 1 columns):\n"), "{text}");
        let text = render_info(&InfoTable { rows: 0, columns: vec![], memory_bytes: 0 });
        assert_eq!(text, "<class 'chunkwise.DataFrame'>\nRangeIndex: 0 entries\nEmpty DataFrame\n");
    }
}
