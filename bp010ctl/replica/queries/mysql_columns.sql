SELECT
    c.table_name,
    c.column_name,
    c.data_type,
    c.column_type,
    c.is_nullable,
    c.character_set_name,
    c.numeric_precision,
    c.numeric_scale,
    c.datetime_precision,
    c.character_maximum_length,
    c.extra,
    c.column_comment
FROM information_schema.columns AS c
WHERE c.table_schema = database()
ORDER BY c.table_name, c.ordinal_position
