INSERT INTO etl.replica_rechazos (replica, tabla, llave, columna, valor, motivo, ejecucion_id)
VALUES (%(replica)s, %(tabla)s, %(llave)s, %(columna)s, %(valor)s, %(motivo)s, %(ejecucion)s)
ON CONFLICT (replica, tabla, llave, columna) DO UPDATE SET
    valor = excluded.valor,
    motivo = excluded.motivo,
    ejecucion_id = excluded.ejecucion_id,
    visto_en = clock_timestamp();
