"""What a database or a text defines: catalog, routines and views, bodies, comments and grants."""
