SELECT
    k.table_name,
    k.constraint_name,
    k.column_name,
    k.referenced_table_name,
    k.referenced_column_name
FROM information_schema.key_column_usage AS k
WHERE k.table_schema = database() AND k.referenced_table_name IS NOT NULL
ORDER BY k.table_name, k.constraint_name, k.ordinal_position
