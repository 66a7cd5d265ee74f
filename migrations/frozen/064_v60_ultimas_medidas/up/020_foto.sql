ALTER TABLE reporting.dataset_current_values
ADD COLUMN momentos timestamptz[],
ADD COLUMN medidas_viejas text[],
ADD COLUMN fluid_level_tvd_en timestamptz,
ADD COLUMN pwf_psi_en timestamptz;

COMMENT ON COLUMN reporting.dataset_current_values.momentos
IS 'When each measure was read, by its place in vw_medidas. By name: reporting.vw_medidas_actuales.';

COMMENT ON COLUMN reporting.dataset_current_values.medidas_viejas
IS 'Measures, by their columns, whose newest value is older than their class allows.';

COMMENT ON COLUMN reporting.dataset_current_values.fluid_level_tvd_en
IS 'When the level was measured, or the older of the pressures that it is computed from.';

COMMENT ON COLUMN reporting.dataset_current_values.pwf_psi_en
IS 'When the operating point was computed or the intake pressure read that Pwf is of.';
