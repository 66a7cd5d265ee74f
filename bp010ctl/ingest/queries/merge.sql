-- rows of a load with one key become one row: the last value of each column, NULL never erasing
WITH repetidas AS (
    SELECT __clave__
    FROM __carga__
    GROUP BY __clave__
    HAVING count(*) > 1
),

retiradas AS (
    DELETE FROM __carga__ AS carga
    USING repetidas
    WHERE row(__clave_carga__) = row(__clave_repetidas__)
    RETURNING carga.*
),

fundidas AS (
    INSERT INTO __carga__ (orden, linea, __clave__, __columnas__)
    SELECT
        max(orden) AS orden,
        max(linea) AS linea,
        __clave__,
        __ultimos__
    FROM retiradas
    GROUP BY __clave__
    RETURNING 1
)

SELECT (SELECT count(*) FROM retiradas) - (SELECT count(*) FROM fundidas) AS repetidas
