UPDATE etl.avisos AS m
SET
    titulo = %(titulo)s,
    texto = %(texto)s
WHERE m.aviso_id = %(aviso)s;
