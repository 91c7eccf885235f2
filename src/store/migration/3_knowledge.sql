-- Numbers that callers see are counted within their workspace.
CREATE TABLE counter (
    workspace INTEGER NOT NULL REFERENCES workspace,
    concept TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (workspace, concept)
) STRICT, WITHOUT ROWID;

-- One value of one key. A key's values follow each other; the last one counts until it is retired
-- by the next or by hand.
CREATE TABLE fact (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    number INTEGER NOT NULL,
    category TEXT NOT NULL,
    key TEXT NOT NULL,
    value TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    confidence REAL NOT NULL,
    supersedes INTEGER,
    retired_at INTEGER,
    retired_by TEXT,
    UNIQUE (workspace, number)
) STRICT;
CREATE UNIQUE INDEX fact_current ON fact (workspace, category, key) WHERE retired_at IS NULL;
CREATE INDEX fact_history ON fact (workspace, category, key, number);

-- Who found a value right (1) or wrong (-1); the last word of each counts.
CREATE TABLE vote (
    fact INTEGER NOT NULL REFERENCES fact ON DELETE CASCADE,
    agent TEXT NOT NULL,
    vote INTEGER NOT NULL CHECK (vote IN (1, -1)),
    at INTEGER NOT NULL,
    PRIMARY KEY (fact, agent)
) STRICT, WITHOUT ROWID;

-- A tie between two keys; it outlives their values.
CREATE TABLE relation (
    workspace INTEGER NOT NULL REFERENCES workspace,
    from_category TEXT NOT NULL,
    from_key TEXT NOT NULL,
    kind TEXT NOT NULL,
    to_category TEXT NOT NULL,
    to_key TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (workspace, from_category, from_key, kind, to_category, to_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX relation_back ON relation (workspace, to_category, to_key);
