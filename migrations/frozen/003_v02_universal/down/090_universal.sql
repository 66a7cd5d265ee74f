DROP SCHEMA universal;
