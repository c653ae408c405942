//! Formats of dates and times: the directives of Python's `strftime` and `strptime`.

use super::bad_text::BadText;

/// A format, taken apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TimeFormat {
    /// The parts, in order; those that stand for several, such as `%F`, are given as these.
    pub items: Vec<FormatItem>,
}

/// A part of a format.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormatItem {
    /// Text that stands for itself.
    Literal(String),
    /// A part of the time; `padded` numbers have leading zeros (blanks for `%e`).
    Part {
        /// Which one.
        directive: Directive,
        /// `%d` is, `%-d` is not.
        padded: bool,
    },
}

/// A part of a time in a format.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Directive {
    /// `%Y`: the year, four digits.
    Year,
    /// `%y`: the year without its century.
    ShortYear,
    /// `%C`: the century.
    Century,
    /// `%G`: the year to which the ISO week belongs.
    IsoYear,
    /// `%m`
    Month,
    /// `%B`: `January`
    MonthName,
    /// `%b`: `Jan`
    ShortMonthName,
    /// `%d`
    Day,
    /// `%e`: the day, with a blank before one digit.
    BlankDay,
    /// `%j`: the day of the year, 001 to 366.
    DayOfYear,
    /// `%H`: 00 to 23.
    Hour,
    /// `%I`: 01 to 12.
    Hour12,
    /// `%p`: `AM` or `PM`.
    AmPm,
    /// `%M`
    Minute,
    /// `%S`
    Second,
    /// `%f`: microseconds, six digits.
    Microsecond,
    /// `%A`: `Monday`
    WeekdayName,
    /// `%a`: `Mon`
    ShortWeekdayName,
    /// `%w`: Sunday is 0.
    Weekday,
    /// `%u`: Monday is 1, Sunday 7.
    IsoWeekday,
    /// `%U`: the week of the year, 00 to 53; weeks begin on Sunday.
    SundayWeek,
    /// `%W`: the week of the year, 00 to 53; weeks begin on Monday.
    MondayWeek,
    /// `%V`: the ISO week, 01 to 53.
    IsoWeek,
    /// `%z`: the offset from UTC. Timestamps have none: nothing is written.
    Offset,
    /// `%Z`: the name of the zone. Timestamps have none: nothing is written.
    Zone,
}

impl TimeFormat {
    /// Reads a format for writing times.
    pub(crate) fn parse(text: &str) -> Result<Self, BadText> {
        let mut items = Vec::new();
        read(text, &mut items)?;
        Ok(Self { items })
    }
}

fn read(text: &str, items: &mut Vec<FormatItem>) -> Result<(), BadText> {
    let mut letters = text.chars().enumerate();
    while let Some((at, letter)) = letters.next() {
        if letter != '%' {
            push_literal(items, letter);
            continue;
        }
        let mut next = letters.next();
        let padded = !matches!(next, Some((_, '-')));
        if !padded {
            next = letters.next();
        }
        let Some((_, letter)) = next else {
            return Err(BadText::new(
                at + 1,
                "the format ends in the middle of a directive; write %% for a percent sign",
            ));
        };
        match letter {
            '%' => push_literal(items, '%'),
            'n' => push_literal(items, '\n'),
            't' => push_literal(items, '\t'),
            'F' => read("%Y-%m-%d", items)?,
            'T' | 'X' => read("%H:%M:%S", items)?,
            'R' => read("%H:%M", items)?,
            'r' => read("%I:%M:%S %p", items)?,
            'D' | 'x' => read("%m/%d/%y", items)?,
            'c' => read("%a %b %e %H:%M:%S %Y", items)?,
            other => match directive(other) {
                Some(directive) => items.push(FormatItem::Part { directive, padded }),
                None => {
                    let message = format!(
                        "%{other} is not a directive; those of Python's strftime are, such as %Y %m %d %H %M %S"
                    );
                    return Err(BadText::new(at + 1, message));
                }
            },
        }
    }
    Ok(())
}

fn push_literal(items: &mut Vec<FormatItem>, letter: char) {
    match items.last_mut() {
        Some(FormatItem::Literal(text)) => text.push(letter),
        _ => items.push(FormatItem::Literal(letter.to_string())),
    }
}

fn directive(letter: char) -> Option<Directive> {
    Some(match letter {
        'Y' => Directive::Year,
        'y' => Directive::ShortYear,
        'C' => Directive::Century,
        'G' => Directive::IsoYear,
        'm' => Directive::Month,
        'B' => Directive::MonthName,
        'b' | 'h' => Directive::ShortMonthName,
        'd' => Directive::Day,
        'e' => Directive::BlankDay,
        'j' => Directive::DayOfYear,
        'H' => Directive::Hour,
        'I' => Directive::Hour12,
        'p' => Directive::AmPm,
        'M' => Directive::Minute,
        'S' => Directive::Second,
        'f' => Directive::Microsecond,
        'A' => Directive::WeekdayName,
        'a' => Directive::ShortWeekdayName,
        'w' => Directive::Weekday,
        'u' => Directive::IsoWeekday,
        'U' => Directive::SundayWeek,
        'W' => Directive::MondayWeek,
        'V' => Directive::IsoWeek,
        'z' => Directive::Offset,
        'Z' => Directive::Zone,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_are_taken_apart() {
        let format = TimeFormat::parse("é%-d.%%%m").unwrap();
        let part = |directive, padded| FormatItem::Part { directive, padded };
        let literal = |text: &str| FormatItem::Literal(text.to_string());
        assert_eq!(
            format.items,
            [literal("é"), part(Directive::Day, false), literal(".%"), part(Directive::Month, true)]
        );
        assert_eq!(TimeFormat::parse("%F").unwrap(), TimeFormat::parse("%Y-%m-%d").unwrap());
    }

    #[test]
    fn a_wrong_directive_is_named_with_its_place() {
        let cases = [
            ("%Y-%Q", 4, "%Q is not a directive"),
            ("é %", 3, "ends in the middle"),
            ("%-", 1, "ends in the middle"),
        ];
        for (text, position, message) in cases {
            let error = TimeFormat::parse(text).unwrap_err();
            assert_eq!(error.position, position, "{text}");
            assert!(error.message.contains(message), "{text}: {}", error.message);
        }
    }
}
