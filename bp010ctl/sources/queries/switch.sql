-- What a person paused is accounted for until it goes on; what the worker stopped asking is not.
UPDATE etl.fuentes AS f
SET
    activa = %(activa)s,
    pausada_en = CASE WHEN NOT %(activa)s THEN coalesce(f.pausada_en, etl.fnc_reloj()) END,
    motivo_pausa = CASE WHEN NOT %(activa)s THEN f.motivo_pausa END,
    cubierta_hasta = CASE
        WHEN %(activa)s AND NOT f.activa AND f.motivo_pausa IS NULL
            THEN f.cubierta_hasta + (etl.fnc_reloj() - f.pausada_en)
        ELSE f.cubierta_hasta
    END
WHERE f.fuente = %(fuente)s;
