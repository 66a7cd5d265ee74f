CREATE OR REPLACE PROCEDURE reporting.sp_sync_dim_pozo_targets()
LANGUAGE plpgsql
AS $$
-- Purpose: every target and threshold of dim_pozo, by reporting.vw_objetivos_pozos (own limit, template,
--   configured default). The tilt limits (°) are the controller's, from the newest reading, where no
--   limit gives them. A limit that was removed falls back.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: reporting.vw_objetivos_pozos. Writes: reporting.dim_pozo.
BEGIN
    PERFORM etl.fnc_guardar(
        'reporting.dim_pozo', 'reporting.vw_objetivos_pozos', p_solo_actualiza => TRUE
    );
END;
$$;

COMMENT ON PROCEDURE reporting.sp_sync_dim_pozo_targets
IS 'Targets and thresholds of every well, in the units of dim_pozo''s columns; runs after '
'sp_load_to_reporting, which brings the wells.';
