DROP PROCEDURE reporting.sp_populate_defaults_kpi(integer[]);
