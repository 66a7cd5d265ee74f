ALTER TABLE reporting.dataset_current_values
DROP COLUMN momentos,
DROP COLUMN medidas_viejas,
DROP COLUMN fluid_level_tvd_en,
DROP COLUMN pwf_psi_en;
