CREATE OR REPLACE FUNCTION reporting.fnc_evaluar_carga(
    p_variable text,
    p_valor double precision,
    p_target numeric,
    p_bajo numeric,
    p_alto numeric
)
RETURNS TABLE (
    variance_pct double precision,
    status_level integer,
    status_label text,
    severity_label text,
    status_color text,
    legend_text text,
    threshold_red numeric
)
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
-- Purpose: judges a load (% of rated): up to p_bajo level 0, up to p_alto level 3, beyond level 4; no
--   finite value: level 7; a threshold missing: level 1. Always one row. Colours of p_variable's row.
-- Second run: pure; one SELECT, so that LATERAL inlines it.
-- Reads: referencial.tbl_config_evaluacion, referencial.tbl_catalogo_status. Writes: nothing.
    SELECT
        stage.fnc_calc_variance_pct(nivel.valor, p_target) AS variance_pct,
        nivel.status_level,
        estado.status_label,
        estado.severity_label,
        CASE nivel.status_level
            WHEN 0 THEN config.color_optimo
            WHEN 1 THEN config.color_normal
            WHEN 3 THEN config.color_warning
            WHEN 4 THEN config.color_critical
            WHEN 7 THEN config.color_no_data
        END AS status_color,
        CASE nivel.status_level
            WHEN 0 THEN estado.status_label || ' (hasta ' || trim_scale(p_bajo) || ' %)'
            WHEN 3
                THEN estado.status_label || ' (' || trim_scale(p_bajo) || ' a ' || trim_scale(p_alto) || ' %)'
            WHEN 4 THEN estado.status_label || ' (más de ' || trim_scale(p_alto) || ' %)'
            ELSE estado.status_label
        END AS legend_text,
        p_alto AS threshold_red
    FROM (
        SELECT
            medida.valor,
            CASE
                WHEN medida.valor IS NULL THEN 7
                WHEN p_bajo IS NULL OR p_alto IS NULL THEN 1
                WHEN medida.valor <= p_bajo THEN 0
                WHEN medida.valor <= p_alto THEN 3
                ELSE 4
            END AS status_level
        FROM (VALUES (stage.fnc_calc_finito(p_valor))) AS medida (valor)
        OFFSET 0 -- computed once, not once for each column that uses it
    ) AS nivel
    LEFT JOIN referencial.tbl_config_evaluacion AS config
        ON config.variable_nombre = p_variable AND config.activo
    LEFT JOIN referencial.tbl_catalogo_status AS estado ON nivel.status_level = estado.status_level;
$$;

COMMENT ON FUNCTION reporting.fnc_evaluar_carga(text, double precision, numeric, numeric, numeric)
IS 'Variance, status level, labels, colour, legend and red threshold of a load by its two thresholds, all '
'in % of the rated load.';
