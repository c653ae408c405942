//! Results to standard output or a file, and reports.

use std::fs;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use chunkwise::format::{CsvSink, FormatError, JsonSink, NdjsonSink, Preview};
use chunkwise::{
    Chunks, DataFrame, Error, RunReport, render_report, report_json, write_atomically, write_chunks,
};

use crate::arguments::{Format, Output};
use crate::command::Failure;
use crate::interrupt::{Interruptible, while_writing};

/// Rows of a result that are printed as a table; of a longer one the first and the last, half each (as pandas has it).
const TABLE_ROWS_MAX: usize = 60;

/// Computes `frame` and prints or writes it as the options say. `input` is the table that it is made from: none of its files
/// is written to.
pub(crate) fn print_result(frame: &DataFrame, input: &DataFrame, output: &Output) -> Result<(), Failure> {
    check_targets(input, output)?;
    let format = output.format.unwrap_or_else(|| default_format(output.output.as_deref()));
    let mut chunks = frame.iter_chunks()?;
    match &output.output {
        Some(path) => {
            while_writing(|| write_atomically(path, |file| write_as(format, &mut chunks, None, file)))?;
        }
        None => {
            let width = terminal_width();
            let mut stdout = BufWriter::new(io::stdout().lock());
            write_as(format, &mut chunks, width, &mut stdout)?;
            stdout.flush()?;
        }
    }
    let report = chunks.report();
    // The report has the notes, too.
    let notes = if output.report { &[][..] } else { &report.notes };
    for note in notes {
        writeln!(io::stderr(), "note: {note}")?;
    }
    print_report(&report, output)
}

/// Finds out before anything is computed whether the files to write can be.
fn check_targets(input: &DataFrame, output: &Output) -> Result<(), Failure> {
    for path in [&output.output, &output.report_json].into_iter().flatten() {
        input.refuse_inputs(path)?;
        let folder = folder_of(path);
        if !folder.is_dir() {
            return Err(Error::NoFolder { path: path.clone(), folder }.into());
        }
        if path.is_dir() {
            let source = io::ErrorKind::IsADirectory.into();
            return Err(Error::Write { path: path.clone(), source }.into());
        }
    }
    if let (Some(result), Some(report)) = (&output.output, &output.report_json)
        && same_file(result, report)
    {
        let message = format!("--output and --report-json are both {}", result.display());
        return Err(Failure::Usage(message));
    }
    Ok(())
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Whether two paths, of files that may not exist yet, are one file.
fn same_file(left: &Path, right: &Path) -> bool {
    let place = |path: &Path| {
        let whole = fs::canonicalize(path).ok();
        whole.or_else(|| Some(fs::canonicalize(folder_of(path)).ok()?.join(path.file_name()?)))
    };
    left == right || place(left).is_some_and(|left| Some(left) == place(right))
}

/// A table for people; for a file what its ending says, and CSV otherwise: a table would leave rows out.
fn default_format(file: Option<&Path>) -> Format {
    let Some(file) = file else { return Format::Table };
    let ending = file.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    match ending.as_deref() {
        Some("json") => Format::Json,
        Some("ndjson" | "jsonl") => Format::Ndjson,
        _ => Format::Csv,
    }
}

/// Characters of a line when a person is looking; tables for programs and files are not cut to a width.
fn terminal_width() -> Option<usize> {
    if !io::stdout().is_terminal() {
        return None;
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

fn write_as(
    format: Format,
    chunks: &mut Chunks,
    width: Option<usize>,
    out: &mut dyn Write,
) -> Result<(), Error> {
    let schema = chunks.schema();
    match format {
        Format::Table => {
            let mut preview = Interruptible(Preview::new(schema, TABLE_ROWS_MAX).within(width));
            write_chunks(chunks, &mut preview)?;
            out.write_all(preview.0.render()?.as_bytes()).map_err(FormatError::Write)?;
        }
        Format::Csv => {
            let mut sink = CsvSink::new(out, b',')?;
            sink.write_header(&schema)?;
            write_chunks(chunks, &mut Interruptible(sink))?;
        }
        Format::Json => {
            write_chunks(chunks, &mut Interruptible(JsonSink::new(out)))?;
        }
        Format::Ndjson => {
            write_chunks(chunks, &mut Interruptible(NdjsonSink::new(out)))?;
        }
    }
    Ok(())
}

fn print_report(report: &RunReport, output: &Output) -> Result<(), Failure> {
    if output.report {
        writeln!(io::stderr(), "{}", render_report(report))?;
    }
    if let Some(path) = &output.report_json {
        let json = report_json(report) + "\n";
        write_atomically(path, |file| Ok(file.write_all(json.as_bytes()).map_err(FormatError::Write)?))?;
    }
    Ok(())
}
