-- Chunks and rejects of an earlier load of all rows are forgotten.
WITH tramos AS (
    DELETE FROM etl.replica_tramos AS t
    WHERE t.replica = %(replica)s AND t.tabla = %(tabla)s
)

DELETE FROM etl.replica_rechazos AS r
WHERE r.replica = %(replica)s AND r.tabla = %(tabla)s;
