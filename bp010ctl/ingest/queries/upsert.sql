-- a load's rows into their table: new ones inserted, others updated where a value differs
WITH entrantes AS (
    SELECT
        __clave__,
        __valores__
    FROM __carga__
),

novedades AS MATERIALIZED (
    SELECT
        __clave_entrante__,
        __completas__,
        actual.well_id IS NULL AS es_nueva
    FROM entrantes
    LEFT JOIN __destino__ AS actual
        ON row(__clave_actual__) = row(__clave_entrante__)
    WHERE
        actual.well_id IS NULL
        OR row(__finales__) IS DISTINCT FROM row(__actuales__)
),

escritas AS (
    INSERT INTO __destino__ AS actual (__clave__, __columnas__)
    SELECT
        __clave__,
        __columnas__
    FROM novedades
    ORDER BY __clave__
    ON CONFLICT (__clave__) DO UPDATE
        SET (__columnas__) = (SELECT __excluidas__)
)

SELECT
    count(*) FILTER (WHERE es_nueva) AS insertadas,
    count(*) FILTER (WHERE NOT es_nueva) AS actualizadas,
    (SELECT count(*) FROM entrantes) - count(*) AS iguales
FROM novedades
