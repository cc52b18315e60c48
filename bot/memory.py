"""What a process holds in memory: one heap for all threads, free pages given back, and what stays for good set apart.

The heap is glibc's: elsewhere those two do nothing, and macOS gives memory back by itself.
"""

import asyncio
import ctypes
import gc
import sys
from typing import Final

from personas.render import Voices

M_MMAP_THRESHOLD, M_ARENA_MAX = -3, -8
"""As glibc's malloc.h numbers them."""
LARGE_BYTES: Final = 256 * 1024
"""Arrays from this size on have pages of their own, which go back at once when they do."""
TRIM_SECONDS: Final = 10.0
YOUNG_OBJECTS: Final = 10_000
"""New objects after which the garbage collector looks through the young ones; Python looks at every 700."""


def share_heap() -> None:
    """Let all threads share one heap, and keep large arrays out of it; to be called before there are threads.

    Each thread would have a heap of its own otherwise, that stays as large as the largest work it ever did.
    """
    libc = _glibc()
    if libc is not None:
        libc.mallopt(M_ARENA_MAX, 1)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)


async def settle(voices: Voices) -> None:
    """Do ahead what the first requests would wait for, then spare the garbage collector what stays for good.

    The code, templates and tables of a started process are some hundred thousand objects that never become garbage;
    looking through them again and again took a third of the CPU time of a reply.
    """
    await asyncio.to_thread(voices.warm)
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG_OBJECTS)


async def trim() -> None:
    """Give free pages back to the system, again and again, until cancelled."""
    libc = _glibc()
    while True:
        await asyncio.sleep(TRIM_SECONDS)
        if libc is not None:
            await asyncio.to_thread(libc.malloc_trim, 0)


def _glibc() -> ctypes.CDLL | None:
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    return libc if hasattr(libc, "gnu_get_libc_version") else None
