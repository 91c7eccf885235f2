-- Workspaces by their names in the shared memory.
CREATE TABLE workspace (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

-- Bytes that count against the quota, kept in step with the rows they are of.
CREATE TABLE usage (
    workspace INTEGER NOT NULL REFERENCES workspace,
    concept TEXT NOT NULL,
    bytes INTEGER NOT NULL CHECK (bytes >= 0),
    PRIMARY KEY (workspace, concept)
) STRICT, WITHOUT ROWID;

-- How many passages a concept of a workspace has, and how many words they hold together.
CREATE TABLE corpus (
    workspace INTEGER NOT NULL REFERENCES workspace,
    concept TEXT NOT NULL,
    passages INTEGER NOT NULL,
    words INTEGER NOT NULL,
    PRIMARY KEY (workspace, concept)
) STRICT, WITHOUT ROWID;

-- A searchable part of something (its owner, a row of the concept's own table). An id is never
-- used again: the word index may still name one that is gone.
CREATE TABLE passage (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    workspace INTEGER NOT NULL REFERENCES workspace,
    concept TEXT NOT NULL,
    owner INTEGER NOT NULL,
    first_line INTEGER NOT NULL,
    last_line INTEGER NOT NULL,
    first_byte INTEGER NOT NULL,
    end_byte INTEGER NOT NULL,
    words INTEGER NOT NULL
) STRICT;
CREATE INDEX passage_owner ON passage (concept, owner);

-- Words of passages, split and stemmed before they come here, each under its workspace and
-- concept. No text is kept twice: rowid is the passage.
CREATE VIRTUAL TABLE word USING fts5 (
    words,
    content = '',
    contentless_delete = 1,
    tokenize = 'ascii tokenchars _'
);
CREATE VIRTUAL TABLE word_instance USING fts5vocab (word, instance);

-- Contents of artifacts, each once a workspace.
CREATE TABLE blob (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    sha256 BLOB NOT NULL,
    content BLOB NOT NULL,
    UNIQUE (workspace, sha256)
) STRICT;

CREATE TABLE artifact (
    id INTEGER PRIMARY KEY,
    workspace INTEGER NOT NULL REFERENCES workspace,
    name TEXT NOT NULL,
    blob INTEGER NOT NULL REFERENCES blob,
    is_text INTEGER NOT NULL,
    version INTEGER NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    UNIQUE (workspace, name)
) STRICT;
CREATE INDEX artifact_blob ON artifact (blob);
