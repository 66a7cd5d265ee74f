"""`python -m bp010ctl` is `bp010ctl`."""

from bp010ctl.cli import main

if __name__ == "__main__":
    main()
