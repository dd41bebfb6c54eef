-- The keyring: account keys under the key-encryption key, object keys under their account's key.
--
-- Account 0 is the instance. The journal holds the tombstones of the store once more, so that a restored backup can be
-- told what was erased since it was made.
-- Both tables are clustered by account, so that an account's keys go in few pages.

CREATE TABLE account_wrap (
    account_id {{i64}} NOT NULL PRIMARY KEY,
    box {{blob}} NOT NULL,
    created_ms {{i64}} NOT NULL
) {{strict}};

CREATE TABLE object_wrap (
    account_id {{i64}} NOT NULL,
    object_id {{i64}} NOT NULL,
    box {{blob}} NOT NULL,
    created_ms {{i64}} NOT NULL,
    PRIMARY KEY (account_id, object_id)
) {{clustered}};
CREATE INDEX object_wrap_created ON object_wrap (created_ms, account_id, object_id);

CREATE TABLE journal (
    hash {{blob}} NOT NULL PRIMARY KEY,
    kind {{i64}} NOT NULL,
    erased_ms {{i64}} NOT NULL
) {{clustered}};
CREATE INDEX journal_erased ON journal (erased_ms, hash);
