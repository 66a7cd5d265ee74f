SELECT col_description(columna.attrelid, columna.attnum) AS significado
FROM pg_catalog.pg_attribute AS columna
WHERE columna.attrelid = to_regclass(%(tabla)s) AND columna.attname = %(columna)s;
