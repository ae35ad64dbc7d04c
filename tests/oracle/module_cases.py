"""The cases of module_goldens.py: inputs, and what is written of a layer or function."""
import math
import pathlib

import torch

OUT = pathlib.Path(__file__).resolve().parents[1] / "ModelFix.Torch.Tests" / "Modules" / "Goldens"
CASES = {}
DTYPES = {torch.float32: "Float32", torch.float64: "Float64", torch.int64: "Int64", torch.bool: "Bool"}
random = torch.Generator().manual_seed(7)


def data(*shape, dtype=torch.float32, low=-24, high=25):
    return (torch.randint(low, high, shape, generator=random).double() / 16).to(dtype)


def number(value):
    if isinstance(value, (bool, int)):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return int(value) if value == int(value) and abs(value) < 1e9 else value


def tensor(value):
    value = value.detach()
    flat = value.reshape(-1).tolist()
    if value.dtype == torch.float32:
        flat = [float("%.9g" % x) for x in flat]
    return {"shape": list(value.shape), "dtype": DTYPES[value.dtype], "data": [number(x) for x in flat]}


def encode(value):
    if isinstance(value, torch.Tensor):
        return {"tensor": tensor(value)}
    if isinstance(value, tuple):
        return {"tuple": list(value)}
    return value


def add(topic, name, case):
    CASES.setdefault(topic, {})
    assert name not in CASES[topic], name
    CASES[topic][name] = case


def layer(topic, name, kind, args, module, *inputs, train=False, calls=1):
    """args: for the TorchSharp factory. module: the PyTorch layer."""
    dtype = inputs[0].dtype
    if dtype == torch.float64:
        module = module.double()
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if value.dtype.is_floating_point:
                positive = key.endswith("running_var")
                value.copy_(data(*value.shape, low=8 if positive else -24, high=40 if positive else 25))
    module.train(train)
    state = {key: tensor(value) for key, value in module.state_dict().items()}
    with torch.no_grad():
        for _ in range(calls):
            output = module(*inputs)
    add(topic, name, {
        "target": "nn." + kind, "args": {key: encode(value) for key, value in args.items()}, "state": state,
        "inputs": [tensor(x) if isinstance(x, torch.Tensor) else x for x in inputs], "train": train, "calls": calls, "output": [tensor(part) for part in output if part is not None] if isinstance(output, tuple) else tensor(output),
        "after": {key: tensor(value) for key, value in module.state_dict().items()} if train else {},
    })


def function(topic, name, kind, args, output):
    add(topic, name, {
        "target": "functional." + kind, "args": {key: encode(value) for key, value in args.items()},
        "state": {}, "inputs": [], "train": False, "calls": 1, "output": tensor(output), "after": {},
    })
