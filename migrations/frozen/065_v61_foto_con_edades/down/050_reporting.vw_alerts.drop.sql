DROP VIEW reporting.vw_alerts;
