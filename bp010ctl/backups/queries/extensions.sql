-- the extensions of this database: name, version
SELECT
    ext.extname AS name,
    ext.extversion AS version
FROM pg_catalog.pg_extension AS ext
ORDER BY 1
