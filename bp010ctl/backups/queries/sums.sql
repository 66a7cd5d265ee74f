-- rows of a table, and a checksum that their order does not change
SELECT
    count(*) AS cuenta,
    coalesce(sum(hashtextextended(fila::text, 0)), 0)::text AS suma
FROM __table__ AS fila
