-- What a node of a source said at its birth, and how far its messages have been landed.
MERGE INTO etl.fuente_nacimientos AS n
USING (
    VALUES (%(fuente)s::text, %(nodo)s::text, %(seq)s::integer, %(vivo)s::boolean, %(nombres)s::jsonb)
) AS d (fuente, nodo, seq, vivo, nombres)
    ON n.fuente = d.fuente AND n.nodo = d.nodo
WHEN MATCHED AND (n.seq, n.vivo, n.nombres) IS DISTINCT FROM (d.seq, d.vivo, d.nombres) THEN
    UPDATE SET
        seq = d.seq,
        vivo = d.vivo,
        nombres = d.nombres
WHEN NOT MATCHED THEN
    INSERT (fuente, nodo, seq, vivo, nombres)
    VALUES (d.fuente, d.nodo, d.seq, d.vivo, d.nombres);
