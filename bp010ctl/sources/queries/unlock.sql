SELECT pg_advisory_unlock(hashtext('bp010 fuente'), hashtext(%(fuente)s)) AS soltado;
