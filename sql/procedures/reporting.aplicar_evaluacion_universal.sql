CREATE OR REPLACE PROCEDURE reporting.aplicar_evaluacion_universal()
LANGUAGE plpgsql
SET jit = off
AS $$
-- Purpose: judges the current values of every well by reporting.vw_evaluacion_pozos: twelve measures against
--   the targets and baselines of dim_pozo, both loads by their thresholds, the stroke by its deviation.
-- Second run: writes nothing; only rows that differ are locked, in well order, and written.
-- Reads: reporting.vw_evaluacion_pozos. Writes: reporting.dataset_current_values (status, severity, colour,
--   variance, legend, threshold).
BEGIN
    PERFORM etl.fnc_guardar(
        'reporting.dataset_current_values', 'reporting.vw_evaluacion_pozos', p_solo_actualiza => TRUE
    );
END;
$$;

COMMENT ON PROCEDURE reporting.aplicar_evaluacion_universal
IS 'Status level, labels, colour and variance (%) of every well''s current values; runs after the derived '
'values and the data quality of the same run.';
