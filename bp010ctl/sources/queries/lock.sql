SELECT pg_try_advisory_lock(hashtext('bp010 fuente'), hashtext(%(fuente)s)) AS tomado;
