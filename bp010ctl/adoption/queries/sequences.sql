-- Identity columns of the new tables and their sequences.
SELECT
    n.nspname || '.' || c.relname AS tabla,
    a.attname AS columna,
    pg_get_serial_sequence(format('%%I.%%I', n.nspname, c.relname), a.attname) AS secuencia
FROM pg_attribute AS a
INNER JOIN pg_class AS c ON a.attrelid = c.oid
INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
WHERE
    a.attidentity <> '' AND NOT a.attisdropped AND NOT c.relispartition
    AND n.nspname = any(%(esquemas)s);
