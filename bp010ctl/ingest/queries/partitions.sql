-- The partitions that readings of these months (UTC) lack, and the years of their facts, which reach into
-- the days beside them in another zone: table, suffix, from, to.
SELECT
    partes.tabla::regclass,
    to_char(partes.inicio, partes.sufijo) AS sufijo,
    to_char(partes.inicio, partes.limite) AS desde,
    to_char(partes.fin, partes.limite) AS hasta
FROM (
    SELECT
        'stage.tbl_pozo_produccion' AS tabla,
        date_trunc('month', dados.momento AT TIME ZONE 'UTC') AS inicio,
        date_trunc('month', dados.momento AT TIME ZONE 'UTC') + interval '1 month' AS fin,
        'YYYY_MM' AS sufijo,
        'YYYY-MM-DD HH24:MI:SS+00' AS limite
    FROM unnest(%(momentos)s::timestamptz[]) AS dados (momento)
    UNION
    SELECT
        hechos.tabla,
        date_trunc('year', dados.momento AT TIME ZONE 'UTC' + margenes.margen) AS inicio,
        date_trunc('year', dados.momento AT TIME ZONE 'UTC' + margenes.margen) + interval '1 year' AS fin,
        'YYYY' AS sufijo,
        'YYYYMMDD' AS limite
    FROM unnest(%(momentos)s::timestamptz[]) AS dados (momento)
    CROSS JOIN (VALUES (interval '-1 day'), (interval '32 days')) AS margenes (margen)
    CROSS JOIN (
        VALUES ('reporting.fact_operaciones_horarias'), ('reporting.fact_operaciones_diarias')
    ) AS hechos (tabla)
) AS partes
WHERE NOT etl.fnc_hay_particion(partes.tabla::regclass, to_char(partes.inicio, partes.limite))
ORDER BY partes.tabla, partes.inicio;
