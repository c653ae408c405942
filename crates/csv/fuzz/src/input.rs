//! An input of the fuzzer: a line of settings, one character each, then the text to read.

use chunkwise_csv::{Dialect, Encoding};

/// What is left of an input's settings, and its text.
///
/// The settings are characters so that seeds can be written by hand: `0` is the first choice, `1` the second,
/// and so on. A setting that is not there is the first choice.
#[derive(Debug, Clone)]
pub struct Input<'a> {
    settings: &'a [u8],
    /// All after the first line.
    pub text: &'a [u8],
}

impl<'a> Input<'a> {
    /// Splits the input at the end of its first line.
    pub fn new(input: &'a [u8]) -> Self {
        match input.iter().position(|&byte| byte == b'\n') {
            Some(at) => Self { settings: &input[..at], text: &input[at + 1..] },
            None => Self { settings: input, text: &[] },
        }
    }

    /// The next setting, below `choices`.
    pub fn choice(&mut self, choices: usize) -> usize {
        let Some((&first, rest)) = self.settings.split_first() else { return 0 };
        self.settings = rest;
        usize::from(first.wrapping_sub(b'0')) % choices
    }

    /// The next setting, as yes or no.
    pub fn flag(&mut self) -> bool {
        self.choice(2) == 1
    }

    /// Two settings, as a number below `choices`.
    pub fn wide_choice(&mut self, choices: usize) -> usize {
        (self.choice(256) * 256 + self.choice(256)) % choices
    }

    /// Four settings, as a dialect. None of its bytes are the same.
    pub fn dialect(&mut self) -> Dialect {
        let delimiter = [b',', b';', b'\t', b'|', b' ', b'a'][self.choice(6)];
        let comma = if delimiter == b',' { b'_' } else { b',' };
        let dialect = Dialect {
            delimiter,
            quote: [Some(b'"'), None, Some(b'\''), Some(b'x')][self.choice(4)],
            decimal: [b'.', comma][self.choice(2)],
            encoding: [Encoding::Utf8, Encoding::Latin1][self.choice(2)],
        };
        assert_eq!(dialect.check(), Ok(()));
        dialect
    }

    /// The first lines of the text.
    pub fn lines(&self) -> Vec<&'a [u8]> {
        const MOST: usize = 16; // enough for neighbours to matter, few enough to be fast
        self.text.split(|&byte| byte == b'\n').take(MOST).collect()
    }
}
