-- Values of the server itself, such as the secret behind salts.
CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL UNIQUE,
    password TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    key_check BLOB NOT NULL,
    created_at INTEGER NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0
) STRICT;

-- What is no account yet. Several of one address wait side by side.
CREATE TABLE registration (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    email TEXT NOT NULL,
    password TEXT NOT NULL,
    wrapped_key BLOB NOT NULL,
    key_check BLOB NOT NULL,
    token BLOB,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX registration_email ON registration (email);
CREATE INDEX registration_expires ON registration (expires_at);
CREATE UNIQUE INDEX registration_token ON registration (token);

-- Of addresses with and without an account, which is why the address is a keyed hash.
CREATE TABLE reset (
    address BLOB PRIMARY KEY,
    token BLOB NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE device (
    id TEXT PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    name TEXT NOT NULL,
    public_key BLOB NOT NULL,
    api_key BLOB NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL,
    counter INTEGER NOT NULL DEFAULT 0,
    sections TEXT,
    mac BLOB,
    signature BLOB
) STRICT;
CREATE INDEX device_account ON device (account);

-- `blob` is null once it was deleted: the version goes on counting.
CREATE TABLE section (
    id INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account ON DELETE CASCADE,
    name TEXT NOT NULL,
    version INTEGER NOT NULL,
    entries INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    blob BLOB,
    UNIQUE (account, name)
) STRICT;

CREATE TABLE invite (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    code BLOB NOT NULL UNIQUE,
    email TEXT,
    uses INTEGER NOT NULL,
    used INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    revoked INTEGER NOT NULL DEFAULT 0
) STRICT;

-- How often each mode was named best, by the share of tokens it saved in twentieths. No row is of
-- one contribution.
CREATE TABLE contribution (
    week INTEGER NOT NULL,
    file_ext TEXT NOT NULL,
    size_bucket TEXT NOT NULL,
    mode TEXT NOT NULL,
    bin INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (week, file_ext, size_bucket, mode, bin)
) STRICT, WITHOUT ROWID;

-- This week's sources of each cell, in no order of time; gone when the week is over.
CREATE TABLE contribution_source (
    week INTEGER NOT NULL,
    file_ext TEXT NOT NULL,
    size_bucket TEXT NOT NULL,
    source BLOB NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (week, file_ext, size_bucket, source)
) STRICT, WITHOUT ROWID;

-- The most sources that a cell had in a week that is over.
CREATE TABLE contribution_reach (
    file_ext TEXT NOT NULL,
    size_bucket TEXT NOT NULL,
    sources INTEGER NOT NULL,
    PRIMARY KEY (file_ext, size_bucket)
) STRICT, WITHOUT ROWID;
