DROP VIEW reporting.vw_resumen_status_pozo;
