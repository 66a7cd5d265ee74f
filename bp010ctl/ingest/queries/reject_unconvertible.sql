-- keep out the rows of a load with a value that its conversion cannot read (60 minutes or more)
WITH ilegibles AS (
    SELECT DISTINCT ON (carga.orden)
        carga.orden,
        convertible.columna,
        convertible.valor
    FROM __carga__ AS carga
    CROSS JOIN
        LATERAL unnest(
            '__nombres__'::text[],
            ARRAY['__valores__']::double precision[],
            '__conversiones__'::text[]
        ) AS convertible (columna, valor, conversion)
    WHERE
        convertible.valor IS NOT NULL
        AND stage.fnc_convertir_scada(convertible.valor, convertible.conversion) IS NULL
    ORDER BY carga.orden, convertible.columna
),

fuera AS (
    DELETE FROM __carga__ AS carga
    USING ilegibles
    WHERE carga.orden = ilegibles.orden
    RETURNING
        carga.orden,
        carga.linea,
        ilegibles.columna,
        ilegibles.valor
)

SELECT
    count(*) OVER () AS total,
    linea,
    columna,
    valor::text AS valor
FROM fuera
ORDER BY orden
LIMIT __mostradas__
