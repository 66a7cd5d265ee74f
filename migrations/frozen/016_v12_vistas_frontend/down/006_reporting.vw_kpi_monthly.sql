DROP VIEW reporting.vw_kpi_monthly;
