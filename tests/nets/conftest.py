"""Networks whose weights can be seen to matter."""

from __future__ import annotations

import pytest

torch = pytest.importorskip("torch")


def lively(net: torch.nn.Module) -> torch.nn.Module:
    """``net`` in evaluation mode with signals of full strength to the end.

    Fresh weights are small; without the statistics that training gathers for normalisation, what
    enters a deep network would hardly change what leaves it.
    """
    for module in net.modules():
        if isinstance(module, torch.nn.Conv2d | torch.nn.ConvTranspose2d):
            torch.nn.init.kaiming_normal_(module.weight, mode="fan_in")
    return net.eval()


@pytest.fixture(name="lively")
def lively_fixture():
    return lively
