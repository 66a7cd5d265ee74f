-- What each quality rule says of a day of the well, or of its newest judged one, the worst first.
SELECT
    resumen.fecha,
    magnitud.nombre_tecnico AS variable, -- noqa: RF04
    resumen.origen,
    regla.severidad,
    resumen.total_evaluadas,
    resumen.total_fail,
    resumen.total_warning,
    resumen.total_tardias
FROM stage.tbl_dq_resumen AS resumen
INNER JOIN referencial.tbl_dq_rules AS regla ON resumen.regla_id = regla.regla_id
INNER JOIN referencial.tbl_maestra_variables AS magnitud ON regla.variable_id = magnitud.variable_id
WHERE
    resumen.well_id = %(pozo)s
    AND resumen.fecha = coalesce(
        %(dia)s::date,
        (
            SELECT max(otro.fecha)
            FROM stage.tbl_dq_resumen AS otro
            WHERE otro.well_id = %(pozo)s
        )
    )
ORDER BY
    resumen.total_fail DESC,
    resumen.total_warning DESC,
    resumen.total_tardias DESC,
    magnitud.nombre_tecnico ASC;
