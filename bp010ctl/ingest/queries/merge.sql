-- rows of a load with one key become one row: the last value of each column, NULL never erasing; what another value takes the place of is kept out by name
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
    INSERT INTO __carga__ AS fundida (orden, linea, __clave__, __columnas__)
    SELECT
        max(orden) AS orden,
        max(linea) AS linea,
        __clave__,
        __ultimos__
    FROM retiradas
    GROUP BY __clave__
    RETURNING fundida.*
),

vencidas AS (
    INSERT INTO pg_temp.ingesta_fuera (tabla, orden, linea, columna, valor, razon, motivo, pozo, es_fila)
    SELECT
        '__tabla__' AS tabla,
        retirada.orden,
        retirada.linea,
        dato.columna,
        dato.valor,
        'is given again further on: ' || quote_literal(dato.usado) || ' is used' AS razon,
        'repetido' AS motivo,
        retirada.well_id,
        FALSE AS es_fila
    FROM retiradas AS retirada
    INNER JOIN fundidas AS fundida
        ON row(__clave_retirada__) = row(__clave_fundida__)
    CROSS JOIN LATERAL (VALUES __datos__) AS dato (columna, valor, usado)
    WHERE dato.valor <> dato.usado
)

SELECT (SELECT count(*) FROM retiradas) - (SELECT count(*) FROM fundidas) AS repetidas
