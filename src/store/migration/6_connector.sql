-- What scheduled connectors have fetched, and when each is due. Times are milliseconds since 1970.
CREATE TABLE connector (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    workspace INTEGER NOT NULL REFERENCES workspace,
    -- What it fetches: another source begins anew.
    source TEXT NOT NULL,
    -- How far it has come, as its room writes it.
    place TEXT NOT NULL DEFAULT '',
    items INTEGER NOT NULL DEFAULT 0,
    next_run INTEGER NOT NULL DEFAULT 0,
    last_run INTEGER,
    last_success INTEGER,
    failures INTEGER NOT NULL DEFAULT 0,
    fault TEXT,
    message TEXT,
    limited_until INTEGER,
    -- Whose turn it is, and until when.
    lease INTEGER NOT NULL DEFAULT 0,
    leased_until INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    connector INTEGER NOT NULL REFERENCES connector,
    -- Its name within the connector.
    key TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    is_open INTEGER NOT NULL,
    updated INTEGER NOT NULL,
    -- All that is known but its texts, as JSON.
    item TEXT NOT NULL,
    -- As it is searched; texts of others begin at this byte.
    content TEXT NOT NULL,
    body_at INTEGER NOT NULL,
    -- Of the last full walk that has met it.
    round INTEGER NOT NULL,
    UNIQUE (connector, key)
) STRICT;
CREATE INDEX document_newest ON document (connector, updated DESC, id DESC);
