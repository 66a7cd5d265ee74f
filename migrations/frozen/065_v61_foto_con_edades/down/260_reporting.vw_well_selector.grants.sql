GRANT SELECT ON TABLE reporting.vw_well_selector TO bp010_panel;
