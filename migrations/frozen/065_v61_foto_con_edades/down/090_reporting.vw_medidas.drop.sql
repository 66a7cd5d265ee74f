DROP VIEW reporting.vw_medidas;
