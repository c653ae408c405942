//! `stations`: a station's name and a temperature, about 16 bytes a row, as in the One Billion Row Challenge.
//!
//! The 413 stations and their means are the same in every file and for every seed.

use std::collections::BTreeSet;

use super::WriteRow;
use super::draw::{self, Draw};

pub(super) const HEADER: &str = "station;measure";

/// As many as in the challenge.
const STATIONS: usize = 413;
/// The seed of names and means, whatever the seed of the rows.
const STATIONS_SEED: u64 = 1;
/// Tenths of a degree between which the means lie.
const MEANS: [i64; 2] = [-250, 350];
/// The standard deviation of a station's measures, in tenths of a degree.
const DEVIATION: usize = 100;

/// A name's length in characters.
const NAME_LENGTHS: std::ops::RangeInclusive<usize> = 3..=24;
/// Words of a name and syllables of a word, each with its parts per million.
const WORDS: [(u64, usize); 3] = [(800_000, 1), (170_000, 2), (30_000, 3)];
const SYLLABLES: [(u64, usize); 4] = [(80_000, 1), (470_000, 2), (380_000, 3), (70_000, 4)];
/// How a syllable starts, sounds and ends.
const ONSETS: [&str; 20] =
    ["b", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "z", "br", "kr", "st", "tr", "th"];
const VOWELS: [&str; 16] = ["a", "a", "a", "e", "e", "e", "i", "i", "o", "o", "o", "u", "ai", "é", "ü", "ã"];
const CODAS: [&str; 10] = ["", "", "", "", "", "n", "r", "s", "l", "ng"];

struct Station {
    /// The name and the separator.
    name: Vec<u8>,
    /// Tenths of a degree.
    mean: i16,
}

pub(super) struct Rows {
    draw: Draw,
    stations: Vec<Station>,
    /// Tenths of a degree so that a uniformly drawn position is a normally distributed distance from the mean.
    deviations: Vec<i16>,
}

impl Rows {
    pub(super) fn new(draw: Draw) -> Rows {
        Rows { draw, stations: stations(), deviations: deviations() }
    }
}

impl WriteRow for Rows {
    fn write_row(&mut self, out: &mut Vec<u8>) {
        // One draw serves both: the low 16 bits choose the deviation, the high 32 the station.
        let bits = self.draw.bits();
        let station = &self.stations[(((bits >> 32) * STATIONS as u64) >> 32) as usize];
        out.extend_from_slice(&station.name);
        push_tenths(out, station.mean + self.deviations[(bits & 0xffff) as usize]);
        out.push(b'\n');
    }
}

/// `-12.3`, `0.4`; at most two digits before the point.
fn push_tenths(out: &mut Vec<u8>, tenths: i16) {
    if tenths < 0 {
        out.push(b'-');
    }
    let tenths = tenths.unsigned_abs();
    if tenths >= 100 {
        out.push(b'0' + (tenths / 100) as u8);
    }
    out.extend_from_slice(&[b'0' + (tenths / 10 % 10) as u8, b'.', b'0' + (tenths % 10) as u8]);
}

fn stations() -> Vec<Station> {
    let mut draw = Draw::new(STATIONS_SEED, 0);
    let mut names = BTreeSet::new();
    while names.len() < STATIONS {
        let name = name(&mut draw);
        if NAME_LENGTHS.contains(&name.chars().count()) {
            names.insert(name);
        }
    }
    let station = |name: String| {
        let mean = MEANS[0] + draw.below((MEANS[1] - MEANS[0]) as u64) as i64;
        Station { name: (name + ";").into_bytes(), mean: mean as i16 }
    };
    names.into_iter().map(station).collect()
}

/// One to three words of one to four syllables, such as `Lano` or `São Merüng`.
fn name(draw: &mut Draw) -> String {
    let mut name = String::new();
    for word in 0..draw.pick(&WORDS) {
        if word > 0 {
            name.push(' ');
        }
        let start = name.len();
        for _ in 0..draw.pick(&SYLLABLES) {
            for parts in [&ONSETS[..], &VOWELS, &CODAS] {
                name.push_str(parts[draw.below(parts.len() as u64) as usize]);
            }
        }
        name[start..=start].make_ascii_uppercase(); // every onset starts with an ASCII letter
    }
    name
}

/// 65,536 deviations in tenths of a degree, each as often as a normal distribution has it.
fn deviations() -> Vec<i16> {
    const SPREAD: usize = 6 * DEVIATION;
    // Binomial weights with the same variance, outwards from the mean: at this size they are normal to three digits
    // within three deviations, and need no `exp`.
    const HALF: usize = 2 * DEVIATION * DEVIATION;
    let mut weights = vec![1.0_f64; 2 * SPREAD + 1];
    for step in 1..=SPREAD {
        let weight = weights[SPREAD + step - 1] * (HALF + 1 - step) as f64 / (HALF + step) as f64;
        weights[SPREAD + step] = weight;
        weights[SPREAD - step] = weight;
    }
    draw::slots(&weights).map(|position| position as i16 - SPREAD as i16).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_have_one_decimal() {
        let text = |tenths| {
            let mut out = Vec::new();
            push_tenths(&mut out, tenths);
            String::from_utf8(out).unwrap()
        };
        assert_eq!(
            [-999, -123, -5, 0, 7, 45, 999].map(text),
            ["-99.9", "-12.3", "-0.5", "0.0", "0.7", "4.5", "99.9"]
        );
    }

    #[test]
    fn names_are_short_and_some_have_blanks_or_accents() {
        let names: Vec<String> =
            stations().into_iter().map(|station| String::from_utf8(station.name).unwrap()).collect();
        let name = |text: &str| text.strip_suffix(';').unwrap().to_owned();
        let names: Vec<String> = names.iter().map(|text| name(text)).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), STATIONS);
        assert!(names.iter().all(|name| NAME_LENGTHS.contains(&name.chars().count())), "{names:?}");
        assert!(names.iter().all(|name| !name.contains([';', ',', '"', '\n']) && name.trim() == name));
        for letter in [' ', 'é', 'ü', 'ã'] {
            let count = names.iter().filter(|name| name.contains(letter)).count();
            assert!((20..200).contains(&count), "{letter:?} in {count} names");
        }
    }

    #[test]
    fn deviations_are_normal() {
        let deviations = deviations();
        let within = |bound: i16| {
            deviations.iter().filter(|deviation| deviation.abs() <= bound).count() as f64 / 65_536.0
        };
        // The half step counts in what is rounded to tenths.
        for (bound, share) in [(50, 0.3864), (100, 0.6850), (200, 0.9551), (300, 0.9974)] {
            assert!((within(bound) - share).abs() < 0.001, "{bound}: {}", within(bound));
        }
        assert_eq!(deviations.iter().map(|&deviation| i64::from(deviation)).sum::<i64>(), 0, "symmetric");
    }

    #[test]
    fn measures_stay_within_two_digits() {
        let furthest = deviations().iter().map(|deviation| i64::from(deviation.abs())).max().unwrap();
        assert!(MEANS[0] - furthest >= -999 && MEANS[1] + furthest <= 999, "{furthest}");
    }
}
