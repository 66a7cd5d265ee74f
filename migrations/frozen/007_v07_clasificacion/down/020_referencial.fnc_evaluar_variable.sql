DROP FUNCTION referencial.fnc_evaluar_variable(
    text, double precision, double precision, double precision, text
);
