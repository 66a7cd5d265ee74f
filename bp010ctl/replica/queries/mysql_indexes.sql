SELECT
    s.table_name,
    s.index_name,
    1 - s.non_unique AS identifying,
    s.column_name,
    s.sub_part
FROM information_schema.statistics AS s
WHERE s.table_schema = database()
ORDER BY s.table_name, s.index_name, s.seq_in_index
