DROP VIEW reporting.vw_kpi_daily;
