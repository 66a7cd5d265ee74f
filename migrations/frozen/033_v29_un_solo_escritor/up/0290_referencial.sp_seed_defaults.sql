CREATE OR REPLACE PROCEDURE referencial.sp_seed_defaults()
LANGUAGE plpgsql
AS $$
-- Purpose: fill what the seeds leave open: baselines and critical limits of the template,
--   volatility and origin of variables, descriptions of panels.
-- Second run: writes nothing. Limits of real wells belong to the user and are not touched.
-- Reads and writes: referencial.tbl_limites_pozo (pozo_id 0), tbl_maestra_variables,
--   tbl_ref_paneles_bi.
BEGIN
    UPDATE referencial.tbl_limites_pozo AS limite
    SET
        baseline_value = completo.baseline_value,
        min_critical = completo.min_critical,
        max_critical = completo.max_critical
    FROM referencial.tbl_limites_pozo AS fila
    CROSS JOIN LATERAL referencial.fnc_completar_limite(fila) AS completo
    WHERE
        limite.limite_id = fila.limite_id
        AND fila.pozo_id = 0
        AND (limite.baseline_value, limite.min_critical, limite.max_critical)
        IS DISTINCT FROM (completo.baseline_value, completo.min_critical, completo.max_critical);

    UPDATE referencial.tbl_maestra_variables AS magnitud
    SET
        volatilidad = completa.volatilidad,
        tabla_origen = completa.tabla_origen
    FROM referencial.tbl_maestra_variables AS fila
    CROSS JOIN LATERAL referencial.fnc_completar_variable(fila) AS completa
    WHERE
        magnitud.variable_id = fila.variable_id
        AND (magnitud.volatilidad, magnitud.tabla_origen)
        IS DISTINCT FROM (completa.volatilidad, completa.tabla_origen);

    UPDATE referencial.tbl_ref_paneles_bi AS panel
    SET descripcion = completo.descripcion
    FROM referencial.tbl_ref_paneles_bi AS fila
    CROSS JOIN LATERAL referencial.fnc_completar_panel(fila) AS completo
    WHERE panel.panel_id = fila.panel_id AND panel.descripcion IS DISTINCT FROM completo.descripcion;
END;
$$;

COMMENT ON PROCEDURE referencial.sp_seed_defaults
IS 'Fills the reference values that the seeds leave open; a second run writes nothing.';
