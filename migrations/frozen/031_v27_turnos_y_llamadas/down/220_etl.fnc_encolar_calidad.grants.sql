GRANT EXECUTE ON FUNCTION etl.fnc_encolar_calidad() TO public;
