CREATE OR REPLACE FUNCTION etl.fnc_en_tandas(
    p_llamada text,
    p_claves integer
)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: a query that calls a set-returning function once for each batch of p_claves keys. The keys are
--   two arrays, its parameters $1 and $2; p_llamada is the call, with %1$s and %2$s in the place of their
--   slices. Several processes share the batches, each taking the next one as it gets free, where the
--   function is PARALLEL SAFE and dear enough; fewer than two batches' keys stay in one process.
-- Second run: pure function. Reads and writes nothing.
    SELECT string_agg(
        'SELECT filas.* FROM '
        || format(
            p_llamada,
            format('($1)[%s:%s]', tanda.desde, tanda.hasta),
            format('($2)[%s:%s]', tanda.desde, tanda.hasta)
        )
        || ' AS filas',
        ' UNION ALL ' ORDER BY tanda.desde
    )
    FROM (
        SELECT
            (numero.tanda - 1) * p_claves / reparto.tandas + 1 AS desde,
            numero.tanda * p_claves / reparto.tandas AS hasta
        -- 500 keys each, at least: less work is done before another process has started
        FROM (SELECT least(greatest(p_claves / 500, 1), 64)::bigint AS tandas) AS reparto
        CROSS JOIN LATERAL generate_series(1, reparto.tandas) AS numero (tanda)
    ) AS tanda;
$$;

COMMENT ON FUNCTION etl.fnc_en_tandas(text, integer)
IS 'Text of a query that makes a call for batches of two arrays of keys, which several processes may share.';
