//! How is all that a team's server keeps copied while it serves, put back elsewhere, and is the copy good?
//!
//! One archive (`archive`), encrypted if asked for (`lock`), holds what cannot be made again: the
//! database as it was at one moment, both books with their heads, the keys, team.json; and the
//! index, unless it is left out, so that a restored server answers at once. Repositories are not in
//! it: their remotes have them. docs/backup.md is the page for operators.

mod answer;
pub mod archive;
mod gather;
mod header;
mod link;
pub mod lock;
mod make;
pub mod record;
mod restore;
pub mod upgrade;
mod verify;

pub use lock::{Keys, Lock};
pub use make::{Made, Wish, back_up};
pub use restore::{Into, Restored, restore};
pub use verify::{note, verify};
