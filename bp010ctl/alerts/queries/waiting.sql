-- The message that a channel is to be sent first, and whether that is to be tried now.
SELECT
    m.aviso_id,
    m.severidad,
    m.titulo,
    m.texto,
    coalesce(c.proximo_intento <= etl.fnc_reloj(), TRUE) AS ya
FROM etl.avisos AS m
INNER JOIN etl.canales AS c ON m.canal = c.canal
WHERE m.canal = %(canal)s AND m.clase = 'alertas' AND m.estado = 'pendiente';
