DROP FUNCTION stage.fnc_valores_pozo(integer[]);
