"""Run Trama as `python -m trama`."""

from trama.cli import main

main()
