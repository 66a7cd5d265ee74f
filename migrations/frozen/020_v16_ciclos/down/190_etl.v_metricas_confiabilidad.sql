DROP VIEW etl.v_metricas_confiabilidad;
