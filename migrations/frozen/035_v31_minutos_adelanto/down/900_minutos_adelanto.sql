ALTER TABLE reporting.dataset_current_values DROP COLUMN minutos_adelanto;
