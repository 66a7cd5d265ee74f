-- rows of a load with one key become one row: the last value of each column, NULL never erasing; a value that
-- another takes the place of is kept out by name
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
    RETURNING *
),

datos AS (
    SELECT
        retirada.orden,
        retirada.linea,
        retirada.well_id,
        fundida.linea AS ultima_linea,
        unnest(ARRAY[__nombres__]) AS columna,
        unnest(ARRAY[__valores__]) AS valor,
        unnest(ARRAY[__usados__]) AS usado
    FROM retiradas AS retirada
    INNER JOIN fundidas AS fundida
        ON row(__clave_retirada__) = row(__clave_fundida__)
),

vencidas AS (
    INSERT INTO pg_temp.ingesta_fuera (tabla, orden, linea, columna, valor, razon, motivo, pozo, es_fila)
    SELECT
        '__tabla__' AS tabla,
        orden,
        linea,
        columna,
        valor,
        format('is given again, last in line %s: %L is used', ultima_linea, usado) AS razon,
        'repetido' AS motivo,
        well_id,
        FALSE AS es_fila
    FROM datos
    WHERE valor <> usado
)

SELECT (SELECT count(*) FROM retiradas) - (SELECT count(*) FROM fundidas) AS repetidas
