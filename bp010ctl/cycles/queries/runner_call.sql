CALL etl.sp_ejecutar_ciclo(
    p_ciclo => %(ciclo)s::text,
    p_desde => %(desde)s::timestamptz,
    p_hasta => %(hasta)s::timestamptz,
    p_well_id => %(pozo)s::integer,
    p_origen => %(origen)s::text
);
