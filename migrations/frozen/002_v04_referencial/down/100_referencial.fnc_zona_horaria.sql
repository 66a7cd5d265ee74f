DROP FUNCTION referencial.fnc_zona_horaria();
