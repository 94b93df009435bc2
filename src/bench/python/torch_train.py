#!/usr/bin/env python3
"""Trains the same network by the same recipe with PyTorch, and writes metrics.jsonl as the job does.

Usage: torch_train.py DATA OUTPUT EPOCHS THREADS

The job's defaults: 5,000 images held out, input standardised by the others, Adam at 0.002 along a half cosine, minibatches of 64,
the model of the best epoch on the test set once. An epoch's seconds are those of training alone, without validation.
"""

import copy
import gzip
import json
import math
import os
import sys
import time

import torch
from torch import nn

from torch_lenet import BATCH, lenet

LEARNING_RATE = 0.002
VALIDATION = 5000


def read(directory, name, header):
    """The bytes of an IDX file, raw or .gz, after its header."""
    path = os.path.join(directory, name)
    opened = open(path, "rb") if os.path.exists(path) else gzip.open(path + ".gz", "rb")
    with opened as file:
        return torch.frombuffer(bytearray(file.read()[header:]), dtype=torch.uint8)


def load(directory, prefix):
    """Images [n, 1, 32, 32] of pixels 0..255, padded with background, and labels."""
    images = read(directory, prefix + "-images-idx3-ubyte", 16).reshape(-1, 1, 28, 28).float()
    return nn.functional.pad(images, (2, 2, 2, 2)), read(directory, prefix + "-labels-idx1-ubyte", 8).long()


def evaluate(network, images, labels):
    """Loss and accuracy."""
    with torch.no_grad():
        logits = torch.cat([network(part) for part in images.split(1000)])
    return nn.functional.cross_entropy(logits, labels).item(), (logits.argmax(1) == labels).float().mean().item()


def main(data, output, epochs, threads):
    torch.set_num_threads(threads)
    torch.manual_seed(42)
    began = time.perf_counter()
    images, labels = load(data, "train")
    order = torch.randperm(len(images))
    held_out, rest = order[:VALIDATION], order[VALIDATION:]
    mean, deviation = images[rest].mean(), images[rest].std()
    images = (images - mean) / deviation
    network = lenet()
    optimizer = torch.optim.Adam(network.parameters(), lr=LEARNING_RATE)
    criterion = nn.CrossEntropyLoss()
    updates = epochs * math.ceil(len(rest) / BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: (1 + math.cos(math.pi * step / updates)) / 2)
    events, best, best_epoch, best_network = [], 0, 0, network
    for epoch in range(1, epochs + 1):
        start, total = time.perf_counter(), 0
        for batch in rest[torch.randperm(len(rest))].split(BATCH):
            optimizer.zero_grad()
            loss = criterion(network(images[batch]), labels[batch])
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(batch)
        seconds = time.perf_counter() - start
        validation_loss, accuracy = evaluate(network, images[held_out], labels[held_out])
        if accuracy > best:
            best, best_epoch, best_network = accuracy, epoch, copy.deepcopy(network)
        events.append({
            "event": "epoch", "epoch": epoch, "epochs": epochs, "iteration": epoch * updates // epochs,
            "examples": len(rest), "loss": total / len(rest),
            "validationLoss": validation_loss, "validationAccuracy": accuracy,
            "examplesPerSecond": len(rest) / seconds, "seconds": seconds,
            "computeSeconds": seconds, "averagingSeconds": 0, "waitingSeconds": 0,
        })
    images, labels = load(data, "t10k")
    test_loss, test_accuracy = evaluate(best_network, (images - mean) / deviation, labels)
    events.append({
        "event": "run", "reason": "all epochs trained", "epochs": epochs, "bestEpoch": best_epoch,
        "validationAccuracy": best, "testAccuracy": test_accuracy, "testLoss": test_loss,
        "seconds": time.perf_counter() - began,
    })
    os.makedirs(output)
    with open(os.path.join(output, "metrics.jsonl"), "w", encoding="utf-8") as file:
        file.writelines(json.dumps(event) + "\n" for event in events)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
