DELETE FROM etl.candados
WHERE candado = 'visibles';
