-- Who reports savings: one key a token, one token a key, from the first batch on.
CREATE TABLE savings_signer (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    token TEXT NOT NULL UNIQUE,
    bound INTEGER NOT NULL
) STRICT;

-- The newest batch of each day of its making; `body` is what was signed.
CREATE TABLE savings_batch (
    signer INTEGER NOT NULL REFERENCES savings_signer,
    period TEXT NOT NULL,
    day INTEGER NOT NULL,
    created INTEGER NOT NULL,
    received INTEGER NOT NULL,
    last_entry_hash TEXT NOT NULL,
    net_saved_tokens INTEGER NOT NULL,
    saved_micro_usd INTEGER NOT NULL,
    total_events INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (signer, period, day)
) STRICT;

-- Which weekly reports were posted, and until when one is somebody's to post.
CREATE TABLE savings_post (
    week TEXT PRIMARY KEY,
    tries INTEGER NOT NULL,
    next INTEGER NOT NULL,
    posted INTEGER
) STRICT, WITHOUT ROWID;
