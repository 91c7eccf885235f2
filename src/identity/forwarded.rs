//! Whom do the headers of an oauth2-proxy, or of one like it, name? Asked of trusted proxies alone.

use std::sync::Arc;

use jiff::SignedDuration;

use crate::base::clock;
use crate::config::identity::Grants;

use super::person::{Person, Via};
use super::{Denied, Header};

/// A header says nothing of how long it is good. A stream that it began ends then, and its reader
/// comes again through the proxy.
const STREAMS: SignedDuration = SignedDuration::from_mins(15);

/// `None`: they name nobody.
///
/// # Errors
/// When a header came twice (the proxy has added its own to the caller's), or the person may do
/// nothing here.
pub fn person(
    user: &str,
    groups: &str,
    grants: &Grants,
    header: Header<'_>,
) -> Result<Option<Arc<Person>>, Denied> {
    let twice = |_| Denied::unknown("a header that names the person came twice");
    let (name, groups) = (header(user).map_err(twice)?, header(groups).map_err(twice)?);
    let Some(name) = name.filter(|name| !name.is_empty()) else { return Ok(None) };
    // Two names in one field are two proxies' word, or a caller's beside a proxy's.
    if name.contains(',') {
        return Err(Denied::unknown("a header names two persons"));
    }
    let groups = groups.unwrap_or_default().split(',').map(str::trim).filter(|g| !g.is_empty());
    let now = clock::now();
    let until = now.saturating_add(STREAMS).unwrap_or(now);
    Person::new(Via::Edge, name, groups, grants, None, until).map(Some)
}
