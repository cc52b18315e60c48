"""Watchlists: markets that somebody, or a server, looks at together.

``book.py`` is where they are kept and which one is meant, ``look.py`` what their markets do, ``showing.py``,
``changing.py`` and ``sharing.py`` the requests; ``boards.py`` the messages that show one in a channel and stay up to
date, which bot/boards.py keeps.
"""
