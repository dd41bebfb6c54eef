-- SQLite orders all text by its bytes.

SELECT 1;
