-- What one caller is at, in one channel of a workspace: nobody else's.
CREATE TABLE session (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    channel TEXT NOT NULL,
    agent TEXT NOT NULL,
    task TEXT NOT NULL DEFAULT '',
    started INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    last INTEGER NOT NULL DEFAULT 0,
    UNIQUE (workspace, channel, agent)
) STRICT;

CREATE TABLE session_entry (
    session INTEGER NOT NULL REFERENCES session ON DELETE CASCADE,
    number INTEGER NOT NULL,
    kind TEXT NOT NULL,
    text TEXT NOT NULL,
    reasoning TEXT,
    path TEXT,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (session, number)
) STRICT;

-- A state that was handed over, to one agent or to whoever takes it.
CREATE TABLE handoff (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    number INTEGER NOT NULL,
    channel TEXT NOT NULL,
    author TEXT NOT NULL,
    recipient TEXT,
    note TEXT NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    pulled_at INTEGER,
    pulled_by TEXT,
    UNIQUE (workspace, number)
) STRICT;
CREATE INDEX handoff_channel ON handoff (workspace, channel, number);

-- What was said to all of a channel, and how far each has read.
CREATE TABLE share (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    number INTEGER NOT NULL,
    channel TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (workspace, number)
) STRICT;
CREATE INDEX share_channel ON share (workspace, channel, number);

CREATE TABLE share_read (
    workspace INTEGER NOT NULL REFERENCES workspace,
    channel TEXT NOT NULL,
    agent TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (workspace, channel, agent)
) STRICT, WITHOUT ROWID;
