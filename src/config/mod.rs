//! What did the operator ask for? team.json: raw text → checks → one immutable `Config`.
