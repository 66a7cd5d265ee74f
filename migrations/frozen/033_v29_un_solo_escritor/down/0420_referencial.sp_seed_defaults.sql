CREATE OR REPLACE PROCEDURE referencial.sp_seed_defaults()
LANGUAGE plpgsql
AS $$
-- Purpose: fill what the seeds leave open: baselines and critical limits of the template,
--   volatility and origin of variables, descriptions of panels.
-- Second run: writes nothing. Limits of real wells belong to the user and are not touched.
-- Reads and writes: referencial.tbl_limites_pozo (pozo_id 0), tbl_maestra_variables,
--   tbl_ref_paneles_bi.
BEGIN
    UPDATE referencial.tbl_limites_pozo AS l
    SET
        baseline_value = c.baseline_value,
        min_critical = c.min_critical,
        max_critical = c.max_critical
    FROM referencial.tbl_limites_pozo AS fila
    CROSS JOIN LATERAL referencial.fnc_completar_limite(fila) AS c
    WHERE
        l.limite_id = fila.limite_id
        AND fila.pozo_id = 0
        AND (l.baseline_value, l.min_critical, l.max_critical)
        IS DISTINCT FROM (c.baseline_value, c.min_critical, c.max_critical);

    UPDATE referencial.tbl_maestra_variables AS v
    SET
        volatilidad = c.volatilidad,
        tabla_origen = c.tabla_origen
    FROM referencial.tbl_maestra_variables AS fila
    CROSS JOIN LATERAL referencial.fnc_completar_variable(fila) AS c
    WHERE
        v.variable_id = fila.variable_id
        AND (v.volatilidad, v.tabla_origen) IS DISTINCT FROM (c.volatilidad, c.tabla_origen);

    UPDATE referencial.tbl_ref_paneles_bi AS p
    SET descripcion = c.descripcion
    FROM referencial.tbl_ref_paneles_bi AS fila
    CROSS JOIN LATERAL referencial.fnc_completar_panel(fila) AS c
    WHERE p.panel_id = fila.panel_id AND p.descripcion IS DISTINCT FROM c.descripcion;
END;
$$;

COMMENT ON PROCEDURE referencial.sp_seed_defaults
IS 'Fills the reference values that the seeds leave open; a second run writes nothing.';
