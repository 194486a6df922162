"""The one place where Numba is applied, so that types stay checked and settings stay the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

__all__ = ["compiled", "frozen"]

T = TypeVar("T", bound=np.generic)
F = TypeVar("F", bound=Callable[..., object])


def compiled(function: F) -> F:
    """Compile a function of numbers and arrays to machine code, kept on disk between runs.

    No fast-math and no automatic threads: the same inputs give the same bytes. The lock of Python is released, so blocks of
    draws may run on several threads.

    Args:
        function: a function that Numba can type.

    Returns:
        The compiled function, with the type of the original; the original stays at `.py_func`.

    Examples:
        >>> from harmattan.inference.samplers import normal
        >>> normal(0.5)
        0.0
    """
    return cast(F, numba.njit(function, cache=True, nogil=True, fastmath=False, error_model="numpy"))


def frozen(array: NDArray[T]) -> NDArray[T]:
    """View an array so that no kernel can write to it; one kind of view also means one compilation.

    Args:
        array: any array.

    Returns:
        A read-only, contiguous array with the same content, copied only where it had to be.

    Examples:
        >>> frozen(np.zeros(2)).flags.writeable
        False
    """
    if not array.flags.writeable and array.flags.c_contiguous:
        return array
    view = np.ascontiguousarray(array).view()
    view.flags.writeable = False
    return view
