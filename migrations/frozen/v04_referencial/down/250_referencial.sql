DROP SCHEMA referencial;
