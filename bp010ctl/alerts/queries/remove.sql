-- Its messages stay in the ledger; what waited is given up.
WITH canal AS (
    DELETE FROM etl.canales AS c
    WHERE c.canal = %(canal)s
    RETURNING c.canal
)

UPDATE etl.avisos AS m
SET
    estado = 'descartado',
    cerrado_en = greatest(etl.fnc_reloj(), m.creado_en)
FROM canal
WHERE m.canal = canal.canal AND m.estado = 'pendiente';
