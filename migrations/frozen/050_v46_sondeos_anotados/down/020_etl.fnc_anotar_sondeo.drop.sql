DROP FUNCTION etl.fnc_anotar_sondeo(
    text,
    timestamp with time zone,
    timestamp with time zone,
    timestamp with time zone,
    text,
    bigint,
    bigint,
    text,
    text,
    timestamp with time zone,
    integer[],
    text,
    text,
    text
);
