GRANT SELECT ON TABLE reporting.vw_dashboard_main TO bp010_panel;
