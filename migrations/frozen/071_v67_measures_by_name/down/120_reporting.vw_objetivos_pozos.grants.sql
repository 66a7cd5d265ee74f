GRANT SELECT ON TABLE reporting.vw_objetivos_pozos TO bp010_panel;
