-- What a page's team did: ids and numbers, no text.

CREATE TABLE page_log (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    kind {{i64}} NOT NULL,
    actor_id {{i64}},
    target_id {{i64}},
    status_id {{i64}},
    detail {{i64}} NOT NULL
) {{strict}};
CREATE INDEX page_log_owner ON page_log (owner_id, id);
CREATE INDEX page_log_actor ON page_log (actor_id) WHERE actor_id IS NOT NULL;
CREATE INDEX page_log_target ON page_log (target_id) WHERE target_id IS NOT NULL;
CREATE INDEX page_log_status ON page_log (status_id) WHERE status_id IS NOT NULL;
