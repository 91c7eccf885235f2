-- One row a workspace that has events: the last id given out (ids are never used again), the last
-- one taken out, and the bytes of those kept.
CREATE TABLE event_log (
    workspace INTEGER PRIMARY KEY REFERENCES workspace,
    last INTEGER NOT NULL,
    pruned INTEGER NOT NULL,
    bytes INTEGER NOT NULL
) STRICT;

-- Channels that have events: the version of the newest, and the last id taken out.
CREATE TABLE event_channel (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    pruned INTEGER NOT NULL,
    UNIQUE (workspace, name)
) STRICT;

-- The newest event of each actor in a channel: the parent of its next.
CREATE TABLE event_tail (
    channel INTEGER NOT NULL REFERENCES event_channel,
    actor TEXT NOT NULL,
    event INTEGER NOT NULL,
    PRIMARY KEY (channel, actor)
) STRICT, WITHOUT ROWID;

CREATE TABLE event (
    workspace INTEGER NOT NULL REFERENCES workspace,
    id INTEGER NOT NULL,
    channel INTEGER NOT NULL REFERENCES event_channel,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    at INTEGER NOT NULL,
    parent INTEGER,
    payload TEXT NOT NULL,
    targets TEXT,
    PRIMARY KEY (workspace, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX event_of_channel ON event (channel, id);
