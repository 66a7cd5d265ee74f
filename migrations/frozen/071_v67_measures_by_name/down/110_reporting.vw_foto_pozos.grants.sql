GRANT SELECT ON TABLE reporting.vw_foto_pozos TO bp010_panel;
