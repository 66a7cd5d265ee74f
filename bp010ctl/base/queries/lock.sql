SELECT pg_try_advisory_lock(hashtext('bp010 ' || %(cosa)s), hashtext(%(nombre)s)) AS tomado;
