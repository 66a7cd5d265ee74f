SELECT
    etl.fnc_anotar_relleno(
        p_fuente => %(fuente)s,
        p_hueco => %(hueco)s,
        p_inicio => %(inicio)s,
        p_desde => %(desde)s,
        p_hasta => %(hasta)s,
        p_estado => %(estado)s,
        p_extraidos => %(extraidos)s::bigint,
        p_cargados => %(cargados)s::bigint,
        p_error_tipo => %(error_tipo)s::text,
        p_mensaje => %(mensaje)s::text,
        p_version => %(version)s,
        p_host => %(host)s
    ) AS id;
