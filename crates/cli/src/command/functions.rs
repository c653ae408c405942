//! `chunkwise functions`.

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{ArrayRef, RecordBatch, StringArray};
use chunkwise::{DataFrame, Error, FunctionInfo};

use crate::arguments::Functions;
use crate::command::Failure;
use crate::output::print_result;

/// Columns of text before what a function computes.
const USAGE_WIDTH: usize = 38;

pub(crate) fn functions(functions: &Functions) -> Result<(), Failure> {
    let word = functions.word.as_deref().unwrap_or_default().to_lowercase();
    let mut listed = chunkwise::functions();
    listed.retain(|function| {
        let names = std::iter::once(&function.name).chain(&function.aliases);
        names.into_iter().any(|name| name.contains(&word)) || function.meaning.to_lowercase().contains(&word)
    });
    if functions.output.format.is_none() && functions.output.output.is_none() {
        return Ok(io::stdout().write_all(page(&listed).as_bytes())?);
    }
    let table = table(&listed).map_err(|error| Error::NoSuchValue(error.to_string()))?;
    let frame = DataFrame::from_batches(table.schema(), vec![table])?;
    print_result(&frame, &frame, &functions.output)
}

/// The list for people: family by family, a line a function.
fn page(listed: &[FunctionInfo]) -> String {
    let mut page = String::new();
    let mut family = "";
    for function in listed {
        if function.family != family {
            family = function.family;
            page.push_str(&format!("{}{family}\n", if page.is_empty() { "" } else { "\n" }));
        }
        page.push_str(&format!("  {:<USAGE_WIDTH$}  {}", function.usage, function.meaning));
        if !function.aliases.is_empty() {
            page.push_str(&format!(" (also {})", function.aliases.join(", ")));
        }
        page.push('\n');
    }
    page
}

fn table(listed: &[FunctionInfo]) -> Result<RecordBatch, arrow::error::ArrowError> {
    let column = |text: &dyn Fn(&FunctionInfo) -> String| -> ArrayRef {
        Arc::new(listed.iter().map(|function| Some(text(function))).collect::<StringArray>())
    };
    RecordBatch::try_from_iter([
        ("name", column(&|function| function.name.to_owned())),
        ("family", column(&|function| function.family.to_owned())),
        ("usage", column(&|function| function.usage.clone())),
        ("aliases", column(&|function| function.aliases.join(", "))),
        ("meaning", column(&|function| function.meaning.to_owned())),
    ])
}
