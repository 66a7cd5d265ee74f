DROP FUNCTION
etl.fnc_abrir_carga(
    text, text, text, date, date, time without time zone, time without time zone, text, text, text,
    text, timestamp with time zone
);
