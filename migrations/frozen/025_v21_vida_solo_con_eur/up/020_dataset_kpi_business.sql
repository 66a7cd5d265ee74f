-- Rows that are there: a life of 0 days that nobody has estimated. Downgrade leaves them as they are.
UPDATE reporting.dataset_kpi_business
SET vida_util_estimada_dias = NULL
WHERE eur_remanente_bbl IS NULL AND vida_util_estimada_dias IS NOT NULL;
