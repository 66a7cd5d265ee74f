-- the extensions of this database: name, version
SELECT
    ext.extname AS extension_name,
    ext.extversion AS extension_version
FROM pg_catalog.pg_extension AS ext
ORDER BY 1
