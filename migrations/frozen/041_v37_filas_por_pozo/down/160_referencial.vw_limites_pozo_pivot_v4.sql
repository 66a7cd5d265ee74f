CREATE OR REPLACE VIEW referencial.vw_limites_pozo_pivot_v4 AS
WITH pozos AS (
    SELECT DISTINCT limite.pozo_id
    FROM referencial.tbl_limites_pozo AS limite
    WHERE limite.activo
),

vigentes AS (
    -- The well's own row wins as a whole; the template fills the variables that it has no row for.
    SELECT DISTINCT ON (pozo.pozo_id, magnitud.id_formato1)
        pozo.pozo_id,
        magnitud.id_formato1,
        limite.pozo_id > 0 AS es_propio,
        limite.target_value,
        limite.min_warning,
        limite.max_warning
    FROM pozos AS pozo
    INNER JOIN referencial.tbl_limites_pozo AS limite ON limite.pozo_id IN (0, pozo.pozo_id) AND limite.activo
    INNER JOIN referencial.tbl_maestra_variables AS magnitud ON limite.variable_id = magnitud.variable_id
    ORDER BY pozo.pozo_id ASC, magnitud.id_formato1 ASC, limite.pozo_id DESC
)

SELECT
    vigente.pozo_id,
    count(*) FILTER (WHERE vigente.es_propio) AS limites_propios,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 48) AS llenado_bomba_minimo_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 48) AS llenado_bomba_minimo_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 48) AS llenado_bomba_minimo_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 54) AS whp_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 54) AS whp_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 54) AS whp_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 55) AS chp_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 55) AS chp_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 55) AS chp_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 61) AS pip_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 61) AS pip_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 61) AS pip_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 68) AS carrera_unidad_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 68) AS carrera_unidad_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 68) AS carrera_unidad_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 71) AS kwh_bbl_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 71) AS kwh_bbl_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 71) AS kwh_bbl_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 107) AS fluido_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 107) AS fluido_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 107) AS fluido_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 114) AS parada_diaria_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 114) AS parada_diaria_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 114) AS parada_diaria_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 122) AS carrera_varilla_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 122) AS carrera_varilla_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 122) AS carrera_varilla_max,
    max(vigente.target_value) FILTER (WHERE vigente.id_formato1 = 127) AS spm_target,
    max(vigente.min_warning) FILTER (WHERE vigente.id_formato1 = 127) AS spm_min,
    max(vigente.max_warning) FILTER (WHERE vigente.id_formato1 = 127) AS spm_max
FROM vigentes AS vigente
GROUP BY vigente.pozo_id;

COMMENT ON VIEW referencial.vw_limites_pozo_pivot_v4
IS 'Operating limits, one row per well that has limits of its own and one for the template (pozo_id 0): '
'target, min and max of warning in the variable''s unit; limites_propios counts the well''s own rows.';
