CREATE OR REPLACE FUNCTION reporting.fnc_objetivos_pozo()
RETURNS SETOF reporting.dim_pozo
LANGUAGE sql
STABLE
AS $$
-- Purpose: for each well of dim_pozo a row with the columns that tbl_mapa_objetivos names, all others
--   NULL: the well's own limit, else the template's (pozo_id 0), else the configured default. A limit
--   that says nothing about the field counts as absent. The template's baseline_value is its target
--   (sp_seed_defaults), so it never stands in for a configured baseline.
-- Second run: pure. Reads: referencial.tbl_mapa_objetivos, tbl_limites_pozo, tbl_maestra_variables,
--   tbl_config_kpi, reporting.dim_pozo. Writes: nothing.
    WITH limites_vigentes AS (
        SELECT
            l.pozo_id,
            m.columna_dim_pozo,
            m.factor * CASE m.campo_limite
                WHEN 'target_value' THEN l.target_value
                WHEN 'baseline_value' THEN l.baseline_value
                WHEN 'min_critical' THEN l.min_critical
                WHEN 'min_warning' THEN l.min_warning
                WHEN 'max_warning' THEN l.max_warning
                WHEN 'max_critical' THEN l.max_critical
            END AS valor
        FROM referencial.tbl_mapa_objetivos AS m
        INNER JOIN referencial.tbl_maestra_variables AS v ON m.id_formato1 = v.id_formato1
        INNER JOIN referencial.tbl_limites_pozo AS l ON v.variable_id = l.variable_id AND l.activo
        WHERE l.pozo_id > 0 OR m.campo_limite <> 'baseline_value'
    ),

    valores_comunes AS (
        SELECT jsonb_object_agg(m.columna_dim_pozo, coalesce(l.valor, c.valor)) AS columnas
        FROM referencial.tbl_mapa_objetivos AS m
        LEFT JOIN limites_vigentes AS l ON m.columna_dim_pozo = l.columna_dim_pozo AND l.pozo_id = 0
        LEFT JOIN referencial.tbl_config_kpi AS c
            ON m.kpi_nombre = c.kpi_nombre AND m.parametro = c.parametro AND c.activo
    ),

    valores_propios AS (
        SELECT
            l.pozo_id,
            jsonb_object_agg(l.columna_dim_pozo, l.valor) AS columnas
        FROM limites_vigentes AS l
        WHERE l.pozo_id > 0 AND l.valor IS NOT NULL
        GROUP BY l.pozo_id
    )

    SELECT objetivo.*
    FROM reporting.dim_pozo AS d
    CROSS JOIN valores_comunes AS c
    LEFT JOIN valores_propios AS p ON d.pozo_id = p.pozo_id
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::reporting.dim_pozo,
        coalesce(c.columnas, '{}')
        || coalesce(p.columnas, '{}')
        || jsonb_build_object('pozo_id', d.pozo_id)
    ) AS objetivo;
$$;

COMMENT ON FUNCTION reporting.fnc_objetivos_pozo()
IS 'Targets, thresholds, baselines and constants of each well by referencial.tbl_mapa_objetivos, in the '
'units of reporting.dim_pozo''s columns; other columns are NULL.';
