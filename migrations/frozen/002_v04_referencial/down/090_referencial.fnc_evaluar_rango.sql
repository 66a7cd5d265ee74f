DROP FUNCTION referencial.fnc_evaluar_rango(
    double precision, double precision, double precision, double precision, double precision
);
