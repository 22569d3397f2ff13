"""Tasks for test_jobs that need torch, which takes a process seconds to import."""

import torch


def threads(link):
    return torch.get_num_threads()


def torch_memory(link, size):
    return torch.zeros(size, dtype=torch.uint8).numel()
