-- Time of the newest value of the load that this transaction has landed.
SELECT
    max(
        stage.fnc_hora_scada(l.moddate, l.modtime, referencial.fnc_zona_horaria(), l.cargado_en)
    ) AS ultimo
FROM stage.landing_scada_data AS l
WHERE
    l.cargado_en >= now()
    AND l.cargado_en < now() + interval '1 second'
    AND l.unit_id = any(%(unidades)s);
