SELECT
    etl.fnc_alertar_pozos() AS pozos,
    etl.fnc_vigilar_vigilancia() AS vigilancia;
