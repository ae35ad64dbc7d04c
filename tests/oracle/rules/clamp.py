"""MFX1101: clamp with one bound missing."""
import math

import torch

from .table import SPECIAL, Input, Refuted, Rewrite, Rule, Sweep

INF = math.inf
FLOAT_MAX = 3.4028234663852886e38


def case(name, csharp, before, after, contract="float32[N, 6]", **more):
    more.setdefault("export_kinds", ("ordinary", "special"))
    more.setdefault("kinds", ("ordinary", "one", "empty", "special", "permuted"))
    return Rewrite(name, [Input("x", contract)], csharp, before, after, **more)


def special(dtype=torch.float32):
    return torch.tensor(SPECIAL, dtype=dtype)


def both_bounds():
    """Scalar bounds of either side on every floating-point dtype, in place and not, over special values, scalars and empty tensors."""
    for dtype in (torch.float32, torch.float64, torch.bfloat16):
        for bound in (0, -0.0, 1, -1.5, 1e-45, 0.001, FLOAT_MAX, -FLOAT_MAX, INF, -INF):
            if dtype == torch.bfloat16 and abs(bound) == FLOAT_MAX:
                continue  # PyTorch refuses the bound itself
            for x in (special(dtype), special(dtype).reshape(5, 2).t(), torch.tensor(math.nan, dtype=dtype), special(dtype)[:0]):
                yield lambda x, b=bound: x.clamp(min=b), lambda x, b=bound: x.clamp(b, INF), [x]
                yield lambda x, b=bound: x.clamp(max=b), lambda x, b=bound: x.clamp(-INF, b), [x]
                yield lambda x, b=bound: x.clone().clamp_(min=b), lambda x, b=bound: x.clone().clamp_(b, INF), [x]
                yield lambda x, b=bound: torch.clamp_max(x, b), lambda x, b=bound: x.clamp(-INF, b), [x]


