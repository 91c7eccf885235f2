//! What does a PostgreSQL database look like: tables, views, types, functions? Its catalog, never its rows.
//!
//! The protocol's messages and SCRAM are `postgres-protocol`'s, which does no input or output; the few exchanges that are
//! needed go over a blocking socket here (`wire`). Its sister `postgres` would bring a runtime of its own (tokio) into
//! a house of plain threads.

mod place;
mod schema;
#[cfg(test)]
mod tests;
mod tls;
mod wire;

use std::time::Duration;

use super::item::{Item, Page, Query};
use super::trouble::{Fault, Outcome, Trouble};
use crate::auth::Secret;
use crate::base::clock::Deadline;

use place::Place;
use wire::Session;

/// All of it, from connecting to the last row.
const PATIENCE: Duration = Duration::from_secs(45);
/// Of one statement, kept by the server itself.
const STATEMENT: Duration = Duration::from_secs(15);
/// Objects of one kind at most.
const MOST: usize = 5000;

/// A database.
pub struct Postgres {
    place: Place,
    /// Schemas by name, parted by commas; none: all but the system's.
    schemas: Option<String>,
}

impl Postgres {
    pub fn new(url: Option<Secret>, schemas: Option<&str>) -> Outcome<Self> {
        let url = url.ok_or_else(|| {
            Trouble::new(Fault::Config, "nothing says where the database is")
                .hint("set `DATABASE_URL`, or the connector's `secret`, to `postgres://user:password@host/name`")
        })?;
        Ok(Self { place: Place::parse(&url)?, schemas: schemas.map(str::to_owned) })
    }

    /// Objects by name. All are read at once: a page is a part of that.
    pub fn page(&self, asked: &Query, deadline: &Deadline) -> Outcome<Page> {
        let mut items = self.all(deadline)?;
        items.retain(|item| item.is(asked.state.as_deref()));
        let from = asked.next.as_deref().and_then(|n| n.parse::<usize>().ok()).unwrap_or(0);
        let end = from.saturating_add(usize::try_from(asked.limit).unwrap_or(usize::MAX).max(1));
        let next = (end < items.len()).then(|| end.to_string());
        let items = items.into_iter().skip(from).take(end - from).collect();
        Ok(Page { items, next, ..Page::default() })
    }

    /// One object by its name, such as `public.users`.
    pub fn one(&self, id: &str, deadline: &Deadline) -> Outcome<Option<Item>> {
        Ok(self.all(deadline)?.into_iter().find(|item| item.id == id))
    }

    fn all(&self, deadline: &Deadline) -> Outcome<Vec<Item>> {
        let patience = deadline.left().map_or(PATIENCE, |left| left.min(PATIENCE));
        let bounded = Deadline::after(patience);
        let mut session = Session::open(&self.place, &bounded)?;
        // Names of the catalog alone are found: what somebody put into another schema under a name of it is not run.
        session.run(&format!(
            "BEGIN TRANSACTION READ ONLY; SET LOCAL search_path = pg_catalog; \
             SET LOCAL statement_timeout = {0}; SET LOCAL lock_timeout = {0}",
            STATEMENT.as_millis()
        ))?;
        let mut items = Vec::new();
        for question in schema::questions(self.schemas.as_deref(), MOST) {
            let rows = session.rows(&question)?;
            items.extend(rows.iter().filter_map(|row| schema::item(row)));
        }
        session.close();
        items.sort_by(|a, b| a.id.cmp(&b.id));
        Ok(items)
    }
}
