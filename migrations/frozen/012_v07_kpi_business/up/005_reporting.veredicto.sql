CREATE TYPE reporting.veredicto AS (
    variance_pct double precision,
    status_level integer,
    status_label text,
    severity_label text,
    status_color text
);

COMMENT ON TYPE reporting.veredicto
IS 'What referencial.fnc_evaluar_variable says about one value, as one value: variance in %.';
