-- Which pictures a status had before it was edited, and how they were described.

ALTER TABLE status_edit ADD COLUMN media_box {{blob}};
