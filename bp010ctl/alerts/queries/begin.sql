-- An attempt begins; one that a worker left behind is known to be none of ours: we have the channel's lock.
WITH dejados AS (
    UPDATE etl.envios AS e
    SET
        resultado = 'interrumpido',
        fin = greatest(etl.fnc_reloj(), e.inicio),
        error_mensaje = 'the worker ended before the outcome was known'
    WHERE e.aviso_id = %(aviso)s AND e.resultado = 'en_curso'
)

INSERT INTO etl.envios (aviso_id, inicio)
VALUES (%(aviso)s, etl.fnc_reloj())
RETURNING envio_id;
