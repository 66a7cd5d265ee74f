-- A chunk of the load of all rows is done.
INSERT INTO etl.replica_tramos (replica, tabla, orden, hasta, filas, apartadas, ejecucion_id)
VALUES (%(replica)s, %(tabla)s, %(orden)s, %(hasta)s, %(filas)s, %(apartadas)s, %(ejecucion)s);
