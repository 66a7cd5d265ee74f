-- keep out the rows of a load that meet a condition; how many, and the first of them
WITH fuera AS (
    DELETE FROM __carga__ AS carga
    WHERE __condicion__
    RETURNING
        carga.orden,
        carga.linea,
        __valor__ AS valor
)

SELECT
    count(*) OVER () AS total,
    linea,
    NULL::text AS columna,
    valor::text AS valor
FROM fuera
ORDER BY orden
LIMIT __mostradas__
