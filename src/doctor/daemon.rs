//! Does the background process serve this program, if one runs?

use super::Check;
use crate::base::layout::DataDir;
use crate::daemon::Place;
use crate::daemon::client::{self, Met};
use crate::daemon::wire::Want;

const NAME: &str = "daemon";

pub fn check(data: &DataDir) -> Check {
    let place = match Place::of(data) {
        Ok(place) => place,
        Err(e) => return Check::failure(NAME, e.chain(), "give it a folder that is yours alone"),
    };
    match client::meet(&place, Want::Status) {
        Met::Nobody => Check::ok(NAME, "none runs, and nothing here needs one"),
        Met::Stranger(why) => Check::warning(NAME, why, "lean-ctx daemon restart"),
        Met::Friend(_) => Check::ok(NAME, "runs, and serves this program"),
    }
}
