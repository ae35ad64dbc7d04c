"""What a row of the evidence holds: a rewrite as C# and as PyTorch, the inputs it is run on, and forms that are not used."""
import dataclasses
import math
import re

import torch
from torch import nn

DTYPES = {"float32": torch.float32, "float64": torch.float64, "bfloat16": torch.bfloat16, "int64": torch.int64, "int32": torch.int32,
          "uint8": torch.uint8, "bool": torch.bool}
SPECIAL = [math.nan, math.inf, -math.inf, 3.4028234663852886e38, -3.4028234663852886e38, 1e-42, 0.0, -0.0, 1.0, -2.5]
# Without the largest float: whether a sum of it overflows depends on the order.
SPARSE = [x for x in SPECIAL if abs(x) < 1e38 or math.isinf(x)] + [math.nan]
# Sums and roots round by their order, which differs between implementations.
ROUNDING = 2e-6
BIT_EXACT, TOLERANCE, INFERENCE_ONLY = "BitExact", "Tolerance", "InferenceOnly"

# What inputs are made of; a rewrite names the kinds that its promise covers.
DEFAULT_KINDS = ("ordinary", "one", "empty", "special", "permuted", "float64")


@dataclasses.dataclass
class Input:
    """One parameter of forward: its contract as the C# doc comment has it, and what its elements are drawn from."""
    name: str
    contract: str
    values: object = None  # a list to draw integers from; None for any number

    @property
    def dtype(self):
        named = re.match(r"(\w+)\[", self.contract)
        return DTYPES[named.group(1)] if named else None

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
    """A form that a rule finds, as C# and as PyTorch, and the form that it writes, as PyTorch. The functions take the module, then forward's inputs."""
    name: str
    inputs: list
    csharp: str                      # the body of forward before
    before: object
    after: object
    equality: str = BIT_EXACT
    bound: float = 0.0               # relative, for Tolerance and for InferenceOnly
    gradient_bound: float = None     # relative to the largest element; None: as bound
    cancels: bool = False            # terms cancel: outputs are compared relative to the largest element
    rounding: float = 0.0            # how far another implementation may be off
    safety: str = "Proven"
    members: str = ""                # C# fields
    constructor: str = ""            # C# statements
    layers: object = dict            # () -> the layers before, by field name
    layers_after: object = None
    kinds: tuple = DEFAULT_KINDS
    sizes: tuple = ({},)             # sizes of the contract's symbols but N
    export: bool = True
    export_kinds: tuple = ("ordinary",)
    opsets: tuple = (9, 11, 13, 17)
    others: dict = dataclasses.field(default_factory=dict)  # forms that are not written, exported for comparison: C# to function


@dataclasses.dataclass
class Refuted:
    """A form that circulates as a replacement and is not one."""
    name: str
    form: str
    input: str
    before: object
    instead: object
    csharp: str = ""
    contract: str = ""


@dataclasses.dataclass
class Sweep:
    """Many configurations of one rewrite: pairs of functions with inputs, compared in PyTorch alone."""
    name: str
    pairs: object                    # () -> iterable of (before, after, inputs)
    bound: float = 0.0
    gradient_bound: float = None     # relative to the largest element; None: as bound
    gradients: bool = True
    cancels: bool = False


@dataclasses.dataclass
class Rule:
    id: str
    rewrites: list
    refuted: list = dataclasses.field(default_factory=list)
    sweeps: list = dataclasses.field(default_factory=list)


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


def make_inputs(rewrite, kind, sizes, batch=2):
    """The inputs of one run."""
    batch = {"one": 1, "empty": 0}.get(kind, batch)
    random = generator(rewrite.name + kind)
    return [make(i, kind, {**sizes, "N": batch}, random) for i in rewrite.inputs]


def make(spec, kind, sizes, random):
    shape = spec.shape(sizes)
    dtype = spec.dtype or (torch.float64 if kind == "float64" else torch.float32)
    if spec.values is not None:
        chosen = torch.randint(0, len(spec.values), shape, generator=random)
        return torch.tensor(spec.values)[chosen].to(dtype)
    if dtype == torch.bool:
        return torch.randint(0, 2, shape, generator=random).bool()
    written = shape[::-1] if kind == "permuted" else shape
    data = sixteenths(written, random)
    if kind == "special":
        chosen = torch.randint(0, len(SPECIAL), written, generator=random)
        data = torch.tensor(SPECIAL, dtype=torch.float64)[chosen]
    if kind == "sparse":
        chosen = torch.randint(0, len(SPARSE) * 8, written, generator=random)
        data = torch.where(chosen < len(SPARSE), torch.tensor(SPARSE, dtype=torch.float64)[chosen % len(SPARSE)], data)
    if kind == "zeros":
        data = torch.zeros(written, dtype=torch.float64)
    if kind == "tiny":
        data = data * 1e-14
    if kind == "huge":
        data = data * 1e19
    data = integers(data, dtype) if not dtype.is_floating_point else data.to(dtype)
    return data.permute(*reversed(range(len(shape)))) if kind == "permuted" else data


def integers(data, dtype):
    info = torch.iinfo(dtype)
    data = torch.where(torch.isfinite(data), data * 16, torch.tensor(0.0, dtype=torch.float64))
    return data.clamp(max(info.min, -2.0 ** 53), min(info.max, 2.0 ** 53)).to(torch.int64).to(dtype)
