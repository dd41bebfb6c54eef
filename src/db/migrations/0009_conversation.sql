-- Conversations: direct messages as each of those who have them sees them, by thread and by who takes part.

CREATE TABLE conversation (
    id {{i64}} NOT NULL PRIMARY KEY,
    owner_id {{i64}} NOT NULL,
    thread_id {{i64}} NOT NULL,
    people_hash {{blob}} NOT NULL,
    newest_id {{i64}} NOT NULL,
    status_count {{i64}} NOT NULL,
    is_unread {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX conversation_place ON conversation (owner_id, thread_id, people_hash);
CREATE INDEX conversation_order ON conversation (owner_id, newest_id);
CREATE INDEX conversation_empty ON conversation (id) WHERE status_count <= 0;

CREATE TABLE conversation_status (
    owner_id {{i64}} NOT NULL,
    status_id {{i64}} NOT NULL,
    conversation_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, status_id)
) {{clustered}};
CREATE INDEX conversation_status_member ON conversation_status (conversation_id, status_id);
CREATE INDEX conversation_status_status ON conversation_status (status_id);
