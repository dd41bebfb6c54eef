-- What a profile says besides: its pictures in words, which sites may name the account as author of their pages, and which parts
-- apps leave out.
ALTER TABLE account ADD COLUMN avatar_alt_box {{blob}};
ALTER TABLE account ADD COLUMN header_alt_box {{blob}};
ALTER TABLE account ADD COLUMN attribution_box {{blob}};
ALTER TABLE account ADD COLUMN hides_media {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN hides_media_replies {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE account ADD COLUMN hides_featured {{i64}} NOT NULL DEFAULT 0;
