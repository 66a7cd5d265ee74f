SELECT p.*
FROM reporting.dim_pozo AS p
WHERE p.pozo_id = %(pozo)s;
