-- Roles other than the owner that may read or write the old tables; a writer is one that may insert.
SELECT
    coalesce(r.rolname, 'PUBLIC')::text AS rol,
    bool_or(a.privilege_type IN ('INSERT', 'UPDATE', 'DELETE')) AS escribe
FROM pg_class AS c
CROSS JOIN LATERAL aclexplode(c.relacl) AS a
LEFT JOIN pg_roles AS r ON a.grantee = r.oid
WHERE
    c.relnamespace::regnamespace::text = any(%(esquemas)s)
    AND a.grantee <> c.relowner
    AND coalesce(r.rolname, '') !~ '^bp010_(operacion|escritura|modelos|lectura|panel|pool)$'
GROUP BY 1
ORDER BY 1;
