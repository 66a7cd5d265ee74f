-- whether a load has values that their conversion cannot read, column by column
SELECT __hay__
FROM __carga__ AS carga -- noqa: AL05
