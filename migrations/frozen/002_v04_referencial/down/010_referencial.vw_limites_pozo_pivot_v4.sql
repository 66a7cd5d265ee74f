DROP VIEW referencial.vw_limites_pozo_pivot_v4;
