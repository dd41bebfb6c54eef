-- A full-text shard. The words of a status and what else it can be found by, as tokens that are folded already: the tokenizer
-- only splits at spaces. The row's number is the status's id. FTS5 keeps its own content, since only so can a row be deleted
-- when nothing but its number is known.
CREATE VIRTUAL TABLE post USING fts5 (body, facet, tokenize = 'ascii', columnsize = 0);

-- What this shard knows of itself: see store/search_index.c.
CREATE TABLE mark (
    name TEXT NOT NULL PRIMARY KEY,
    value {{i64}} NOT NULL
) {{strict}};
