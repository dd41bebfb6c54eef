-- What a scheduled status asks: the titles of its options, each with a zero byte behind it; how long, counted from when it is posted.

ALTER TABLE scheduled_status ADD COLUMN poll_box {{blob}};
ALTER TABLE scheduled_status ADD COLUMN poll_seconds {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE scheduled_status ADD COLUMN poll_is_multiple {{i64}} NOT NULL DEFAULT 0;
ALTER TABLE scheduled_status ADD COLUMN poll_hides_totals {{i64}} NOT NULL DEFAULT 0;
