//! Which days does a report speak of? All of them, a year, a month or a day; UTC.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::base::{Error, Kind, Result};

/// A span of whole days, UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    All,
    /// First and last day.
    Days(Date, Date, Unit),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    Year,
    Month,
    Day,
}

impl Period {
    pub fn holds(&self, day: Date) -> bool {
        match self {
            Self::All => true,
            Self::Days(first, last, _) => (*first..=*last).contains(&day),
        }
    }

    /// For a sentence: `in 2026-10`, `so far`.
    pub fn phrase(&self) -> String {
        match self {
            Self::All => "so far".to_owned(),
            Self::Days(..) => format!("in {self}"),
        }
    }
}

/// The day of a moment, UTC.
pub fn day_of(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::UTC).date()
}

impl FromStr for Period {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let read = || -> Option<Self> {
            if text == "all" {
                return Some(Self::All);
            }
            if !text.bytes().all(|b| b.is_ascii_digit() || b == b'-') {
                return None;
            }
            let (first, unit) = match text.len() {
                4 => (format!("{text}-01-01"), Unit::Year),
                7 => (format!("{text}-01"), Unit::Month),
                10 => (text.to_owned(), Unit::Day),
                _ => return None,
            };
            let first: Date = first.parse().ok()?;
            let last = match unit {
                Unit::Year => first.last_of_year(),
                Unit::Month => first.last_of_month(),
                Unit::Day => first,
            };
            Some(Self::Days(first, last, unit))
        };
        read().ok_or_else(|| {
            Error::new(Kind::Usage, format!("`{}` is no period", text.escape_debug()))
                .hint("give a month (`2026-10`), a day (`2026-10-31`), a year (`2026`) or `all`")
        })
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::All => f.write_str("all"),
            Self::Days(first, _, Unit::Year) => write!(f, "{:04}", first.year()),
            Self::Days(first, _, Unit::Month) => {
                write!(f, "{:04}-{:02}", first.year(), first.month())
            }
            Self::Days(first, _, Unit::Day) => write!(f, "{first}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_read_as_they_are_printed() {
        for text in ["all", "2026", "2026-10", "2024-02-29", "0001-01"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
        for text in [
            "",
            "10",
            "2026-13",
            "2026-02-30",
            "2026-1",
            "26-10",
            "2026-10-",
            "-026",
            "2026/10",
            "２０２６",
        ] {
            assert!(text.parse::<Period>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_month_is_its_days_in_utc() {
        let october: Period = "2026-10".parse().unwrap();
        let holds = |at: &str| october.holds(day_of(at.parse().unwrap()));
        assert!(holds("2026-10-01T00:00:00Z") && holds("2026-10-31T23:59:59.999Z"));
        assert!(!holds("2026-09-30T23:59:59.999Z") && !holds("2026-11-01T00:00:00Z"));
        assert!(holds("2026-11-01T00:30:00+01:00"));
    }
}
