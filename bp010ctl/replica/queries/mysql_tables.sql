SELECT
    t.table_name,
    t.engine,
    t.table_rows,
    t.data_length
FROM information_schema.tables AS t
WHERE t.table_schema = database() AND t.table_type = 'BASE TABLE'
ORDER BY t.table_name
