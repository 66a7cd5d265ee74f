"""One module per command: parse, call one library function, print, set the exit code.

Nothing here imports a heavy library at the top: `bp010ctl --help` must stay instant.
"""
