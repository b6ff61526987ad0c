"""`python -m plainletter`."""

from plainletter.cli.main import main

if __name__ == "__main__":
    main()
