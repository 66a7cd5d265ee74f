ALTER TABLE reporting.dataset_current_values ADD COLUMN minutos_adelanto integer;

COMMENT ON COLUMN reporting.dataset_current_values.minutos_adelanto
IS 'How far the well''s readings are dated ahead of now (min); NULL where none is.';
