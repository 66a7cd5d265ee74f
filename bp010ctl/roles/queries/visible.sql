-- the wells that a user sees, as the policies of every table read them, less numbers of no well
SELECT pozo.pozo_id
FROM reporting.dim_rls_visible AS visible
INNER JOIN reporting.dim_pozo AS pozo ON pozo.pozo_id = any(visible.pozos)
WHERE visible.user_email = %(usuario)s
ORDER BY pozo.pozo_id
