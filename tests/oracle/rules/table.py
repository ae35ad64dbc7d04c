"""What is exported of a case: both forms as PyTorch. What the case is, its inputs among it, say the files in tests/ModelFix.Evidence.Tests/Cases."""
import dataclasses
import json
import math
import pathlib
import re

import torch
from torch import nn

CASES = pathlib.Path(__file__).resolve().parents[2] / "ModelFix.Evidence.Tests" / "Cases"
DTYPES = {"float32": torch.float32, "float64": torch.float64, "int64": torch.int64, "int32": torch.int32, "uint8": torch.uint8, "bool": torch.bool}
SPECIAL = [math.nan, math.inf, -math.inf, 3.4028234663852886e38, -3.4028234663852886e38, 1e-42, 0.0, -0.0, 1.0, -2.5]


@dataclasses.dataclass
class Input:
    """One parameter of forward: its contract as the C# doc comment has it."""
    name: str
    contract: str
    indices: int = None  # so many places there are, for indices; None for any number

    @property
    def dtype(self):
        named = re.match(r"(\w+)\[", self.contract)
        return DTYPES[named.group(1)] if named else torch.float32

    def shape(self, sizes):
        return tuple(sizes[d] if d in sizes else int(d) for d in self.dims)

    @property
    def dims(self):
        inner = self.contract[self.contract.index("[") + 1:-1]
        return inner.split(", ") if inner else []

    @property
    def open_dims(self):
        """The dims whose size the contract leaves open, by their position."""
        return {at: dim for at, dim in enumerate(self.dims) if not dim.isdigit()}


@dataclasses.dataclass
class Rewrite:
    """The form that a rule finds and the form that it writes. The functions take the module, then forward's inputs."""
    name: str
    before: object
    after: object
    layers: object = dict            # () -> the layers before, by field name
    layers_after: object = None
    export_kinds: tuple = ("ordinary",)
    opsets: tuple = (9, 11, 13, 17)
    others: dict = dataclasses.field(default_factory=dict)  # forms that are not written, exported for comparison: C# to function
    inputs: list = None
    sizes: dict = None               # of the contract's symbols but N

    def take(self, case):
        """Takes the inputs from the case's own file."""
        self.inputs = [Input(name, contract, case.get("indices")) for name, contract in case["inputs"].items()]
        self.sizes = case.get("sizes", [{}])[0]


class Rule:
    def __init__(self, id, rewrites):
        self.id, self.rewrites = id, rewrites
        cases = {case["name"]: case for case in json.loads((CASES / (id + ".json")).read_text())["rewrites"]}
        for rewrite in rewrites:
            rewrite.take(cases[rewrite.name])


class Form(nn.Module):
    """One form as a module, so that it can be exported and its weights keep their names."""

    def __init__(self, function, layers=None):
        super().__init__()
        self.function = function
        for name, layer in (layers or {}).items():
            setattr(self, name, layer)

    def forward(self, *inputs):
        return self.function(self, *inputs)


def forms(rewrite):
    """The two modules of a rewrite with the same made-up weights."""
    before = Form(rewrite.before, rewrite.layers())
    after = Form(rewrite.after, (rewrite.layers_after or rewrite.layers)())
    fill(before)
    after.load_state_dict(before.state_dict())
    return before.eval(), after.eval()


def fill(module):
    """Weights that are short to write: multiples of 1/16."""
    random = generator("weights")
    with torch.no_grad():
        for key, value in module.state_dict().items():
            if value.dtype.is_floating_point:
                positive = key.endswith("running_var")
                value.copy_(sixteenths(value.shape, random, 8 if positive else -24, 40 if positive else 25))


def generator(text):
    return torch.Generator().manual_seed(sum(ord(c) * (31 ** (i % 7)) for i, c in enumerate(text)) % 2 ** 31)


def sixteenths(shape, random, low=-24, high=25):
    return torch.randint(low, high, tuple(shape), generator=random).double() / 16


def make_inputs(rewrite, kind, batch):
    """The inputs of one run: "ordinary" numbers, or "special" ones."""
    random = generator(rewrite.name + kind)
    return [make(i, kind, {**rewrite.sizes, "N": batch}, random) for i in rewrite.inputs]


def make(spec, kind, sizes, random):
    shape, dtype = spec.shape(sizes), spec.dtype
    if spec.indices is not None and dtype == torch.int64:
        return torch.randint(0, spec.indices, shape, generator=random)
    if dtype == torch.bool:
        return torch.randint(0, 2, shape, generator=random).bool()
    data = sixteenths(shape, random)
    if kind == "special":
        data = torch.tensor(SPECIAL, dtype=torch.float64)[torch.randint(0, len(SPECIAL), shape, generator=random)]
    return data.to(dtype) if dtype.is_floating_point else (data * 16).to(dtype)
