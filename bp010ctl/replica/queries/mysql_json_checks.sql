SELECT
    k.table_name,
    k.check_clause
FROM information_schema.check_constraints AS k
WHERE k.constraint_schema = database()
