-- Whose statuses go into a search index that is filled anew.
CREATE INDEX account_indexable ON account (id) WHERE is_indexable = 1;
