"""Worker processes for cleaning and annotating, forked from one server that has the tables in memory.

Started separately each worker would load gazetteer, language model and parsers for itself: 350 MB a
process instead of about 90, and a second of start. Not forked from this process, which may run threads.
"""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context


def worker_pool(workers: int) -> ProcessPoolExecutor:
    """Give a pool of processes in which `index.clean` and `index.annotate` are ready to work."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["index.worker_preload"])
    return ProcessPoolExecutor(workers, mp_context=context)
