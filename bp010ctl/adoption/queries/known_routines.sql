-- Old routines of names that the new system has itself: what to drop each of them with.
SELECT
    format(
        'DROP %%s %%s',
        CASE p.prokind WHEN 'p' THEN 'PROCEDURE' ELSE 'FUNCTION' END,
        p.oid::regprocedure
    ) AS orden
FROM pg_proc AS p
INNER JOIN pg_namespace AS n ON p.pronamespace = n.oid
WHERE
    n.nspname = any(%(esquemas)s)
    AND regexp_replace(n.nspname, '_legado$', '') || '.' || p.proname = any(%(modelo)s)
    AND p.prokind IN ('p', 'f')
    AND NOT EXISTS (
        SELECT FROM pg_depend AS d
        WHERE
            d.refclassid = 'pg_proc'::regclass AND d.refobjid = p.oid AND d.deptype = 'n'
    );
