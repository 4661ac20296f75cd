"""``python -m web``: the `dateline` command, for where its script is not on the path."""

from web.cli import main

main()
