-- A well that is not of a simulation but has the id or the name of one; the first by id.
SELECT
    pozo.well_id,
    pozo.nombre_pozo
FROM stage.tbl_pozo_maestra AS pozo
WHERE
    (pozo.well_id = ANY(%(ids)s) OR pozo.nombre_pozo = ANY(%(names)s))
    AND pozo.num_software IS DISTINCT FROM 'simulate'
ORDER BY pozo.well_id
LIMIT 1;
