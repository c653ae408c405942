//! The run report as text.

use chunkwise_exec::RunReport;
use comfy_table::{Table as TextTable, presets};

use crate::format::human_bytes;

/// The report as a table for people.
#[must_use]
pub fn render_report(report: &RunReport) -> String {
    let mut table = TextTable::new();
    table.load_style(presets::UTF8_FULL_CONDENSED);
    table.set_header(["run report", ""]);
    let rate = if report.wall_seconds > 0.0 {
        let bytes_per_second = (report.bytes_read as f64 / report.wall_seconds) as u64;
        format!(" ({}/s)", human_bytes(bytes_per_second))
    } else {
        String::new()
    };
    let mut row = |name: &str, value: String| {
        table.add_row([name.to_owned(), value]);
    };
    row("wall time", format!("{:.3} s", report.wall_seconds));
    row("read", format!("{}, {}{rate}", counted(report.rows_read, "row"), human_bytes(report.bytes_read)));
    row("result", counted(report.rows_out, "row"));
    row(
        "work",
        format!(
            "{} of at most {}, {}",
            counted(report.chunks, "chunk"),
            human_bytes(report.chunk_bytes as u64),
            counted(report.threads as u64, "thread")
        ),
    );
    row(
        "resident memory",
        format!(
            "{} before, {} peak, {} after",
            human_bytes(report.resident.before),
            human_bytes(report.resident.peak),
            human_bytes(report.resident.after)
        ),
    );
    for operator in &report.operators {
        row(&format!("peak of {}", operator.operator), human_bytes(operator.peak_bytes));
    }
    for note in &report.notes {
        row("note", note.clone());
    }
    table.to_string()
}

/// A number of things: `1 row`, `2 rows`.
fn counted(number: u64, thing: &str) -> String {
    format!("{} {thing}{}", grouped(number), if number == 1 { "" } else { "s" })
}

/// The report as a JSON object, for programs: the fields of [`RunReport`], sizes in bytes.
#[must_use]
pub fn report_json(report: &RunReport) -> String {
    // Numbers, texts and lists of them: there is nothing in a report that JSON cannot hold.
    serde_json::to_string_pretty(report).unwrap_or_default()
}

/// A number with a comma between each three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::{counted, grouped};

    #[test]
    fn one_thing_is_not_plural() {
        assert_eq!([0, 1, 1000].map(|n| counted(n, "row")), ["0 rows", "1 row", "1,000 rows"]);
    }

    #[test]
    fn thousands_are_separated() {
        let texts = [0, 999, 1000, 14_392_128].map(grouped);
        assert_eq!(texts, ["0", "999", "1,000", "14,392,128"]);
    }
}
