CREATE OR REPLACE FUNCTION etl.fnc_es_llamada(p_llamada text)
RETURNS boolean
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: whether a text is one CALL of a routine with its schema, and of nothing but constants: NULL, TRUE,
--   FALSE, numbers, strings without backslashes, and the marks {desde}, {hasta} and {pozo}; with names (=>)
--   or without. Nothing in such a text can be another statement.
-- Second run: pure function. Reads and writes nothing.
    SELECT p_llamada ~* replace(
        $q$\ACALL [a-z_][a-z0-9_]*\.[a-z_][a-z0-9_]* ?\((@( *, *@)*)?\)\Z$q$,
        '@',
        $q$([a-z_][a-z0-9_]* *=> *)?(NULL|TRUE|FALSE|-?[0-9]+(\.[0-9]+)?|'([^'\\]|'')*'|\{(desde|hasta|pozo)\})$q$
    );
$$;

COMMENT ON FUNCTION etl.fnc_es_llamada(text)
IS 'Whether a text is one CALL of a routine with nothing but constants, as the steps of cycles are.';
