-- Rejects of rows that have been read anew, or are gone; llaves: their keys, as JSON.
DELETE FROM etl.replica_rechazos AS r
USING jsonb_array_elements(%(llaves)s::jsonb) AS l (llave)
WHERE
    r.replica = %(replica)s
    AND r.tabla = %(tabla)s
    AND to_jsonb(r.llave) = l.llave;
