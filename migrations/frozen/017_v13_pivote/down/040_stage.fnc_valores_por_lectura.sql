DROP FUNCTION stage.fnc_valores_por_lectura(timestamptz[], integer[]);
