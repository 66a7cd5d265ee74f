UPDATE etl.canales AS c
SET proximo_intento = NULL
WHERE c.canal = %(canal)s;
