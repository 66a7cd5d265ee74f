-- Card patterns keep their numbers, which services may know: they go in before the seeds do.
INSERT INTO universal.patron (patron_id, nombre, criticidad)
SELECT DISTINCT ON (l.nombre)
    l.patron_id,
    l.nombre,
    l.criticidad
FROM pg_temp.patron AS l
WHERE l.nombre IS NOT NULL AND l.criticidad IS NOT NULL AND l.patron_id IS NOT NULL
ORDER BY l.nombre ASC, l.patron_id DESC;

SELECT setval(
    pg_get_serial_sequence('universal.patron', 'patron_id'),
    greatest((SELECT max(p.patron_id) FROM universal.patron AS p), 1),
    EXISTS (SELECT FROM universal.patron)
);
