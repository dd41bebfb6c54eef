-- Custom emoji of other servers, shared by all texts of a server that show them, and which texts those are. Pictures stay
-- where they are. What no text shows any more is swept.

CREATE TABLE remote_emoji (
    id {{i64}} NOT NULL PRIMARY KEY,
    host_id {{i64}} NOT NULL,
    shortcode {{bytewise}} NOT NULL,
    url TEXT NOT NULL,
    updated_ms {{i64}} NOT NULL,
    seen_ms {{i64}} NOT NULL
) {{strict}};
CREATE UNIQUE INDEX remote_emoji_name ON remote_emoji (host_id, shortcode);

CREATE TABLE status_emoji (
    status_id {{i64}} NOT NULL,
    emoji_id {{i64}} NOT NULL,
    owner_id {{i64}} NOT NULL,
    PRIMARY KEY (status_id, emoji_id)
) {{clustered}};
CREATE INDEX status_emoji_emoji ON status_emoji (emoji_id);
CREATE INDEX status_emoji_owner ON status_emoji (owner_id);

CREATE TABLE account_emoji (
    owner_id {{i64}} NOT NULL,
    emoji_id {{i64}} NOT NULL,
    PRIMARY KEY (owner_id, emoji_id)
) {{clustered}};
CREATE INDEX account_emoji_emoji ON account_emoji (emoji_id);
