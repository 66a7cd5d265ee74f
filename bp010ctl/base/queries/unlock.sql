SELECT pg_advisory_unlock(hashtext('bp010 ' || %(cosa)s), hashtext(%(nombre)s)) AS soltado;
