-- views (in %(esquemas)s) with a comparison that PostgreSQL does not call leakproof: of numerics, of two
-- types of time, by LIKE; the ledger's have no wells, and no policy
SELECT DISTINCT
    format('%%I.%%I', vista.relnamespace::regnamespace::text, vista.relname) AS vista,
    operador.oprleft::regtype::text AS izquierda,
    operador.oprname::text AS operador,
    operador.oprright::regtype::text AS derecha
FROM pg_catalog.pg_rewrite AS regla
INNER JOIN pg_catalog.pg_class AS vista
    ON regla.ev_class = vista.oid
CROSS JOIN LATERAL regexp_matches(regla.ev_action::text, ':opno (\d+)', 'g') AS hallado (oids)
INNER JOIN pg_catalog.pg_operator AS operador
    ON operador.oid = hallado.oids[1]::oid
INNER JOIN pg_catalog.pg_proc AS funcion
    ON operador.oprcode = funcion.oid
WHERE
    NOT funcion.proleakproof
    AND operador.oprresult = 'boolean'::regtype
    AND vista.relnamespace::regnamespace::text = any(%(esquemas)s)
    AND vista.relnamespace::regnamespace::text <> 'etl'
ORDER BY vista, operador
