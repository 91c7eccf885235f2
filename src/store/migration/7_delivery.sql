-- Which deliveries forges made: remembered for a day, so that one that comes again changes nothing.
-- `settled`: what it told of was fetched, or it told of nothing.
CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    workspace TEXT NOT NULL,
    forge TEXT NOT NULL,
    name TEXT NOT NULL,
    at INTEGER NOT NULL,
    settled INTEGER NOT NULL,
    UNIQUE (workspace, forge, name)
) STRICT;

CREATE INDEX delivery_by_time ON delivery (at);

-- Of each workspace, how many there were, and the last one: kept for ever.
CREATE TABLE hook (
    workspace TEXT PRIMARY KEY,
    deliveries INTEGER NOT NULL,
    forge TEXT NOT NULL,
    event TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