def integer_bounds():
    for dtype in (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8):
        info = torch.iinfo(dtype)
        x = torch.tensor([info.min, info.max, 0, 1, 7, info.max // 3], dtype=dtype)
        for bound in (0, 5, 100):
            yield lambda x, b=bound: x.clamp(min=b), lambda x, b=bound, m=info.max: x.clamp(b, m), [x]
            yield lambda x, b=bound: x.clamp(max=b), lambda x, b=bound, m=info.min: x.clamp(m, b), [x]


def at_zero(function):
    x = torch.zeros(1, requires_grad=True)
    function(x).sum().backward()
    return x.grad


CLAMP = Rule("MFX1101", [
    case("a minimum", "return x.clamp(min: 0.5);",
         lambda m, x: x.clamp(min=0.5), lambda m, x: x.clamp(min=0.5, max=INF)),
    case("a maximum", "return x.clamp_max(1.0);",
         lambda m, x: x.clamp_max(1.0), lambda m, x: x.clamp(-INF, 1.0)),
    case("the function of torch", "return torch.clamp(x, min: 0);",
         lambda m, x: torch.clamp(x, min=0), lambda m, x: torch.clamp(x, min=0, max=INF)),
    case("in place", "var t = x + 1;\nt.clamp_(min: 0.001);\nreturn t;",
         lambda m, x: (x + 1).clamp_(min=0.001), lambda m, x: (x + 1).clamp_(min=0.001, max=INF)),
    case("float64", "return x.clamp(max: -0.25);",
         lambda m, x: x.clamp(max=-0.25), lambda m, x: x.clamp(max=-0.25, min=-INF), contract="float64[N, 6]", export=False),
    Rewrite("a tensor as minimum", [Input("x", "float32[N, 6]"), Input("lo", "float32[N, 6]")],
            "return x.clamp(min: lo);",
            lambda m, x, lo: x.clamp(min=lo), lambda m, x, lo: x.clamp(min=lo, max=torch.tensor(INF)),
            kinds=("ordinary", "one", "empty", "special", "permuted")),
    Rewrite("a tensor as maximum", [Input("x", "float32[N, 6]"), Input("hi", "float32[6]")], "return torch.clamp(x, max: hi);",
            lambda m, x, hi: torch.clamp(x, max=hi), lambda m, x, hi: torch.clamp(x, min=torch.tensor(-INF), max=hi),
            kinds=("ordinary", "one", "empty", "special", "permuted")),
    case("int64", "return x.clamp(min: 0);",
         lambda m, x: x.clamp(min=0), lambda m, x: x.clamp(min=0, max=2 ** 63 - 1), contract="int64[N, 6]", kinds=("ordinary", "empty"),
         export_kinds=("ordinary",)),
    case("int32", "return x.clamp(max: 5);",
         lambda m, x: x.clamp(max=5), lambda m, x: x.clamp(max=5, min=-2 ** 31), contract="int32[N, 6]", kinds=("ordinary", "empty"), export=False),
    case("uint8", "return x.clamp(min: 3);",
         lambda m, x: x.clamp(min=3), lambda m, x: x.clamp(min=3, max=255), contract="uint8[N, 6]", kinds=("ordinary", "empty"), export=False),
], [
    Refuted("the largest float as maximum", "x.clamp(0, float.MaxValue)", "+inf", lambda: special().clamp(min=0), lambda: special().clamp(0, FLOAT_MAX)),
    Refuted("the largest float as maximum, float64", "x.clamp(0, float.MaxValue)", "1e300",
            lambda: torch.tensor([1e300], dtype=torch.float64).clamp(min=0), lambda: torch.tensor([1e300], dtype=torch.float64).clamp(0, FLOAT_MAX)),
    Refuted("the largest float as maximum, bfloat16", "x.clamp(0, float.MaxValue)", "bfloat16",
            lambda: special(torch.bfloat16).clamp(min=0), lambda: special(torch.bfloat16).clamp(0, FLOAT_MAX)),
    Refuted("an infinite maximum for integers", "x.clamp(0, double.PositiveInfinity)", "int64",
            lambda: torch.tensor([-1, 2]).clamp(min=0), lambda: torch.tensor([-1, 2]).clamp(0, INF)),
    Refuted("int64's largest for int32", "x.clamp(0, long.MaxValue)", "int32",
            lambda: torch.tensor([-1, 2], dtype=torch.int32).clamp(min=0), lambda: torch.tensor([-1, 2], dtype=torch.int32).clamp(0, 2 ** 63 - 1)),
    Refuted("int32's largest for int64", "x.clamp(0, int.MaxValue)", "2^40", lambda: torch.tensor([2 ** 40]).clamp(min=0), lambda: torch.tensor([2 ** 40]).clamp(0, 2 ** 31 - 1)),
    Refuted("int32's largest for uint8", "x.clamp(0, int.MaxValue)", "uint8",
            lambda: torch.tensor([1, 2], dtype=torch.uint8).clamp(min=0), lambda: torch.tensor([1, 2], dtype=torch.uint8).clamp(0, 2 ** 31 - 1)),
    Refuted("a large maximum by guess", "x.clamp(0, 1e6)", "NaN, infinities and large numbers", lambda: special().clamp(min=0), lambda: special().clamp(0, 1e6)),
    Refuted("maximum for a minimum of 0: the gradient at 0", "torch.maximum(x, zero)", "0",
            lambda: at_zero(lambda x: x.clamp(min=0)), lambda: at_zero(lambda x: torch.maximum(x, torch.zeros(1)))),
    Refuted("relu for a minimum of 0: the gradient at 0", "functional.relu(x)", "0", lambda: at_zero(lambda x: x.clamp(min=0)), lambda: at_zero(torch.relu)),
], [Sweep("scalar bounds on float32, float64 and bfloat16", both_bounds), Sweep("integer dtypes with their own extremes", integer_bounds)])

RULES = [CLAMP]
