-- the values of a row that went as a whole are kept out with it
DELETE FROM pg_temp.ingesta_fuera AS fuera
USING pg_temp.ingesta_fuera AS fila
WHERE
    fila.es_fila
    AND NOT fuera.es_fila
    AND fila.tabla = fuera.tabla
    AND fila.orden = fuera.orden
