-- A channel after an attempt: after a failure it is left alone, longer each time.
UPDATE etl.canales AS c
SET
    fallos = CASE WHEN %(error)s::text IS NULL THEN 0 ELSE c.fallos + 1 END,
    proximo_intento = CASE
        WHEN %(error)s::text IS NOT NULL
            THEN etl.fnc_reloj() + least(10 * 2 ^ least(c.fallos, 20), 900) * interval '1 second'
    END
WHERE c.canal = %(canal)s
RETURNING c.fallos;
