CREATE OR REPLACE PROCEDURE reporting.sp_sync_dim_pozo_targets()
LANGUAGE plpgsql
AS $$
-- Purpose: every target and threshold of dim_pozo, by reporting.vw_objetivos_pozos (own limit, template,
--   configured default). The tilt limits (°) are the newest that the controller gave, where no
--   limit gives them. A limit that was removed falls back.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: queue foto, reporting.vw_objetivos_pozos. Writes: reporting.tbl_ultimas_medidas, dim_pozo.
BEGIN
    CALL reporting.sp_cargar_ultimas_medidas();
    PERFORM etl.fnc_guardar(
        'reporting.dim_pozo', 'reporting.vw_objetivos_pozos', p_solo_actualiza => TRUE
    );
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_dim_pozo_targets
IS 'Targets and thresholds of every well, in the units of dim_pozo''s columns; runs after '
'sp_load_to_reporting, which brings the wells.';
