-- Hashtags are found by how they begin: an index serves that in the order of bytes alone.
ALTER TABLE tag ALTER COLUMN name TYPE {{bytewise}};
