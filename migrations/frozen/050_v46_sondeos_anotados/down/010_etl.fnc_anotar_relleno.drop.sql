DROP FUNCTION etl.fnc_anotar_relleno(
    text,
    bigint,
    timestamp with time zone,
    timestamp with time zone,
    timestamp with time zone,
    text,
    bigint,
    bigint,
    text,
    text,
    text,
    text
);
