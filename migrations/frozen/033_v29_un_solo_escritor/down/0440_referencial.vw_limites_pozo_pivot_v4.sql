CREATE OR REPLACE VIEW referencial.vw_limites_pozo_pivot_v4 AS
WITH pozos AS (
    SELECT DISTINCT l.pozo_id
    FROM referencial.tbl_limites_pozo AS l
    WHERE l.activo
),

vigentes AS (
    -- The well's own row wins as a whole; the template fills the variables that it has no row for.
    SELECT DISTINCT ON (p.pozo_id, v.id_formato1)
        p.pozo_id,
        v.id_formato1,
        l.pozo_id > 0 AS es_propio,
        l.target_value,
        l.min_warning,
        l.max_warning
    FROM pozos AS p
    INNER JOIN referencial.tbl_limites_pozo AS l ON l.pozo_id IN (0, p.pozo_id) AND l.activo
    INNER JOIN referencial.tbl_maestra_variables AS v ON l.variable_id = v.variable_id
    ORDER BY p.pozo_id ASC, v.id_formato1 ASC, l.pozo_id DESC
)

SELECT
    g.pozo_id,
    count(*) FILTER (WHERE g.es_propio) AS limites_propios,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 48) AS llenado_bomba_minimo_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 48) AS llenado_bomba_minimo_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 48) AS llenado_bomba_minimo_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 54) AS whp_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 54) AS whp_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 54) AS whp_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 55) AS chp_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 55) AS chp_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 55) AS chp_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 61) AS pip_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 61) AS pip_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 61) AS pip_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 68) AS carrera_unidad_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 68) AS carrera_unidad_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 68) AS carrera_unidad_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 71) AS kwh_bbl_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 71) AS kwh_bbl_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 71) AS kwh_bbl_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 107) AS fluido_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 107) AS fluido_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 107) AS fluido_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 114) AS parada_diaria_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 114) AS parada_diaria_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 114) AS parada_diaria_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 122) AS carrera_varilla_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 122) AS carrera_varilla_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 122) AS carrera_varilla_max,
    max(g.target_value) FILTER (WHERE g.id_formato1 = 127) AS spm_target,
    max(g.min_warning) FILTER (WHERE g.id_formato1 = 127) AS spm_min,
    max(g.max_warning) FILTER (WHERE g.id_formato1 = 127) AS spm_max
FROM vigentes AS g
GROUP BY g.pozo_id;

COMMENT ON VIEW referencial.vw_limites_pozo_pivot_v4
IS 'Operating limits, one row per well that has limits of its own and one for the template (pozo_id 0): '
'target, min and max of warning in the variable''s unit; limites_propios counts the well''s own rows.';
