-- What a source's nodes said at their births, as far as messages have been landed.
SELECT
    n.nodo,
    n.seq,
    n.vivo,
    n.nombres
FROM etl.fuente_nacimientos AS n
WHERE n.fuente = %(fuente)s;
