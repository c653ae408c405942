//! Results to standard output or a file, and reports.

use std::fs;
use std::io::{self, BufWriter, Write};

use chunkwise::format::{CsvSink, JsonSink, NdjsonSink, Preview};
use chunkwise::{Chunks, DataFrame, Error, RunReport, render_report, write_atomically, write_chunks};

use crate::arguments::{Format, Output};
use crate::command::Failure;

/// Rows of a result that are printed as a table; of a longer one the first and the last, half each (as pandas has it).
const TABLE_ROWS_MAX: usize = 60;

/// Computes `frame` and prints or writes it as the options say.
pub(crate) fn print_result(frame: &DataFrame, output: &Output) -> Result<(), Failure> {
    if let Some(path) = &output.output {
        frame.refuse_inputs(path)?;
    }
    let mut chunks = frame.iter_chunks()?;
    match &output.output {
        Some(path) => write_atomically(path, |file| write_as(output.format, &mut chunks, file))?,
        None => {
            let mut stdout = BufWriter::new(io::stdout().lock());
            write_as(output.format, &mut chunks, &mut stdout)?;
            stdout.flush()?;
        }
    }
    let report = chunks.report();
    for note in &report.notes {
        writeln!(io::stderr(), "note: {note}")?;
    }
    print_report(&report, output)
}

fn write_as(format: Format, chunks: &mut Chunks, out: &mut dyn Write) -> Result<(), Error> {
    let schema = chunks.schema();
    match format {
        Format::Table => {
            let mut preview = Preview::new(schema, TABLE_ROWS_MAX);
            write_chunks(chunks, &mut preview)?;
            out.write_all(preview.render()?.as_bytes()).map_err(chunkwise::format::FormatError::Write)?;
        }
        Format::Csv => {
            let mut sink = CsvSink::new(out, b',')?;
            sink.write_header(&schema)?;
            write_chunks(chunks, &mut sink)?;
        }
        Format::Json => {
            write_chunks(chunks, &mut JsonSink::new(out))?;
        }
        Format::Ndjson => {
            write_chunks(chunks, &mut NdjsonSink::new(out))?;
        }
    }
    Ok(())
}

fn print_report(report: &RunReport, output: &Output) -> Result<(), Failure> {
    if output.report {
        writeln!(io::stderr(), "{}", render_report(report))?;
    }
    if let Some(path) = &output.report_json {
        let json = serde_json::to_string_pretty(report)?;
        fs::write(path, json + "\n").map_err(|source| Error::Write { path: path.clone(), source })?;
    }
    Ok(())
}
