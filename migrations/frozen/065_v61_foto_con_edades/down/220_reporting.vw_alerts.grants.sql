GRANT SELECT ON TABLE reporting.vw_alerts TO bp010_panel;
