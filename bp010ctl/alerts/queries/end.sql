-- What came of an attempt: a message that was delivered, or a test that was not, waits no more.
WITH envio AS (
    UPDATE etl.envios AS e
    SET
        fin = greatest(etl.fnc_reloj(), e.inicio),
        resultado = CASE WHEN %(error)s::text IS NULL THEN 'entregado' ELSE 'fallido' END,
        error_mensaje = %(error)s
    WHERE e.envio_id = %(envio)s
    RETURNING e.aviso_id
)

UPDATE etl.avisos AS m
SET
    estado = CASE WHEN %(error)s::text IS NULL THEN 'enviado' ELSE 'descartado' END,
    cerrado_en = greatest(etl.fnc_reloj(), m.creado_en)
FROM envio
WHERE
    m.aviso_id = envio.aviso_id
    AND m.estado = 'pendiente'
    AND (%(error)s::text IS NULL OR m.clase = 'prueba');
