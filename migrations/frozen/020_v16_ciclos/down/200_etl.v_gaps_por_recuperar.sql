DROP VIEW etl.v_gaps_por_recuperar;
