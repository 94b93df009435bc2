#!/usr/bin/env python3
"""Prints, as one JSON object, how fast PyTorch trains and predicts the same network, on one minibatch of 64.

Usage: torch_lenet.py THREADS RUNS
"""

import json
import statistics
import sys
import time

import torch
from torch import nn

BATCH = 64
WARM_UP = 4
RUN_SECONDS = 0.5


def lenet():
    """LeNet-5 as this project has it: 61,706 parameters, tanh, average pooling, every map connected to all six."""
    network = nn.Sequential(
        nn.Conv2d(1, 6, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(6, 16, 5), nn.Tanh(), nn.AvgPool2d(2),
        nn.Conv2d(16, 120, 5), nn.Tanh(), nn.Flatten(),
        nn.Linear(120, 84), nn.Tanh(),
        nn.Linear(84, 10),
    )
    assert sum(parameter.numel() for parameter in network.parameters()) == 61_706
    return network


def rates(step):
    """Examples per second of the process's CPU time, all threads together, and of wall time."""
    cpu, wall, examples = time.process_time(), time.perf_counter(), 0
    while time.perf_counter() - wall < RUN_SECONDS:
        step()
        examples += BATCH
    return examples / (time.process_time() - cpu), examples / (time.perf_counter() - wall)


def measure(memory_format, runs):
    """Medians over the runs of the four rates, with the images and the weights in that format."""
    torch.manual_seed(1)
    network = lenet().to(memory_format=memory_format)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-4)
    loss = nn.CrossEntropyLoss()
    images = torch.rand(BATCH, 1, 32, 32).to(memory_format=memory_format)
    labels = torch.randint(0, 10, (BATCH,))

    def train():
        optimizer.zero_grad()
        loss(network(images), labels).backward()
        optimizer.step()

    def predict():
        with torch.no_grad():
            torch.softmax(network(images), 1)

    trained, predicted = [], []
    for run in range(WARM_UP + runs):
        # In turn, so that what disturbs the machine disturbs both.
        pair = rates(train), rates(predict)
        if run >= WARM_UP:
            trained.append(pair[0])
            predicted.append(pair[1])

    def median(samples, index):
        return statistics.median(sample[index] for sample in samples)

    return {
        "trainPerCpuSecond": median(trained, 0),
        "trainPerSecond": median(trained, 1),
        "predictPerCpuSecond": median(predicted, 0),
        "predictPerSecond": median(predicted, 1),
    }


def main(threads, runs):
    torch.set_num_threads(threads)
    # Which one is faster depends on the machine and on the build.
    formats = [measure(memory_format, runs) for memory_format in (torch.contiguous_format, torch.channels_last)]
    best = {rate: max(rates[rate] for rates in formats) for rate in formats[0]}
    print(json.dumps({"version": torch.__version__, "threads": threads, **best}))


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
