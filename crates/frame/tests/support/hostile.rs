//! A table that is hard to cut and hard to add up: written by code, so that what is in it is known.

use std::fmt::Write;

use chunkwise::{ReadCsv, Session, SessionBuilder};
use tempfile::TempDir;

/// Numbers that swallow what is added to them; each comes with both signs.
const SWALLOWERS: [&str; 6] = ["1e308", "9007199254740993", "1e-320", "0.1", "4.9e-324", "123456789.125"];

/// Texts with everything that needs quotes, as they stand in the file.
const TEXTS: [&str; 8] = [
    "plain",
    "\"a, b\"",
    "\"two\nlines\"",
    "\"say \"\"hi\"\"\"",
    "",
    "é😀",
    "\"\n\n,\n\"",
    "\"crlf\r\nhere\"",
];

/// Two files, the second with CRLF and its columns in another order, of `rows` rows each. Columns: `n` numbers the rows from 0;
/// `k` is an integer or null; `s` a text or null; `x` floats in threes: a number, one half, the number's negative; `y` cents;
/// `b` a boolean or null; `t` a moment; `u` an integer beyond 63 bits.
pub(crate) fn hostile_files(rows: usize) -> TempDir {
    let mut first = String::from("n,k,s,x,y,b,t,u\n");
    let mut second = String::from("u,t,b,y,x,s,k,n\r\n");
    let mut random = 1_u64;
    for n in 0..2 * rows {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let draw = |bits: u32, below: u64| (random >> bits) % below;
        let k = if draw(20, 11) == 0 { String::new() } else { (draw(24, 9) as i64 - 4).to_string() };
        let s = TEXTS[draw(30, 8) as usize];
        let swallower = SWALLOWERS[n / 3 % SWALLOWERS.len()];
        let x = match n % 3 {
            0 => swallower.to_owned(),
            1 => "0.5".to_owned(),
            _ => format!("-{swallower}"),
        };
        let y = format!("{:.2}", draw(33, 100_000) as f64 / 100.0 - 500.0);
        let b = ["true", "False", ""][draw(40, 3) as usize];
        let t = format!(
            "2015-{:02}-{:02} {:02}:00:{:02}",
            1 + draw(41, 12),
            1 + draw(45, 28),
            draw(50, 24),
            n % 60
        );
        let u = u64::MAX - draw(11, 1 << 40);
        let file = if n < rows { &mut first } else { &mut second };
        let written = if n < rows {
            writeln!(file, "{n},{k},{s},{x},{y},{b},{t},{u}")
        } else {
            write!(file, "{u},{t},{b},{y},{x},{s},{k},{n}\r\n")
        };
        written.unwrap();
    }
    chunkwise_testkit::temp_files([("part_1.csv", first), ("part_2.csv", second)]).unwrap()
}

/// The sum of `x` over all rows: what is left when everything has cancelled.
pub(crate) fn hostile_sum_of_x(rows: usize) -> f64 {
    assert!((2 * rows).is_multiple_of(3), "whole threes");
    (2 * rows / 3) as f64 * 0.5
}

/// Describes the two files.
pub(crate) fn read_hostile(folder: &TempDir, session: SessionBuilder) -> ReadCsv {
    let session: std::sync::Arc<Session> = session.build();
    session.read_csv(folder.path().join("part_*.csv")).parse_dates(["t"])
}
