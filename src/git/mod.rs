//! What does a repository hold, and what is new at its remote? The only room that knows git2.
