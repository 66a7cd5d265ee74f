-- Also a run that vigilancia took for lost comes to its true end.
SELECT
    etl.fnc_cerrar_carga(
        p_id => %(id)s::bigint,
        p_estado => %(estado)s::text,
        p_extraidos => %(extraidos)s::bigint,
        p_cargados => %(cargados)s::bigint,
        p_mensaje => %(mensaje)s::text,
        p_tipo => %(tipo)s::text
    ) AS id;
