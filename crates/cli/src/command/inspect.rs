//! `chunkwise head`, `tail`, `info`, `schema`, `count`.

use std::io::{self, Write};
use std::sync::Arc;

use arrow::array::{RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema as ArrowSchema};
use arrow::error::ArrowError;
use chunkwise::{DataFrame, Error};

use crate::arguments::{Input, Rows, Schema};
use crate::command::Failure;
use crate::command::open::open;
use crate::output::print_result;

pub(crate) fn head(head: &Rows) -> Result<(), Failure> {
    let table = open(&head.input)?;
    print_result(&table.head(head.rows), &table, &head.output)
}

pub(crate) fn tail(tail: &Rows) -> Result<(), Failure> {
    let table = open(&tail.input)?;
    print_result(&table.tail(tail.rows), &table, &tail.output)
}

pub(crate) fn info(input: &Input) -> Result<(), Failure> {
    let text = open(input)?.info()?;
    Ok(writeln!(io::stdout(), "{}", text.trim_end())?)
}

pub(crate) fn count(input: &Input) -> Result<(), Failure> {
    let rows = open(input)?.len()?;
    Ok(writeln!(io::stdout(), "{rows}")?)
}

pub(crate) fn schema(schema: &Schema) -> Result<(), Failure> {
    let table = open(&schema.input)?;
    let dtypes = table.dtypes()?;
    let (names, types): (Vec<String>, Vec<&str>) = dtypes.into_iter().unzip();
    let listed = listing(names, types).map_err(|error| Error::NoSuchValue(error.to_string()))?;
    print_result(&DataFrame::from_batches(listed.schema(), vec![listed])?, &table, &schema.output)
}

fn listing(names: Vec<String>, types: Vec<&str>) -> Result<RecordBatch, ArrowError> {
    let field = |name| Field::new(name, DataType::Utf8, false);
    RecordBatch::try_new(
        Arc::new(ArrowSchema::new(vec![field("column"), field("dtype")])),
        vec![Arc::new(StringArray::from(names)), Arc::new(StringArray::from(types))],
    )
}
