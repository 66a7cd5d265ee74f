-- keep out the values of a load that their conversion cannot read (60 minutes or more); the rows stay
WITH ilegibles AS (
    SELECT
        carga.orden,
        carga.linea,
        carga.well_id,
        carga.__columna__ AS valor
    FROM __carga__ AS carga
    WHERE
        carga.__columna__ IS NOT NULL
        AND stage.fnc_convertir_scada(carga.__columna__, '__conversion__') IS NULL
),

vaciadas AS (
    UPDATE __carga__ AS carga
    SET __columna__ = NULL
    FROM ilegibles
    WHERE carga.orden = ilegibles.orden
)

INSERT INTO pg_temp.ingesta_fuera (tabla, orden, linea, columna, valor, razon, motivo, pozo, es_fila)
SELECT
    '__tabla__' AS tabla,
    orden,
    linea,
    '__nombre__' AS columna,
    valor::text AS valor,
    '__razon__' AS razon,
    'fuera_de_rango' AS motivo,
    well_id,
    FALSE AS es_fila
FROM ilegibles
