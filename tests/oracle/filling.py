"""Fills models and their inputs with numbers computed from names, so that no golden stores them; Filling.cs in tests/ModelFix.Samples.Tests computes the same."""
import json
import math

import numpy
import torch

LIMIT = 2000
torch.set_num_threads(1)


def uniform(name, count):
    """count numbers in [0, 1): FNV-1a of the name seeds SplitMix64."""
    seed = 14695981039346656037
    for letter in name.encode():
        seed = ((seed ^ letter) * 1099511628211) % 2**64
    x = numpy.uint64(seed) + (numpy.arange(count, dtype=numpy.uint64) + numpy.uint64(1)) * numpy.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    x = x ^ (x >> numpy.uint64(31))
    return (x >> numpy.uint64(11)).astype(numpy.float64) / 2.0**53


def fill(model):
    for key, value in model.state_dict().items():
        if not value.is_floating_point():
            continue
        u = uniform(key, value.numel())
        if key.endswith("running_var"):
            u = 0.5 + u
        elif value.dim() < 2:
            u = (1 if key.endswith("weight") else 0) + 0.2 * (2 * u - 1)
        else:
            u = math.sqrt(3.0 * value.shape[0] / value.numel()) * (2 * u - 1)
        value.copy_(torch.from_numpy(u).reshape(value.shape))


def image(name, *shape):
    return torch.from_numpy(4 * uniform(name, math.prod(shape)) - 2).reshape(shape).float()


def golden(folder, name, model, *inputs):
    """Writes the state of a filled model and every so many values of what it computes in eval mode."""
    model.eval()
    with torch.no_grad():
        fill(model)
        outputs = model(*inputs)
    outputs = outputs if isinstance(outputs, tuple) else (outputs,)
    entries = []
    for output in outputs:
        flat = output.reshape(-1)
        step = -(-flat.numel() // LIMIT)
        entries.append({"shape": list(output.shape), "step": step, "values": [float("%.7g" % v) for v in flat[::step].tolist()]})
    keys = [f"{k} {list(v.shape)}" for k, v in model.state_dict().items()]
    text = json.dumps({"state": keys, "outputs": entries}, indent=None, separators=(",", ":"))
    (folder / f"{name}.json").write_text(text.replace('"outputs"', '\n"outputs"') + "\n")
