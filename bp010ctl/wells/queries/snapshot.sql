SELECT v.*
FROM reporting.dataset_current_values AS v
WHERE v.well_id = %(pozo)s;
