//! Which places match? Text search over one immutable snapshot. The only room that knows tantivy.
