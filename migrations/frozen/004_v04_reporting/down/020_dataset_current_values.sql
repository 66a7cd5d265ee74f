DROP TABLE reporting.dataset_current_values;
