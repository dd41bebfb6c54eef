-- Names of servers are ordered by their bytes, so that those with one beginning stand together.

ALTER TABLE host ALTER COLUMN name TYPE {{bytewise}};
