DROP VIEW reporting.vw_objetivos_pozos;
