-- a revision that was undone has no record any more
DELETE FROM etl.revisiones
WHERE revision = '__revision__'
