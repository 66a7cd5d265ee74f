-- Whole days of the operating zone as instants: the first one's start, the last one's end.
WITH zona AS (
    SELECT referencial.fnc_zona_horaria() AS nombre
)

SELECT
    coalesce(
        %(desde)s::date,
        (etl.fnc_ahora() AT TIME ZONE zona.nombre)::date - %(dias)s::integer
    )::timestamp AT TIME ZONE zona.nombre AS desde,
    (coalesce(%(hasta)s::date, (etl.fnc_ahora() AT TIME ZONE zona.nombre)::date) + 1)::timestamp
    AT TIME ZONE zona.nombre AS hasta
FROM zona;
