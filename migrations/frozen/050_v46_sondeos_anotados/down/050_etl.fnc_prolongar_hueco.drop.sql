DROP FUNCTION etl.fnc_prolongar_hueco(
    etl.fuentes,
    text,
    timestamp with time zone,
    timestamp with time zone,
    integer,
    text,
    text
);
