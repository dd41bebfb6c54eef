-- Custom emoji of the instance. A picture never changes: another one is another emoji.

CREATE TABLE custom_emoji (
    id {{i64}} NOT NULL PRIMARY KEY,
    shortcode {{bytewise}} NOT NULL,
    category TEXT,
    is_listed {{i64}} NOT NULL,
    is_moving {{i64}} NOT NULL,
    updated_ms {{i64}} NOT NULL,
    mime TEXT NOT NULL
) {{strict}};
CREATE UNIQUE INDEX custom_emoji_shortcode ON custom_emoji (shortcode);

CREATE TABLE custom_emoji_picture (
    emoji_id {{i64}} NOT NULL,
    version {{i64}} NOT NULL,
    mime TEXT NOT NULL,
    bytes {{blob}} NOT NULL,
    PRIMARY KEY (emoji_id, version)
) {{strict}};
