-- A channel that is down is an alert itself.
SELECT etl.fnc_alerta(
    'canal', 'CRITICAL', 'alertas', %(canal)s, NULL,
    format('channel %%s: %%s attempts failed; %%s', %(canal)s::text, %(fallos)s::integer, %(error)s::text),
    jsonb_build_object('canal', %(canal)s::text, 'fallos', %(fallos)s::integer, 'error', %(error)s::text)
) AS nueva;
