//! What was decided, for whom, and when? The audit log's records, its one writer and its verifier.
