DROP VIEW reporting.vw_dashboard_main;
