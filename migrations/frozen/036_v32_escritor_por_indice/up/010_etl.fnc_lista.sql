CREATE OR REPLACE FUNCTION etl.fnc_lista(
    p_nombres name[],
    p_formato text,
    p_separador text DEFAULT ', '
)
RETURNS text
LANGUAGE plpgsql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: names for the text of a statement, each in the given format, joined in their order. PL/pgSQL keeps
--   the plan of its query, an SQL function would make it anew in each of many calls.
-- Second run: pure function. Reads and writes nothing.
BEGIN
    RETURN (
        SELECT string_agg(format(p_formato, nombres.nombre), p_separador ORDER BY nombres.puesto)
        FROM unnest(p_nombres) WITH ORDINALITY AS nombres (nombre, puesto)
    );
END;
$$;

COMMENT ON FUNCTION etl.fnc_lista(name[], text, text)
IS 'Names for the text of a statement: each in a format, joined.';
