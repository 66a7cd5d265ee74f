INSERT INTO etl.replica_calidad AS c (ejecucion_id, tabla, columna, medida, valor, detalle)
VALUES (%(ejecucion)s, %(tabla)s, %(columna)s, %(medida)s, %(valor)s, %(detalle)s)
ON CONFLICT (ejecucion_id, tabla, columna, medida) DO UPDATE SET
    valor = excluded.valor,
    detalle = excluded.detalle;
