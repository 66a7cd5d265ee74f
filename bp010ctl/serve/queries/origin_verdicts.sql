-- What the quality rules say of these columns of the readings on the well's newest judged day.
SELECT
    regla.nombre_tecnico AS variable, -- noqa: RF04
    resumen.fecha AS dia,
    resumen.total_evaluadas AS total,
    resumen.total_fail + resumen.total_warning AS malos
FROM stage.vw_dq_reglas AS regla
INNER JOIN LATERAL (
    SELECT otro.*
    FROM stage.tbl_dq_resumen AS otro
    WHERE otro.well_id = %(pozo)s AND otro.regla_id = regla.regla_id
    ORDER BY otro.fecha DESC
    LIMIT 1
) AS resumen ON TRUE
WHERE regla.columna = ANY(%(columnas)s)
ORDER BY regla.nombre_tecnico;
