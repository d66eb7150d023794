"""Several processes that train one network: ``torchrun --nproc-per-node N -m integument train …``.

Every process makes its own examples of the same batch, and gradients are averaged: with a loss
that is a mean over pictures, N processes take the steps that one would. (Batch norms see their own
part of the batch only, as usual.) The first process alone validates, writes and speaks.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass

import torch
from torch import distributed, nn


@dataclass(frozen=True)
class Team:
    """This process among all: ``rank`` of ``size``."""

    rank: int = 0
    size: int = 1

    @property
    def leads(self) -> bool:
        """Whether this is the process that validates, writes and speaks."""
        return self.rank == 0

    def average(self, parameters: Iterable[nn.Parameter]) -> None:
        """Average the gradients of all processes; one that has none counts as zero."""
        if self.size == 1:
            return
        for parameter in parameters:
            if not parameter.requires_grad:
                continue
            if parameter.grad is None:
                parameter.grad = torch.zeros_like(parameter)
            distributed.all_reduce(parameter.grad)
            parameter.grad /= self.size

    def mean(self, value: float) -> float:
        """The mean of a number over all processes."""
        if self.size == 1:
            return value
        total = torch.tensor(value, dtype=torch.float64)
        distributed.all_reduce(total)
        return float(total) / self.size

    def first(self, value: float) -> float:
        """The number that the first process has, so that all decide alike."""
        if self.size == 1:
            return value
        shared = torch.tensor(value, dtype=torch.float64)
        distributed.broadcast(shared, 0)
        return float(shared)

    def agree(self, net: nn.Module) -> None:
        """Take the weights and the buffers of the first process."""
        if self.size > 1:
            for tensor in (*net.parameters(), *net.buffers()):
                distributed.broadcast(tensor.data, 0)


def join() -> Team:
    """The team that ``torchrun`` started this process in, or a team of one."""
    size = int(os.environ.get("WORLD_SIZE", "1"))
    if size == 1:
        return Team()
    if not distributed.is_initialized():
        backend = "nccl" if torch.cuda.is_available() else "gloo"
        distributed.init_process_group(backend)
        if backend == "nccl":
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    return Team(distributed.get_rank(), size)


def leave(team: Team) -> None:
    """End the team, however the run ended."""
    if team.size > 1 and distributed.is_initialized():
        distributed.destroy_process_group()
