DROP FUNCTION referencial.fnc_completar_limite(referencial.tbl_limites_pozo);
