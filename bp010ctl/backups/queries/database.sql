-- this database itself: owner, encoding, collation, comment, size in bytes
SELECT
    pg_get_userbyid(dat.datdba) AS owned_by,
    pg_encoding_to_char(dat.encoding) AS charset,
    dat.datcollate AS locale_name,
    shobj_description(dat.oid, 'pg_database') AS remark,
    pg_database_size(dat.oid) AS bytes
FROM pg_catalog.pg_database AS dat
WHERE dat.datname = current_database()
