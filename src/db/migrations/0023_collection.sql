-- Collections of accounts that somebody recommends, and who is in them or does not want to be.

CREATE TABLE collection (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    is_sensitive {{i64}} NOT NULL,
    is_discoverable {{i64}} NOT NULL,
    language TEXT,
    updated_ms {{i64}} NOT NULL,
    name_box {{blob}} NOT NULL,
    description_box {{blob}},
    tag_box {{blob}}
) {{strict}};
CREATE INDEX collection_owner ON collection (owner_id, id);

CREATE TABLE collection_item (
    id {{i64}} NOT NULL PRIMARY KEY,
    collection_id {{i64}} NOT NULL,
    account_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    is_revoked {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX collection_item_once ON collection_item (collection_id, account_id);
CREATE INDEX collection_item_account ON collection_item (account_id, id);
CREATE INDEX collection_item_owner ON collection_item (owner_id);
