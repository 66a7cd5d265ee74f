INSERT INTO etl.fuentes (
    fuente, tipo, ubicacion_id, ubicacion_nombre, direccion, unidades, peticion, da_rangos,
    cadencia_segundos, limite_segundos, cubierta_hasta
)
VALUES (
    %(fuente)s, %(tipo)s, %(ubicacion_id)s, %(ubicacion_nombre)s, %(direccion)s, %(unidades)s, %(peticion)s,
    %(da_rangos)s, %(cadencia_segundos)s, %(limite_segundos)s, %(cubierta_hasta)s
);
