DROP VIEW etl.v_gaps_pendientes;
