-- Accounts that want to be found, in the order in which they are listed. listing: 0 not listed, 1 of another server, 2 of this
-- one; it follows is_discoverable and state of the account, so that an index has nobody else in it.
ALTER TABLE account_count ADD COLUMN listing {{i64}} NOT NULL DEFAULT 0;
UPDATE account_count SET listing = (SELECT CASE WHEN a.is_discoverable <> 1 OR a.state <> 0 THEN 0
        WHEN a.host_id IS NULL THEN 2 ELSE 1 END FROM account a WHERE a.id = account_count.owner_id)
    WHERE owner_id IN (SELECT id FROM account);
CREATE INDEX account_count_listed ON account_count (owner_id) WHERE listing > 0;
CREATE INDEX account_count_listed_local ON account_count (owner_id) WHERE listing = 2;
CREATE INDEX account_count_active ON account_count (last_status_ms, owner_id) WHERE listing > 0;
CREATE INDEX account_count_active_local ON account_count (last_status_ms, owner_id) WHERE listing = 2;

-- Whom an account does not want to be suggested again.
CREATE TABLE suggestion_refusal (
    owner_id {{i64}} NOT NULL,
    target_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, target_id)
) {{clustered}};
CREATE INDEX suggestion_refusal_target ON suggestion_refusal (target_id, owner_id);
