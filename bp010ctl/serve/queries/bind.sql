-- Who asks, and the zone that his times are told in; both for this transaction only.
SELECT
    set_config('bp010.usuario', %(usuario)s, TRUE) AS usuario,
    set_config('TimeZone', referencial.fnc_zona_horaria(), TRUE) AS zona,
    set_config('statement_timeout', %(milisegundos)s, TRUE) AS limite;
