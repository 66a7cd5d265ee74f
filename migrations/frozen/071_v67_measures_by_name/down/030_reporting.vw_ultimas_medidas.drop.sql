DROP VIEW reporting.vw_ultimas_medidas;
