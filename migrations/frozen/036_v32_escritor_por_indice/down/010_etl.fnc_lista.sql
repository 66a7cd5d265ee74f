CREATE OR REPLACE FUNCTION etl.fnc_lista(
    p_nombres name[],
    p_formato text,
    p_separador text DEFAULT ', '
)
RETURNS text
LANGUAGE sql
IMMUTABLE
PARALLEL SAFE
AS $$
-- Purpose: names for the text of a statement, each in the given format, joined in their order.
-- Second run: pure function. Reads and writes nothing.
    SELECT string_agg(format(p_formato, nombres.nombre), p_separador ORDER BY nombres.puesto)
    FROM unnest(p_nombres) WITH ORDINALITY AS nombres (nombre, puesto);
$$;

COMMENT ON FUNCTION etl.fnc_lista(name[], text, text)
IS 'Names for the text of a statement: each in a format, joined.';
