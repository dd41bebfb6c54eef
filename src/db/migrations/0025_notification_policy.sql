-- What an account wants to be told of: its policy, whom it lets through whatever that says, and who waits to be let
-- through. What is kept aside is a notification like others, and marked.

CREATE TABLE notification_policy (
    owner_id {{i64}} NOT NULL PRIMARY KEY,
    not_following {{i64}} NOT NULL,
    not_followers {{i64}} NOT NULL,
    new_accounts {{i64}} NOT NULL,
    private_mentions {{i64}} NOT NULL,
    limited_accounts {{i64}} NOT NULL
) {{strict}};

CREATE TABLE notification_request (
    owner_id {{i64}} NOT NULL,
    from_id {{i64}} NOT NULL,
    id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, from_id)
) {{clustered}};
CREATE INDEX notification_request_order ON notification_request (owner_id, id);
CREATE INDEX notification_request_from ON notification_request (from_id, owner_id);

CREATE TABLE notification_permission (
    owner_id {{i64}} NOT NULL,
    from_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, from_id)
) {{clustered}};
CREATE INDEX notification_permission_from ON notification_permission (from_id, owner_id);

ALTER TABLE notification ADD COLUMN is_filtered {{i64}} NOT NULL DEFAULT 0;
DROP INDEX notification_kind;
CREATE INDEX notification_kind ON notification (owner_id, is_filtered, kind, id);
CREATE INDEX notification_shown ON notification (owner_id, is_filtered, id);
CREATE INDEX notification_filtered ON notification (owner_id, from_id, id, status_id) WHERE is_filtered = 1;
CREATE INDEX notification_filtered_status ON notification (status_id, owner_id, id) WHERE is_filtered = 1 AND status_id IS NOT NULL;
