CREATE OR REPLACE FUNCTION referencial.fnc_evaluar_variable(
    p_variable text,
    p_valor double precision,
    p_target double precision,
    p_baseline double precision,
    p_direccion text DEFAULT NULL
)
RETURNS TABLE (
    variance_pct double precision,
    status_level integer,
    status_label text,
    severity_label text,
    status_color text
)
LANGUAGE sql
STABLE
PARALLEL SAFE
AS $$
    -- Purpose: judge a value against its target or baseline (tbl_config_evaluacion.comparar_contra).
    --   Always one row. No finite value: level 7; no reference, or no active configuration: level 1, NULL
    --   variance. A threshold is met by equality; 1e-9 absorbs the noise of binary fractions.
    --   Configuration and labels are asked for by sub-queries without the row's values: once for all rows, as
    --   joins they were five times as dear where several measures are judged side by side.
    -- Second run: pure; one SELECT, so that LATERAL inlines it.
    -- Reads: referencial.tbl_config_evaluacion, referencial.tbl_catalogo_status. Writes: nothing.
    SELECT
        nivel.variance_pct,
        nivel.status_level,
        (ARRAY(
            SELECT estado.status_label
            FROM generate_series(0, 7) AS niveles (nivel)
            LEFT JOIN referencial.tbl_catalogo_status AS estado ON niveles.nivel = estado.status_level
            ORDER BY niveles.nivel
        ))[nivel.status_level + 1] AS status_label,
        (ARRAY(
            SELECT estado.severity_label
            FROM generate_series(0, 7) AS niveles (nivel)
            LEFT JOIN referencial.tbl_catalogo_status AS estado ON niveles.nivel = estado.status_level
            ORDER BY niveles.nivel
        ))[nivel.status_level + 1] AS severity_label,
        CASE
            WHEN nivel.status_level = 0 THEN (nivel.config).color_optimo
            WHEN nivel.status_level = 1 THEN (nivel.config).color_normal
            WHEN nivel.status_level = 3 THEN (nivel.config).color_warning
            WHEN nivel.status_level = 4 THEN (nivel.config).color_critical
            WHEN nivel.status_level = 5 THEN (nivel.config).color_failure
            WHEN nivel.status_level = 7 THEN (nivel.config).color_no_data
        END AS status_color
    FROM (
        SELECT
            variacion.variance_pct,
            variacion.config,
            CASE
                WHEN variacion.valor IS NULL THEN 7
                WHEN variacion.variance_pct IS NULL THEN 1
                WHEN
                    variacion.signo * (variacion.variance_pct - (variacion.config).umbral_optimo_pct) >= -1e-9
                    THEN 0
                WHEN
                    variacion.signo * (variacion.variance_pct - (variacion.config).umbral_normal_pct) >= -1e-9
                    THEN 1
                WHEN
                    variacion.signo * (variacion.variance_pct - (variacion.config).umbral_warning_pct) >= -1e-9
                    THEN 3
                WHEN
                    variacion.signo * (variacion.variance_pct - (variacion.config).umbral_critical_pct) >= -1e-9
                    THEN 4
                ELSE 5
            END AS status_level
        FROM (
            SELECT
                medida.valor,
                medida.config,
                stage.fnc_calc_variance_pct(
                    medida.valor,
                    CASE (medida.config).comparar_contra
                        WHEN 'TARGET' THEN p_target
                        WHEN 'BASELINE' THEN p_baseline
                    END
                ) AS variance_pct,
                CASE coalesce(p_direccion, (medida.config).direccion)
                    WHEN 'MENOR_MEJOR' THEN -1 ELSE 1
                END AS signo
            FROM (
                SELECT
                    stage.fnc_calc_finito(p_valor) AS valor,
                    (
                        SELECT config
                        FROM referencial.tbl_config_evaluacion AS config
                        WHERE config.variable_nombre = p_variable AND config.activo
                    ) AS config
                OFFSET 0 -- looked up once for all rows: nothing in it depends on one
            ) AS medida
            OFFSET 0 -- computed once, not once for each threshold
        ) AS variacion
        OFFSET 0 -- computed once, not once for each column that uses it
    ) AS nivel;
$$;

COMMENT ON FUNCTION referencial.fnc_evaluar_variable(
    text, double precision, double precision, double precision, text
)
IS 'Variance (% of target or baseline), status level, labels and colour of a value by the configuration of '
'its measure; p_direccion (MAYOR_MEJOR, MENOR_MEJOR) overrides the configured direction.';
