"""The cases of tensor_goldens.py: inputs, the registry of expressions, and what is written of them."""
import json
import os
import warnings

import numpy
import torch

warnings.filterwarnings("ignore")
torch.manual_seed(20261121)
HERE = os.path.dirname(os.path.abspath(__file__))
TARGET = os.path.join(HERE, "..", "ModelFix.Torch.Tests", "Tensors")
NAN, INF = float("nan"), float("inf")
# Those of the first goldens come first: their order is the order of the cases.
DTYPES = {torch.float32: "Float32", torch.float64: "Float64", torch.int64: "Int64", torch.int32: "Int32", torch.uint8: "Byte", torch.bool: "Bool",
          torch.float16: "Float16", torch.bfloat16: "BFloat16", torch.int8: "Int8", torch.int16: "Int16"}


class Digits(float):
    """A number with its text, which has no more digits than name it in its type."""


def number(value, dtype):
    if dtype == torch.bool:
        return bool(value)
    if not dtype.is_floating_point:
        return int(value)
    if value != value:
        return "nan"
    if value in (INF, -INF):
        return "inf" if value > 0 else "-inf"
    digits = {torch.float16: 5, torch.bfloat16: 4}.get(dtype)
    written = Digits(value)
    written.text = f"{value:.{digits}g}" if digits else str(numpy.float32(value)) if dtype == torch.float32 else repr(float(value))
    if written.text.endswith(".0") and value != 0:
        written.text = written.text[:-2]
    return written


def storage(t):
    """Strides only where they are not those of the shape."""
    if t.is_contiguous():
        return {"dtype": DTYPES[t.dtype], "shape": list(t.shape), "data": [number(v, t.dtype) for v in t.reshape(-1).tolist()]}
    extent = 1 + sum((n - 1) * s for n, s in zip(t.shape, t.stride()))
    flat = t.as_strided((extent,), (1,), t.storage_offset())
    return {"dtype": DTYPES[t.dtype], "shape": list(t.shape), "strides": list(t.stride()), "data": [number(v, t.dtype) for v in flat.tolist()]}


def output(t, owned):
    """Strides only where the result shares storage with an input: elsewhere the layout is libtorch's own choice."""
    if isinstance(t, bool):
        return {"bool": t}
    strides = {"strides": list(t.stride())} if t.storage().data_ptr() in owned else {}
    return {"dtype": DTYPES[t.dtype], "shape": list(t.shape), **strides, "data": [number(v, t.dtype) for v in t.reshape(-1).tolist()]}


def f(*shape, dtype=torch.float32, scale=3.0):
    return (torch.randn(shape, dtype=torch.float64) * scale).round(decimals=3).to(dtype)


def i(*shape, low=-9, high=10, dtype=torch.int64):
    return torch.randint(low, high, shape, dtype=dtype)


def b(*shape):
    return torch.rand(*shape) > 0.5


SPECIAL = torch.tensor([[NAN, INF, -INF, 0.0], [-0.0, 1.0, -1.0, 0.5], [2.5, -2.5, 1e-30, 3.4e38]])
# Without 3.4e38, whose square and whose vectorised log1p overflow in libtorch's float32 but not here.
MODERATE = SPECIAL[:2].clone()
REALS = [f(2, 3), SPECIAL, f(3, 2).t(), f(4, 6)[:, ::2], f(2, 3, dtype=torch.float64), torch.tensor(-1.5), f(0, 3)]
WHOLES = [i(2, 3), i(3, 2, dtype=torch.int32).t(), i(4, low=0, dtype=torch.uint8), torch.tensor(3)]
ALL = REALS + WHOLES + [b(2, 3)]
POSITIVE = [f(2, 3).abs() + 0.1, SPECIAL, f(2, 3, dtype=torch.float64).abs() + 0.1, i(3, low=1), torch.tensor(2.0)]
PAIRS = [(f(2, 3), f(2, 3)), (f(2, 3), f(3)), (f(2, 1, 3), f(4, 1)), (f(3, 2).t(), f(2, 3)), (SPECIAL, SPECIAL.flip(1).clone()), (f(2, 3), torch.tensor(1.5)),
         (f(2, 3), f(2, 3, dtype=torch.float64)), (f(2, 3), torch.tensor(2.25, dtype=torch.float64)), (i(2, 3), f(3)),
         (i(2, 3), i(2, 3, low=1)), (i(2, 3, dtype=torch.int32), i(3, low=1)), (i(4, low=0, dtype=torch.uint8), i(4, low=1, dtype=torch.int32)),
         (i(2, 3), torch.tensor(-2)), (b(2, 3), b(3)), (b(2, 3), i(3, low=1)), (f(0, 3), f(3)), (torch.tensor(1), torch.tensor(2.5)), (f(2, 3), f(2, 4))]
