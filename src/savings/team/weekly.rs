//! What is told of a team's savings once a week, and is it this process that tells it?
//!
//! The store knows which ISO weeks were told of, so neither a restart nor a second process tells
//! twice. A week is taken before it is posted: whoever took it and died holds it for [`LEASE`]. Who
//! dies between the answer of the other side and the note of it posts once more.

use std::fmt::Write as _;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};
use url::{Host, Url};

use super::summary::{Day, Summary, summary};
use crate::base::Result;
use crate::store::Store;
use crate::store::savings as rows;

/// Longer than an attempt can take.
const LEASE: SignedDuration = SignedDuration::from_mins(2);
/// Until the second attempt; doubled each time.
const FIRST_WAIT: SignedDuration = SignedDuration::from_secs(2);
const LONGEST_WAIT: SignedDuration = SignedDuration::from_hours(1);

/// A report that is this process's to post.
#[derive(Debug)]
pub struct Due {
    pub week: String,
    pub text: String,
    tries: u32,
}

/// The ISO week, `2026-W47`; it begins on Monday, 00:00 UTC.
fn week_of(at: Timestamp) -> String {
    let week = at.to_zoned(TimeZone::UTC).date().iso_week_date();
    format!("{:04}-W{:02}", week.year(), week.week())
}

/// Takes the week's report, unless it is out, another's or not due. A week in which nobody has
/// reported anything is not told of.
///
/// # Errors
/// When the store cannot be read or written.
pub fn take(store: &Store, now: Timestamp) -> Result<Option<Due>> {
    let week = week_of(now);
    let at = now.as_millisecond();
    let due = store.read(|r| rows::week_due(r, &week))?;
    if due.is_none_or(|next| next > at) {
        return Ok(None);
    }
    let summary = summary(store, now)?;
    if summary.member_count == 0 {
        return Ok(None);
    }
    let until = at.saturating_add(LEASE.as_millis() as i64);
    let taken = store.write(|w| rows::take_week(w, &week, at, until))?;
    Ok(taken.map(|tries| Due { text: message(&summary, &week), week, tries }))
}

/// Notes what came of a report.
///
/// # Errors
/// When the store cannot be written.
pub fn note(store: &Store, due: &Due, posted: bool, now: Timestamp) -> Result<()> {
    let at = now.as_millisecond();
    store.write(|w| match posted {
        true => rows::week_is_posted(w, &due.week, at),
        false => {
            let wait = FIRST_WAIT.saturating_mul(1 << due.tries.min(12)).min(LONGEST_WAIT);
            rows::put_week_back(w, &due.week, at.saturating_add(wait.as_millis() as i64))
        }
    })
}

/// The text in the form that the other side reads: Slack's, Discord's, or both in one.
pub fn body(address: &Url, text: &str) -> Value {
    let host = match address.host() {
        Some(Host::Domain(name)) => name,
        _ => "",
    };
    let of = |domain: &str| {
        host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    // Discord also takes Slack's form, under an address that ends so.
    let slack =
        of("hooks.slack.com") || of("hooks.slack-gov.com") || address.path().ends_with("/slack");
    if slack {
        json!({"text": text})
    } else if of("discord.com") || of("discordapp.com") {
        // What a signer calls itself must not ring anybody's bell.
        json!({"content": text, "allowed_mentions": {"parse": []}})
    } else {
        json!({"text": text, "content": text})
    }
}

fn message(summary: &Summary, week: &str) -> String {
    let totals = &summary.totals;
    let mut text = format!(
        "lean-ctx savings of the team, {week}\n{} tokens net ({} gross), ${:.2}, {} calls, {} reporting",
        grouped(totals.net_saved_tokens),
        grouped(totals.saved_tokens),
        totals.saved_usd,
        grouped(totals.total_events),
        summary.member_count
    );
    if let [.., before, _, _, _, _, _, _, now] = summary.series.as_slice() {
        let _ = write!(text, "\nLast 7 days: {}", change(before, now));
    }
    if let Some(first) = summary.by_member.first() {
        let tokens = grouped(first.totals.net_saved_tokens);
        let _ = write!(text, "\nMost saved by {}: {tokens} tokens", plain(&first.agent_id));
    }
    if let Some(first) = summary.by_model.first() {
        let tokens = grouped(first.saved_tokens);
        let _ = write!(text, "\nMost saved with {}: {tokens} tokens", plain(&first.model));
    }
    if let Some(first) = summary.by_tool.first() {
        let tokens = grouped(first.saved_tokens);
        let _ = write!(text, "\nMost saved in {}: {tokens} tokens", plain(&first.tool));
    }
    text
}

fn change(before: &Day, now: &Day) -> String {
    let sign = if now.net_saved_tokens < before.net_saved_tokens { '-' } else { '+' };
    let tokens = now.net_saved_tokens.abs_diff(before.net_saved_tokens);
    format!("{sign}{} tokens net", grouped(tokens))
}

/// A name that somebody else gave, without what chats read as markup: links, mentions, emphasis.
fn plain(name: &str) -> String {
    let harmless = |c: char| c.is_alphanumeric() || " ._-/+".contains(c);
    name.chars().map(|c| if harmless(c) { c } else { '?' }).take(60).collect()
}

/// `1 234 567`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(' ');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn weeks_are_those_of_iso_8601() {
        for (time, week) in [
            ("2026-06-07T23:59:59Z", "2026-W23"),
            ("2026-06-08T00:00:00Z", "2026-W24"),
            ("2027-01-01T12:00:00Z", "2026-W53"),
            ("2024-12-30T00:00:00Z", "2025-W01"),
        ] {
            assert_eq!(week_of(at(time)), week);
        }
    }

    #[test]
    fn each_side_gets_the_form_it_reads() {
        let keys = |address: &str| {
            let body = body(&address.parse().unwrap(), "x");
            let names: Vec<String> = body.as_object().unwrap().keys().cloned().collect();
            names.join(" ")
        };
        assert_eq!(keys("https://hooks.slack.com/services/T/B/X"), "text");
        assert_eq!(keys("https://discord.com/api/webhooks/1/x"), "content allowed_mentions");
        assert_eq!(keys("https://ptb.discord.com/api/webhooks/1/x"), "content allowed_mentions");
        assert_eq!(keys("https://discord.com/api/webhooks/1/x/slack"), "text");
        for other in [
            "https://example.com/hooks.slack.com",
            "https://notdiscord.com/x",
            "https://127.0.0.1/x",
        ] {
            assert_eq!(keys(other), "text content", "{other}");
        }
    }

    #[test]
    fn names_of_others_are_no_markup() {
        assert_eq!(plain("<!channel> @here *a*\n"), "??channel? ?here ?a??");
        assert_eq!(grouped(1_234_567), "1 234 567");
        assert_eq!(grouped(999), "999");
    }
}
