SELECT
    etl.fnc_anotar_sondeo(
        p_fuente => %(fuente)s,
        p_inicio => %(inicio)s,
        p_desde => %(desde)s,
        p_hasta => %(hasta)s,
        p_estado => %(estado)s,
        p_extraidos => %(extraidos)s::bigint,
        p_cargados => %(cargados)s::bigint,
        p_error_tipo => %(error_tipo)s::text,
        p_mensaje => %(mensaje)s::text,
        p_ultimo_dato => %(ultimo_dato)s::timestamptz,
        p_unidades => %(unidades)s::integer[],
        p_version => %(version)s,
        p_host => %(host)s,
        p_pausa => %(pausa)s::text
    ) AS id;
