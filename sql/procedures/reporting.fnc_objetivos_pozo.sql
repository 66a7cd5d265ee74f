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
            limite.pozo_id,
            mapa.columna_dim_pozo,
            mapa.factor * CASE mapa.campo_limite
                WHEN 'target_value' THEN limite.target_value
                WHEN 'baseline_value' THEN limite.baseline_value
                WHEN 'min_critical' THEN limite.min_critical
                WHEN 'min_warning' THEN limite.min_warning
                WHEN 'max_warning' THEN limite.max_warning
                WHEN 'max_critical' THEN limite.max_critical
            END AS valor
        FROM referencial.tbl_mapa_objetivos AS mapa
        INNER JOIN referencial.tbl_maestra_variables AS magnitud ON mapa.id_formato1 = magnitud.id_formato1
        INNER JOIN referencial.tbl_limites_pozo AS limite
            ON magnitud.variable_id = limite.variable_id AND limite.activo
        WHERE limite.pozo_id > 0 OR mapa.campo_limite <> 'baseline_value'
    ),

    valores_comunes AS (
        SELECT jsonb_object_agg(mapa.columna_dim_pozo, coalesce(limite.valor, ajuste.valor)) AS columnas
        FROM referencial.tbl_mapa_objetivos AS mapa
        LEFT JOIN limites_vigentes AS limite
            ON mapa.columna_dim_pozo = limite.columna_dim_pozo AND limite.pozo_id = 0
        LEFT JOIN referencial.tbl_config_kpi AS ajuste
            ON mapa.kpi_nombre = ajuste.kpi_nombre AND mapa.parametro = ajuste.parametro AND ajuste.activo
    ),

    valores_propios AS (
        SELECT
            limite.pozo_id,
            jsonb_object_agg(limite.columna_dim_pozo, limite.valor) AS columnas
        FROM limites_vigentes AS limite
        WHERE limite.pozo_id > 0 AND limite.valor IS NOT NULL
        GROUP BY limite.pozo_id
    )

    SELECT objetivo.*
    FROM reporting.dim_pozo AS pozo
    CROSS JOIN valores_comunes AS comunes
    LEFT JOIN valores_propios AS propios ON pozo.pozo_id = propios.pozo_id
    CROSS JOIN LATERAL jsonb_populate_record(
        NULL::reporting.dim_pozo,
        coalesce(comunes.columnas, '{}')
        || coalesce(propios.columnas, '{}')
        || jsonb_build_object('pozo_id', pozo.pozo_id)
    ) AS objetivo;
$$;

COMMENT ON FUNCTION reporting.fnc_objetivos_pozo()
IS 'Targets, thresholds, baselines and constants of each well by referencial.tbl_mapa_objetivos, in the '
'units of reporting.dim_pozo''s columns; other columns are NULL.';