MATRICES = [f(2, 3), SPECIAL, f(3, 2).t(), f(0, 3), f(2, 3, dtype=torch.float64), i(2, 3), b(2, 3)]
CUBES = [f(2, 3, 4), f(4, 3, 2).permute(2, 1, 0), f(0, 3, 4), i(2, 3, 4), f(2, 3, 8)[:, :, ::2]]

TOPICS = {}


def case(topic, csharp, inputs, python=None, tolerance=0.0):
    """Records `csharp` (as `python`) on every tuple of inputs."""
    TOPICS.setdefault(topic, []).append((csharp, python or csharp, inputs, tolerance))


def singles(tensors):
    return [(t,) for t in tensors]


def put(x, change):
    change()
    return x


def fail():
    raise RuntimeError("copy_ does not drop leading dimensions")


def in_float32(operator, *tensors):
    """The operator in float32, its result rounded to the first tensor's dtype."""
    lower = [t.dtype for t in tensors if t is not None and t.dtype in (torch.float16, torch.bfloat16)][0]
    result = operator(*[t.float() if t is not None and t.dtype == lower else t for t in tensors])
    return [t.to(lower) if t.dtype == torch.float32 else t for t in (result if isinstance(result, (tuple, list)) else [result])]


def evaluate(python, inputs):
    names = dict(zip("xyz", [copy_of(t) for t in inputs]))
    owned = {t.storage().data_ptr() for t in names.values()} - {0}
    scope = {"torch": torch, "F": torch.nn.functional, "INF": INF, "NAN": NAN, "put": put, "fail": fail, "in_float32": in_float32, **{n: None for n in "xyz"}, **names}
    try:
        result = eval(python, scope)
    except (RuntimeError, IndexError, ValueError, TypeError, ZeroDivisionError):
        return None
    return [output(t, owned) for t in (result if isinstance(result, (tuple, list)) else [result])]


def copy_of(t):
    if t.numel() == 0:
        return t.clone()
    extent = 1 + sum((n - 1) * s for n, s in zip(t.shape, t.stride()))
    return t.as_strided((extent,), (1,), t.storage_offset()).clone().as_strided(t.shape, t.stride())


def write():
    lines = []
    os.makedirs(os.path.join(TARGET, "Goldens"), exist_ok=True)
    for topic, cases in TOPICS.items():
        merged = {}
        for csharp, python, inputs, tolerance in cases:
            entry = merged.setdefault(csharp, {"expression": csharp, "tolerance": tolerance, "runs": []})
            for tensors in inputs:
                entry["runs"].append({"inputs": [storage(t) for t in tensors], "outputs": evaluate(python, tensors)})
        with open(os.path.join(TARGET, "Goldens", topic + ".json"), "w") as out:
            out.write("[\n" + ",\n".join(text(e) for e in merged.values()) + "\n]\n")
        lines += [statement(csharp) for csharp in merged]
    with open(os.path.join(TARGET, "TensorExpressions.cs"), "w") as out:
        out.write(HEADER + "\n".join(sorted(set(lines))) + "\n    };\n}\n")


def text(value):
    """JSON; json.dumps would write a Digits as the float that it is."""
    if isinstance(value, Digits):
        return value.text
    if isinstance(value, dict):
        return "{" + ",".join(f"{json.dumps(key)}:{text(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(text, value)) + "]"
    return json.dumps(value)


def statement(csharp):
    key = json.dumps(csharp)
    if "; x" in csharp:
        body = f"{{ _ = {csharp.split(';')[0]}; return x; }}"
    elif any(op in csharp for op in (" = ", " += ", " *= ")):
        body = f"{{ {csharp}; return x; }}"
    else:
        body = csharp
    return f"        [{key}] = static (x, y, z) => {body},"


HEADER = """// <auto-generated>Written by tests/oracle/tensor_goldens.py together with the goldens; edit the script instead.</auto-generated>
#nullable enable
#pragma warning disable
using TorchSharp;
using static TorchSharp.torch;

namespace ModelFix.Torch.Tests.Tensors;

/// <summary>The C# side of every golden: the key is the expression itself.</summary>
internal static class TensorExpressions
{
    public static readonly IReadOnlyDictionary<string, Func<Tensor, Tensor, Tensor, object>> All = new Dictionary<string, Func<Tensor, Tensor, Tensor, object>>
    {
"""
