DROP VIEW reporting.vw_evaluacion_pozos;
