UPDATE etl.canales AS c
SET mirado_en = etl.fnc_reloj()
WHERE c.canal = %(canal)s AND coalesce(c.mirado_en < etl.fnc_reloj() - interval '30 seconds', TRUE);
