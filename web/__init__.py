"""HTTP only: pages, the JSON API, feeds and static files over `search`.

In come requests, out go templates filled with result pages; `create_app` wires and decides nothing.
Not for: query logic (`search`), articles and the index (`index`).
"""
