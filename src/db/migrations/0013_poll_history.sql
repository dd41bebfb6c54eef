-- What a status asked before it was edited: the titles of its options, each with a zero byte behind it.

ALTER TABLE status_edit ADD COLUMN options_box {{blob}};
