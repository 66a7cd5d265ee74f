DROP PROCEDURE reporting.poblar_kpi_business(timestamptz, timestamptz, integer);
