SELECT
    etl.fnc_reloj() AS ahora,
    current_setting('TimeZone') AS zona;
