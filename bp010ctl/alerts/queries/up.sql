-- A channel is well again, or is not any more.
UPDATE etl.alertas AS a
SET resuelta_en = greatest(etl.fnc_reloj(), a.creada_en)
WHERE a.tipo = 'canal' AND a.ubicacion_id = %(canal)s AND a.resuelta_en IS NULL;
