DROP VIEW reporting.vw_medidas_actuales;
