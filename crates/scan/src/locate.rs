//! From a byte offset to a place that a person can find: line number and text. Only used when an error is made.

use std::fs::File;
use std::io;

use crate::file::read_exact_at;

/// Bytes read at a time to count lines.
const BLOCK_BYTES: usize = 256 << 10;
/// Characters of the text that an error quotes.
const QUOTED_CHARS: usize = 80;

/// The physical line, from 1, of the byte at `offset`.
pub(crate) fn line_of(file: &File, offset: u64) -> io::Result<u64> {
    let mut block = vec![0; BLOCK_BYTES.min(usize::try_from(offset).unwrap_or(BLOCK_BYTES))];
    let mut line = 1;
    let mut at = 0;
    while at < offset {
        let length = block.len().min(usize::try_from(offset - at).unwrap_or(usize::MAX));
        read_exact_at(file, &mut block[..length], at)?;
        line += count_line_ends(&block[..length]);
        at += length as u64;
    }
    Ok(line)
}

/// Number of LFs.
pub(crate) fn count_line_ends(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|&&byte| byte == b'\n').count() as u64
}

/// The text for an error message: cut after 80 characters, with a replacement character for what is not UTF-8.
pub(crate) fn quoted(text: &[u8]) -> String {
    // Four bytes per character at most, so this many are enough to know whether to cut.
    let head = &text[..text.len().min(4 * QUOTED_CHARS + 4)];
    let decoded = String::from_utf8_lossy(head);
    match decoded.char_indices().nth(QUOTED_CHARS) {
        Some((end, _)) => format!("{}…", &decoded[..end]),
        None => decoded.into_owned(),
    }
}

/// The line that begins at `start`, for an error message.
pub(crate) fn quoted_line(bytes: &[u8], start: usize) -> String {
    let rest = bytes.get(start..).unwrap_or_default();
    let line = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
    quoted(line.strip_suffix(b"\r").unwrap_or(line))
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn lines_count_from_one() {
        let mut temporary = tempfile::NamedTempFile::new().unwrap();
        temporary.write_all(b"a\r\nb\n\n").unwrap();
        temporary.write_all(&vec![b'\n'; BLOCK_BYTES]).unwrap();
        let file = temporary.reopen().unwrap();
        let line = |offset| line_of(&file, offset).unwrap();
        assert_eq!([0, 2, 3, 4, 5, 6, 7].map(line), [1, 1, 2, 2, 3, 4, 5]);
        assert_eq!(line(BLOCK_BYTES as u64 + 6), BLOCK_BYTES as u64 + 4);
        assert!(line_of(&file, BLOCK_BYTES as u64 + 7).is_err());
    }

    #[test]
    fn long_text_is_cut() {
        assert_eq!(quoted("é".repeat(80).as_bytes()), "é".repeat(80));
        assert_eq!(quoted("é".repeat(81).as_bytes()), format!("{}…", "é".repeat(80)));
        assert_eq!(quoted(&[b'\xFF'; 1000]).chars().count(), 81);
        assert_eq!(quoted(b"a\xE9"), "a\u{fffd}");
        assert_eq!(quoted_line(b"x\nab,c\r\nd", 2), "ab,c");
        assert_eq!(quoted_line(b"x", 5), "");
    }
}
