DROP FUNCTION stage.fnc_retirar_veredictos_regla();
