DROP FUNCTION referencial.fnc_es_zona_horaria(text);
