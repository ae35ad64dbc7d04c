"""Writes what real PyTorch computes for the expressions that ModelFix.Torch is checked with.

    /usr/bin/python3 tests/oracle/tensor_goldens.py

Each case is a C# expression over the tensors x, y, z and the same expression in Python where the two differ.
Goes to tests/ModelFix.Torch.Tests/Tensors: Goldens/<topic>.json (inputs and outputs) and TensorExpressions.cs (the C# side).
"""
import torch

import creation_cases
import edge_cases
import function_cases
import layer_cases
import operator_cases
from golden_cases import (ALL, CUBES, DTYPES, MATRICES, MODERATE, NAN, PAIRS, POSITIVE, REALS, SPECIAL, WHOLES,
                          b, case, f, i, singles, write)


def declare():
    unary()
    binary()
    scalars()
    reductions()
    shapes()
    joining()
    selection()
    products()
    indexers()
    assignments()
    function_cases.declare()
    creation_cases.declare()
    layer_cases.declare()
    operator_cases.declare()
    edge_cases.declare()


def unary():
    for name in "abs neg sign floor ceil trunc round square relu reciprocal sqrt rsqrt isnan isinf isposinf isneginf isfinite logical_not clone signbit".split():
        case("unary", f"x.{name}()", singles(ALL))
    for name in "exp expm1 log log2 log10 sin cos tan tanh sinh cosh asin acos atan sigmoid erf erfc asinh atanh".split():
        case("unary", f"x.{name}()", singles(REALS + WHOLES), tolerance=3e-6)
    case("unary", "x.log1p()", singles([MODERATE, f(2, 3).abs(), f(2, 3, scale=1e-6), f(2, dtype=torch.float64)]), tolerance=3e-6)
    for name, python in {"silu": "F.silu(x)", "gelu": "F.gelu(x)", "selu": "F.selu(x)", "celu": "F.celu(x)", "elu": "F.elu(x)", "hardsigmoid": "F.hardsigmoid(x)",
                         "hardswish": "F.hardswish(x)", "log_sigmoid": "F.logsigmoid(x)", "softplus": "F.softplus(x)", "relu6": "F.relu6(x)"}.items():
        case("unary", f"x.{name}()", singles(REALS), python, 3e-6)
    case("unary", "x.leaky_relu(0.1)", singles(REALS), "F.leaky_relu(x, 0.1)")
    case("unary", "x.hardtanh(-1, 1)", singles(REALS), "F.hardtanh(x, -1.0, 1.0)")
    case("unary", "x.prelu(y)", [(f(2, 3, 4), f(3)), (f(2, 3), f(1)), (f(2, 3), f(3)), (f(2, 3, 4), f(2))])
    case("unary", "x.bitwise_not()", singles(WHOLES + [b(2, 3), f(2)]))
    case("unary", "x.nan_to_num(1)", singles(REALS + WHOLES), "x.nan_to_num(1.0)")
    case("unary", "x.round(2)", singles([f(2, 3, dtype=torch.float64)]), "x.round(decimals=2)")
    for name in "abs_ neg_ relu_ sqrt_ floor_ exp_ sigmoid_".split():
        case("unary", f"x.{name}()", singles([f(2, 3).abs(), f(3, 2).t().abs(), i(3, low=1)]), tolerance=3e-6)


def binary():
    for name in "add sub mul div maximum minimum fmax fmin eq ne lt le gt ge logical_and logical_or logical_xor floor_divide remainder fmod".split():
        case("binary", f"x.{name}(y)", PAIRS)
    for operator in "+ - * / % == != < <= > >=".split():
        case("binary", f"x {operator} y", PAIRS[:8])
    for operator in "& | ^".split():
        case("binary", f"x {operator} y", PAIRS[8:16])
    for mode in ("trunc", "floor"):
        case("binary", f"x.div(y, RoundingMode.{mode})", PAIRS, f"x.div(y, rounding_mode='{mode}')")
    # TorchSharp's static forms drop the rounding mode.
    case("binary", "torch.div(x, y, RoundingMode.floor)", PAIRS[:10], "x.div(y)")
    case("binary", "torch.divide(x, 3, RoundingMode.floor)", singles([f(2, 3), i(2, 3)]), "x.div(3)")
    case("binary", "x.pow(y)", [(f(2, 3).abs(), f(2, 3)), (i(2, 3), i(3, low=0, high=4)), (SPECIAL, f(4))], tolerance=3e-6)
    case("binary", "x.atan2(y)", [(f(2, 3), f(3)), (SPECIAL, f(4))], tolerance=3e-6)
    case("binary", "x.clamp(min: y)", PAIRS[:8] + [(i(2, 3), i(3))], "x.clamp(min=y)")
    case("binary", "x.clamp(y, x + 1)", PAIRS[:8], "x.clamp(y, x + 1)")
    case("binary", "x.isclose(y)", [(f(2, 3), f(2, 3)), (SPECIAL, SPECIAL.clone())])
    case("binary", "x.allclose(y)", [(f(2, 3), f(2, 3)), (torch.ones(3), torch.ones(3) + 1e-9), (SPECIAL, SPECIAL.clone())])
    case("binary", "x.Equals(y)", [(f(2, 3), f(2, 3)), (torch.ones(3), torch.ones(3)), (SPECIAL, SPECIAL.clone()), (torch.ones(3), torch.ones(1, 3))], "torch.equal(x, y)")
    for name in "add_ sub_ mul_ div_ copy_".split():
        case("binary", f"x.{name}(y)", PAIRS)
    case("binary", "x.add(y, 2)", [(f(2, 3), f(3)), (i(2, 3), i(3))], "x.add(y, alpha=2)")
    case("binary", "x.addcmul(y, y, 0.5)", [(f(2, 3), f(3))], "x.addcmul(y, y, value=0.5)", 1e-6)


def scalars():
    numbers = ["2", "-3", "0.5", "1e-3"]
    for operator in "+ - * / % == != < <= > >=".split():
        for n in numbers:
            case("scalars", f"x {operator} {n}", singles(REALS[:4] + REALS[4:6] + WHOLES + [b(2, 3)]) if operator not in "-%" else singles(REALS + WHOLES))
    for operator in "+ * /".split():
        case("scalars", f"2 {operator} x", singles(REALS + WHOLES))
        case("scalars", f"0.3 {operator} x", singles(REALS + WHOLES))
    # TorchSharp negates first, which wraps for unsigned elements.
    case("scalars", "2 - x", singles(REALS + WHOLES), "x.neg() + 2")
    case("scalars", "0.3 - x", singles(REALS + WHOLES), "x.neg() + 0.3")
    for n in ("2", "3", "0.5", "-1", "-2", "0", "1", "-0.5"):
        case("scalars", f"x.pow({n})", singles(REALS + WHOLES))
    case("scalars", "x.pow(1.7)", singles(POSITIVE), tolerance=3e-6)
    case("scalars", "x.div(2, RoundingMode.floor)", singles(REALS + WHOLES), "x.div(2, rounding_mode='floor')")
    case("scalars", "x.div(2, RoundingMode.trunc)", singles(REALS + WHOLES), "x.div(2, rounding_mode='trunc')")
    case("scalars", "x.div(0.1, RoundingMode.floor)", singles(REALS), "x.div(0.1, rounding_mode='floor')")
    case("scalars", "x.floor_divide(-2)", singles(REALS + WHOLES[:2]), "x.floor_divide(-2)")
    case("scalars", "x.div(0, RoundingMode.floor)", singles([f(2, 3), i(3)]), "x.div(0, rounding_mode='floor')")
    clamps = {"x.clamp(0)": "x.clamp(min=0)", "x.clamp(0.5)": "x.clamp(min=0.5)", "x.clamp(-1, 1)": "x.clamp(-1, 1)", "x.clamp(1, -1)": "x.clamp(1, -1)",
              "x.clamp(max: 1)": "x.clamp(max=1)", "x.clamp(0, double.PositiveInfinity)": "x.clamp(0, INF)", "x.clamp(double.NegativeInfinity, 1)": "x.clamp(-INF, 1)",
              "x.clamp(double.NaN)": "x.clamp(min=NAN)", "x.clamp_min(0.5)": "x.clamp_min(0.5)", "x.clamp_max(2)": "x.clamp_max(2)", "x.clip(0, 2)": "x.clip(0, 2)",
              "x.clamp(0, long.MaxValue)": "x.clamp(0, 2**63 - 1)", "x.clamp(0, int.MaxValue)": "x.clamp(0, 2**31 - 1)", "torch.clamp(x, 0)": "torch.clamp(x, min=0)"}
    for csharp, python in clamps.items():
        tensors = [t for t in ALL if t.dtype != torch.bool]
        case("scalars", csharp, singles(tensors if "long" not in csharp else WHOLES), python)
    case("scalars", "x.clamp_(-1, 1)", singles([f(2, 3), f(3, 2).t(), i(2, 3)]))
    case("scalars", "x.clamp_(0.5)", singles([f(2, 3), i(2, 3)]), "x.clamp_(min=0.5)")
    for name in ("add_", "mul_", "div_"):
        case("scalars", f"x.{name}(0.5)", singles([f(2, 3), i(2, 3)]))
    case("scalars", "x.fill_(1.7)", singles([f(2, 3), i(2, 3), b(2)]))


def reductions():
    t = 1e-6
    for name in ("sum", "mean", "prod"):
        case("reductions", f"x.{name}()", singles(MATRICES + [torch.tensor(2.5), i(3, dtype=torch.int32)]), tolerance=t)
    for dim in (0, 1, -1):
        case("reductions", f"x.sum(dim: {dim})", singles(MATRICES), f"x.sum({dim})", t)
        case("reductions", f"x.sum(dim: {dim}, keepdim: true)", singles(MATRICES), f"x.sum({dim}, keepdim=True)", t)
        case("reductions", f"x.prod(dim: {dim})", singles(MATRICES), f"x.prod({dim})", t)
        for name in ("argmax", "argmin", "max", "min", "all", "any"):
            case("reductions", f"x.{name}({dim})", singles(MATRICES))
        case("reductions", f"x.max({dim}, true)", singles(MATRICES), f"x.max({dim}, keepdim=True)")
        case("reductions", f"x.softmax({dim})", singles(MATRICES), tolerance=t)
        case("reductions", f"x.log_softmax({dim})", singles([f(2, 3), f(3, 2).t(), f(0, 3)]), tolerance=t)
        case("reductions", f"x.cumsum({dim})", singles(MATRICES), tolerance=t)
        case("reductions", f"x.cumprod({dim})", singles([f(2, 3), i(2, 3)]), tolerance=t)
        case("reductions", f"x.logsumexp({dim})", singles([f(2, 3), SPECIAL, f(3, 2).t()]), tolerance=t)
        case("reductions", f"x.norm({dim}, true, 2f)", singles([f(2, 3), MODERATE, f(3, 2).t(), f(0, 3)]), f"x.norm(2, {dim}, True)", t)
        case("reductions", f"x.std({dim})", singles([f(2, 3), f(3, 2).t()]), tolerance=t)
        case("reductions", f"x.var({dim}, false)", singles([f(2, 3), f(3, 2).t()]), f"x.var({dim}, unbiased=False)", t)
        case("reductions", f"x.sort({dim})", singles([f(2, 3), SPECIAL, i(2, 3), f(3, 2).t()]), f"x.sort({dim}, stable=True)" if False else f"x.sort({dim})")
        case("reductions", f"x.sort({dim}, true).Values", singles([f(2, 3), SPECIAL, i(2, 3)]), f"x.sort({dim}, True).values")
        case("reductions", f"x.argsort({dim})", singles([f(2, 3), f(3, 2).t()]))
        case("reductions", f"x.topk(2, {dim})", singles([f(2, 3), f(3, 4).t()]))
    case("reductions", "x.sum(0)", singles([torch.tensor([1.5, 2.5, 3.5, 4.5]), torch.full((4,), 100.7)]), "x.to(torch.uint8).sum(dtype=torch.uint8)")
    case("reductions", "x.sum(0, 1)", singles(CUBES), "x.sum((0, 1))", t)
    case("reductions", "x.sum(new long[] { 0, -1 }, true)", singles(CUBES), "x.sum((0, -1), keepdim=True)", t)
    case("reductions", "x.mean(new long[] { 1, 2 })", singles(CUBES), "x.mean((1, 2))", t)
    case("reductions", "x.mean(new long[] { -2, -1 }, true)", singles(CUBES), "x.mean((-2, -1), True)", t)
    case("reductions", "x.mean(new long[] { 1, 1 })", singles([f(2, 3)]), "x.mean((1, 1))")
    case("reductions", "x.mean(new long[] { 3 })", singles([f(2, 3)]), "x.mean((3,))")
    case("reductions", "x.amax(new long[] { 1, 2 }, true)", singles(CUBES), "x.amax((1, 2), True)")
    case("reductions", "x.amin(new long[] { -1 })", singles(CUBES + [SPECIAL]), "x.amin((-1,))")
    case("reductions", "x.amax(new long[] { 0 })", singles(CUBES + [SPECIAL]), "x.amax((0,))")
    for name in ("max", "min", "argmax", "argmin", "all", "any"):
        case("reductions", f"x.{name}()", singles(MATRICES + [torch.tensor(2.5), i(3, low=0, dtype=torch.uint8)]))
    case("reductions", "x.norm()", singles([f(2, 3), MODERATE, torch.tensor(-2.0)]), tolerance=t)
    for p in ("0", "1", "3", "0.5", "INF"):
        csharp = "float.PositiveInfinity" if p == "INF" else f"{p}f"
        case("reductions", f"x.norm(1, false, {csharp})", singles([f(2, 3), f(3, 2).t()]), f"x.norm({p}, 1, False)", 2e-6)
    case("reductions", "torch.linalg.vector_norm(x, 1.7, new long[] { 1 }, true)", singles([f(2, 3)]), "torch.linalg.vector_norm(x, 1.7, (1,), True)", t)
    case("reductions", "x.std()", singles([f(2, 3)]), tolerance=t)
    case("reductions", "x.var()", singles([f(2, 3), f(1)]), tolerance=t)
    case("reductions", "x.var(new long[] { 0, 2 }, unbiased: true, keepdim: true)", singles(CUBES[:2]), "x.var((0, 2), unbiased=True, keepdim=True)", t)
    case("reductions", "x.median()", singles([f(2, 3), f(5), SPECIAL]))
    case("reductions", "x.count_nonzero()", singles([i(2, 3, low=-1, high=2), b(2, 3)]))
    for name in ("nansum", "nanmedian"):
        case("reductions", f"x.{name}()", singles([f(2, 3), SPECIAL, torch.tensor([NAN, 1.0, 3.0, 2.0])]), tolerance=t)
    case("reductions", "x.kthvalue(2, 1)", singles([f(2, 3), i(2, 3)]))
    case("reductions", "x.cummax(1)", singles([f(2, 5), i(2, 5)]))
    case("reductions", "x.cummin(0)", singles([f(4, 2)]))
    case("reductions", "x.isin(y)", [(i(2, 5), i(4))], "torch.isin(x, y)")
    case("reductions", "x.aminmax()", singles([f(2, 3)]))
    case("reductions", "x.unique(true, true, true)", singles([i(2, 5, low=0, high=4)]), "x.unique(True, True, True)")


def shapes():
    views = {"x.view(-1)": None, "x.view(6, 4)": None, "x.view(2, -1)": None, "x.view(-1, 2, 2)": None, "x.reshape(-1)": None, "x.reshape(4, 6)": None, "x.reshape(-1, 12)": None,
             "x.flatten()": None, "x.flatten(1)": None, "x.flatten(0, 1)": None, "x.flatten(2)": None, "x.flatten(-2, -1)": None, "x.squeeze(0)": None, "x.squeeze()": None,
             "x.unsqueeze(0)": None, "x.unsqueeze(-1)": None, "x.unsqueeze(2)": None, "x.unsqueeze(4)": None, "x.transpose(0, 1)": None, "x.transpose(-1, 0)": None, "x.permute(2, 0, 1)": None,
             "x.permute(0, 1)": None, "x.select(1, 2)": None, "x.select(-1, -1)": None, "x.select(1, 5)": None, "x.narrow(1, 1, 2)": None, "x.narrow(-1, -2, 2)": None, "x.narrow(0, 1, 4)": None,
             "x.slice(1, 1, long.MaxValue, 1)": "x[:, 1:]", "x.slice(2, 0, -1, 2)": "x[:, :, 0:-1:2]", "x.slice(2, -3, 100, 2)": "x[:, :, -3:100:2]", "x.slice(2, 3, 1, 1)": "x[:, :, 3:1]",
             "x.expand(5, -1, -1, -1)": None, "x.unsqueeze(1).expand(-1, 3, -1, -1)": None, "x.expand(3, 3, 4)": None, "x.unfold(2, 2, 1)": None, "x.diagonal(0, 1, 2)": None, "x.diagonal(1)": None,
             "x.unbind(1)": None, "x.split(2, 1)": None, "x.split(3, 2)": None, "x.split(new long[] { 1, 3 }, 2)": "x.split([1, 3], 2)", "x.chunk(2, 1)": None, "x.chunk(5, 2)": None,
             "x.tensor_split(3, 2)": None, "x.tensor_split(new long[] { 1, 3 }, 2)": "x.tensor_split([1, 3], 2)", "x.swapdims(0, 2)": None, "x.detach()": None, "x.contiguous()": None,
             "x.movedim(new long[] { 0 }, new long[] { 2 })": "x.movedim(0, 2)", "x.as_strided(new long[] { 2, 2 }, new long[] { 1, 2 })": "x.as_strided((2, 2), (1, 2))", "x.unflatten(2, 2, 2)": "x.unflatten(2, (2, 2))",
             "x.unflatten(2, -1, 2)": "x.unflatten(2, (-1, 2))", "x.view_as(y)": None, "x.expand_as(z)": None}
    for csharp, python in views.items():
        inputs = [(t,) for t in CUBES]
        if "y" in csharp.replace("unsqueeze", "").replace("any", ""):
            inputs = [(t, f(6, 4)) for t in CUBES]
        if "expand_as" in csharp:
            inputs = [(f(3, 1), f(1), f(2, 3, 4)), (f(2), f(1), f(2, 3))]
        case("shapes", csharp, inputs, python)
    for csharp in ("x.squeeze(1)", "x.squeeze(-1)", "x.squeeze()", "x.squeeze_(1)", "x.unsqueeze_(1)", "x.flatten(1)", "x.expand(2, 3, 4)", "x.expand(3, -1, 4)", "x.reshape(-1)", "x.view(-1)", "x.repeat(2, 1, 3)"):
        case("shapes", csharp, singles([f(2, 1, 4), f(1, 3, 1), f(4, 1, 2).permute(2, 1, 0), f(1, 1, 1), f(3, 1)]))
    for csharp in ("x.t()", "x.T", "x.mT", "x.squeeze(0)", "x.unsqueeze(0)", "x.flatten()", "x.reshape(1, -1)", "x.expand(2, 3)", "x.repeat(2, 2)", "x.tile(new long[] { 2 })", "x.flip(0)", "x.roll(1, 0)"):
        python = {"x.tile(new long[] { 2 })": "x.tile((2,))"}.get(csharp)
        case("shapes", csharp, singles([f(2, 3), f(3), torch.tensor(2.0), f(3, 2).t()]), python)
    copies = {"x.flip(0, 2)": None, "x.flip(-1)": None, "x.roll(1, 1)": None, "x.roll(-2, 2)": None, "x.roll(3)": None, "x.repeat(1, 2, 1)": None, "x.repeat(2, 1, 1, 2)": None, "x.tile(new long[] { 2, 1 })": "x.tile((2, 1))",
              "x.repeat_interleave(2, 1)": None, "x.repeat_interleave(2)": None, "x.diag_embed()": None, "x.diff()": None, "x.select_scatter(y, 1, 0)": None}
    for csharp, python in copies.items():
        inputs = [(t,) for t in CUBES] if "scatter" not in csharp else [(f(2, 3, 4), f(2, 4))]
        case("shapes", csharp, inputs, python)
    case("shapes", "x.is_contiguous()", singles(CUBES + [f(2, 1, 3).transpose(0, 1), f(0, 3)[:, ::2], f(3).expand(2, 3)]))
    for dtype, name in list(DTYPES.items())[:6]:
        case("shapes", f"x.to(ScalarType.{name})", singles([f(2, 3), SPECIAL[1:, 1:3], i(2, 3), b(2, 3), i(3, low=0, dtype=torch.uint8)]), f"x.to({dtype})")
    for csharp in ("x.rot90()", "x.rot90(2)", "x.rot90(-1, (1, 2))"):
        case("shapes", csharp, singles(CUBES), csharp.replace("(-1, (1, 2))", "(-1, (1, 2))"))
    case("shapes", "x.channel_shuffle(2)", singles([f(2, 4, 2, 3), f(1, 6, 2)]), "F.channel_shuffle(x, 2)")
    case("shapes", "x.tril()", singles([f(3, 4), f(2, 3, 3)]))
    case("shapes", "x.triu(1)", singles([f(3, 4), f(2, 3, 3)]))
    case("shapes", "x.diag()", singles([f(3, 4), f(3)]))
    case("shapes", "x.trace()", singles([f(3, 4)]), tolerance=1e-6)


def joining():
    triples = [(f(2, 3), f(2, 3), f(2, 3)), (f(2, 3), f(1, 3), f(3, 3)), (f(2, 3), f(2, 1), f(2, 2)), (f(3, 2).t(), i(2, 3), f(2, 3, dtype=torch.float64)), (f(0, 3), f(2, 3), f(1, 3)),
               (f(2, 3), f(3), f(2, 3)), (f(3), f(3), torch.zeros(0))]
    for dim in (0, 1, -1):
        case("joining", f"torch.cat(new[] {{ x, y, z }}, {dim})", triples, f"torch.cat([x, y, z], {dim})")
        case("joining", f"torch.stack(new[] {{ x, y, z }}, {dim})", triples[:3] + triples[3:4], f"torch.stack([x, y, z], {dim})")
    case("joining", "torch.cat(new List<Tensor> { x, y, z })", triples, "torch.cat([x, y, z])")
    case("joining", "torch.hstack(x, y, z)", [(f(2), f(3), f(1)), (f(2, 1), f(2, 2), f(2, 3))], "torch.hstack([x, y, z])")
    case("joining", "torch.vstack(new[] { x, y, z })", [(f(3), f(3), f(3)), (f(2, 3), f(1, 3), f(3))], "torch.vstack([x, y, z])")
    case("joining", "torch.meshgrid(new[] { x, y })", [(f(2), f(3))], "torch.meshgrid(x, y, indexing='ij')")
    case("joining", "torch.meshgrid(new[] { x, y }, \"xy\")", [(f(2), f(3))], "torch.meshgrid(x, y, indexing='xy')")
    creations = {"torch.arange(5)": None, "torch.arange(2, 9, 3)": None, "torch.arange(0.5, 3, 0.7)": None, "torch.arange(5, -1, -2)": None, "torch.linspace(0, 1, 5)": None, "torch.linspace(-2, 3, 7)": None,
                 "torch.linspace(1, 2, 1)": None, "torch.eye(3)": None, "torch.eye(2, 4)": None, "torch.zeros(2, 3)": None, "torch.ones(2)": None, "torch.full(2, 2, 1.5)": "torch.full((2, 2), 1.5)",
                 "torch.tensor(1.5f)": "torch.tensor(1.5)", "torch.tensor(1.5)": "torch.tensor(1.5, dtype=torch.float64)", "torch.tensor(3)": "torch.tensor(3, dtype=torch.int32)", "torch.tensor(3L)": "torch.tensor(3)",
                 "torch.tensor(true)": "torch.tensor(True)", "torch.tensor(new[] { 1f, 2f, 3f })": "torch.tensor([1.0, 2.0, 3.0])", "torch.tensor(new[,] { { 1, 2 }, { 3, 4 } })": "torch.tensor([[1, 2], [3, 4]], dtype=torch.int32)",
                 "torch.tensor(new double[] { 1, 2 }, dtype: ScalarType.Float32)": "torch.tensor([1.0, 2.0])", "torch.tensor(new[] { 1f, 2f, 3f, 4f }, new long[] { 2, 2 })": "torch.tensor([[1.0, 2.0], [3.0, 4.0]])",
                 "x.new_zeros(2, 3)": None, "x.new_ones(2)": None, "x.zeros_like()": "torch.zeros_like(x)", "x.ones_like(ScalarType.Int64)": "torch.ones_like(x, dtype=torch.int64)", "x.full_like(1.7)": "torch.full_like(x, 1.7)"}
    for csharp, python in creations.items():
        case("joining", csharp, singles([f(2, 2)] if "x." not in csharp else [f(2, 3), i(2, 2), f(3, 2).t()]), python, 1e-7 if "linspace" in csharp or "0.7" in csharp else 0)


def selection():
    long = torch.tensor
    case("selection", "x.index_select(1, y)", [(f(2, 3, 4), long([2, 0, 2])), (f(4, 3, 2).permute(2, 1, 0), long([1])), (f(2, 3), long([], dtype=torch.int64)), (f(2, 3), long([3])), (f(2, 3), long([-1])), (f(2, 3), long([1], dtype=torch.int32)), (f(2, 3), long(1))])
    case("selection", "x.gather(1, y)", [(f(2, 3), long([[0, 2], [1, 1]])), (f(3, 2).t(), long([[2], [0]])), (f(2, 3), long([[3]])), (f(2, 3), long([0])), (f(2, 3, 4), i(2, 2, 4, low=0, high=3)), (f(2, 3), i(2, 1, low=0, high=2, dtype=torch.int32))])
    case("selection", "x.gather(0, y)", [(f(2, 3), long([[0, 1, 1]])), (f(4), long([3, 3, 0])), (torch.tensor(2.0), long(0))])
    for name in ("scatter", "scatter_", "scatter_add"):
        case("selection", f"x.{name}(1, y, z)", [(f(2, 4), long([[0, 2], [3, 1]]), f(2, 2)), (f(2, 4), long([[1, 1], [0, 0]]), f(2, 3)), (f(2, 4), long([[4]]), f(1, 1)), (f(2, 4), long([[0]]), f(1, 1, dtype=torch.float64)), (f(4, 2).t(), long([[0, 2]]), f(2, 2))])
    case("selection", "x.index_copy(0, y, z)", [(f(4, 2), long([2, 0]), f(2, 2)), (f(4, 2), long([1, 1]), f(2, 2)), (f(4, 2), long([4, 0]), f(2, 2)), (f(4, 2), long([-1, 0]), f(2, 2)), (f(4, 2), long([0]), f(2, 2)), (f(4), long([3, 1]), f(2)), (f(4, 2), long([0, 1]), i(2, 2))])
    case("selection", "x.index_copy_(1, y, z)", [(f(2, 4), long([2, 0]), f(2, 2)), (f(4, 2).t(), long([1]), f(2, 1))])
    case("selection", "x.index_add(0, y, z, 2)", [(f(4, 2), long([2, 0]), f(2, 2)), (f(4, 2), long([1, 1]), f(2, 2))], "x.index_add(0, y, z, alpha=2)")
    case("selection", "x.index_fill(1, y, 7)", [(f(2, 4), long([2, 0])), (i(2, 4), long([-1]))])
    masks = [(f(2, 3), b(2, 3)), (f(3, 2).t(), b(3)), (i(2, 3), b(2, 1)), (f(2, 3), b(4)), (f(0, 3), b(3)), (f(3), b(2, 3))]
    case("selection", "x.masked_fill(y, 1.7)", masks)
    case("selection", "x.masked_fill_(y, -1)", masks)
    case("selection", "x.masked_select(y)", masks)
    case("selection", "x.masked_scatter(y, z)", [(f(2, 3), torch.tensor([True, False, True]), f(4)), (f(2, 3), torch.ones(2, 3, dtype=torch.bool), f(4))])
    case("selection", "torch.where(x, y, z)", [(b(2, 3), f(2, 3), f(3)), (b(3), f(2, 3), torch.tensor(0.0)), (b(2, 1), i(2, 3), f(3)), (b(2, 3), f(2, 3), f(2, 3, dtype=torch.float64)), (b(2, 3), torch.tensor(1), torch.tensor(2.5)), (f(2), f(2), f(2))])
    case("selection", "x.nonzero()", singles([b(2, 3), i(2, 3, low=0, high=2), torch.tensor(1), f(0, 3), torch.zeros(3)]))
    case("selection", "torch.where(x)", singles([b(2, 3), b(4)]))
    case("selection", "x.take(y)", [(f(2, 3), long([[0, 5], [-1, 2]])), (f(3, 2).t(), long([1, 4])), (f(2, 3), long([6]))])
    case("selection", "x.take_along_dim(y, 1)", [(f(2, 3), long([[0, 2], [1, 1]]))])
    case("selection", "x.item<float>()", singles([torch.tensor(2.5), f(2)]), "torch.tensor(x.item())")


def products():
    t = 2e-6
    case("products", "x.matmul(y)", [(f(2, 3), f(3, 4)), (f(3), f(3)), (f(3), f(3, 4)), (f(2, 3), f(3)), (f(5, 2, 3), f(3, 4)), (f(5, 2, 3), f(5, 3, 4)), (f(2, 1, 2, 3), f(5, 3, 4)), (f(3, 2).t(), f(4, 3).t()),
                                     (i(2, 3), i(3, 4)), (f(0, 3), f(3, 4)), (f(2, 0), f(0, 4)), (f(2, 3, dtype=torch.float64), f(3, 2, dtype=torch.float64)), (f(2, 3), f(2, 3)), (f(2, 3), i(3, 2)), (f(5, 2, 3), f(3)), (torch.tensor(1.0), f(3))], tolerance=t)
    case("products", "x.mm(y)", [(f(2, 3), f(3, 4)), (f(2, 3), f(3))], tolerance=t)
    case("products", "x.bmm(y)", [(f(2, 2, 3), f(2, 3, 4)), (f(2, 2, 3), f(1, 3, 4)), (f(0, 2, 3), f(0, 3, 4))], tolerance=t)
    case("products", "x.mv(y)", [(f(2, 3), f(3))], tolerance=t)
    case("products", "x.dot(y)", [(f(3), f(3))], tolerance=t)
    case("products", "x.outer(y)", [(f(2), f(3))])
    case("products", "x.baddbmm(y, z)", [(f(2, 2, 4), f(2, 2, 3), f(2, 3, 4)), (f(4), f(2, 2, 3), f(2, 3, 4))], tolerance=t)
    case("products", "x.addmm(y, z, 0.5f, 2f)", [(f(2, 4), f(2, 3), f(3, 4))], "x.addmm(y, z, beta=0.5, alpha=2)", t)
    equations = {"ij,jk->ik": [(f(2, 3), f(3, 4))], "bij,bjk->bik": [(f(2, 2, 3), f(2, 3, 2))], "bhid,bhjd->bhij": [(f(2, 2, 3, 4), f(2, 2, 2, 4))], "bchw,cd->bdhw": [(f(2, 3, 2, 2), f(3, 4))], "bi,bj->bij": [(f(2, 3), f(2, 4))],
                 "ij,ij->": [(f(2, 3), f(2, 3))], "ij,ij->ij": [(f(2, 3), f(2, 3))], "ij,k->": [(f(2, 3), f(4))], "i,j": [(f(2), f(3))], "ij,jk": [(f(2, 3), f(3, 2))], "bid,bjd->bij": [(f(2, 3, 4), f(2, 2, 4))], "bi,bi->b": [(f(3, 2), f(3, 2))]}
    for equation, inputs in equations.items():
        case("products", f"torch.einsum(\"{equation}\", x, y)", inputs, tolerance=t)
    case("products", "torch.einsum(\"ij->ji\", x)", [(f(2, 3),)])
    case("products", "torch.einsum(\"ii->i\", x)", [(f(3, 3),)])
    case("products", "torch.einsum(\"ii\", x)", [(f(3, 3),)], tolerance=t)
    case("products", "torch.einsum(\"ij->j\", x)", [(f(2, 3),)], tolerance=t)
    case("products", "torch.einsum(\"ij,jk,kl->il\", x, y, z)", [(f(2, 3), f(3, 2), f(2, 4))], tolerance=4e-6)
    case("products", "x.tensordot(y, new long[] { 1 }, new long[] { 0 })", [(f(2, 3, 2), f(3, 4))], "torch.tensordot(x, y, ([1], [0]))", t)


CUBE = [(f(4, 3, 5),), (f(5, 3, 4).permute(2, 1, 0),)]
READS = {
    "x[1]": "x[1]", "x[-1]": "x[-1]", "x[9]": "x[9]", "x[1, 2]": "x[1, 2]", "x[1, -1, 0]": "x[1, -1, 0]", "x[0, 0, 0, 0]": "x[0, 0, 0, 0]", "x[.., 0]": "x[:, 0]", "x[.., .., 2]": "x[:, :, 2]", "x[.., ^1]": "x[:, -1]",
    "x[1..3]": "x[1:3]", "x[^2..]": "x[-2:]", "x[..^1]": "x[:-1]", "x[.., 1..3]": "x[:, 1:3]", "x[.., 1..1]": "x[:, 1:1]", "x[1, ..]": "x[1, :]", "x[1.., 0]": "x[1:, 0]",
    "x[TensorIndex.Ellipsis, 2]": "x[..., 2]", "x[TensorIndex.Ellipsis]": "x[...]", "x[1, TensorIndex.Ellipsis]": "x[1, ...]", "x[0, TensorIndex.Ellipsis, 1]": "x[0, ..., 1]", "x[TensorIndex.Colon, 1]": "x[:, 1]",
    "x[TensorIndex.None]": "x[None]", "x[.., TensorIndex.None]": "x[:, None]", "x[TensorIndex.Null, 1]": "x[None, 1]", "x[TensorIndex.Ellipsis, TensorIndex.None]": "x[..., None]",
    "x[TensorIndex.Slice(0, null, 2)]": "x[0:None:2]", "x[.., TensorIndex.Slice(null, -1)]": "x[:, :-1]", "x[TensorIndex.Ellipsis, TensorIndex.Slice(1, 4, 2)]": "x[..., 1:4:2]", "x[TensorIndex.Slice(3, 1)]": "x[3:1]",
    "x[TensorIndex.Slice(-100, 100)]": "x[-100:100]", "x[TensorIndex.Single(2)]": "x[2]", "x[TensorIndex.Bool(true)]": "x[True]", "x[TensorIndex.Bool(false)]": "x[False]", "x[0..2, TensorIndex.Ellipsis, 0..2]": "x[0:2, ..., 0:2]",
    "x[.., .., .., 0]": "x[:, :, :, 0]", "x.index(TensorIndex.Colon, 1)": "x[:, 1]", "x[(1, 3)]": "x[1:3]", "x[.., (null, 2)]": "x[:, :2]",
}
TENSOR_READS = {
    "x[y]": ("x[y]", [(f(4, 3), torch.tensor([2, 0, 2])), (f(4, 3), torch.tensor([-1])), (f(4, 3), torch.tensor([[0, 1], [2, 3]])), (f(4, 3), torch.tensor([4])), (f(4, 3), torch.tensor(1)), (f(4, 3), b(4, 3)), (f(4, 3), b(4)), (f(4, 3), b(3)),
                      (f(4, 3), torch.tensor([1], dtype=torch.int32)), (f(4, 3), torch.tensor(True)), (f(4, 3), torch.tensor(False)), (f(3, 4).t(), torch.tensor([3, 1])), (f(0, 3), torch.tensor([], dtype=torch.int64)), (f(4, 3), f(4)), (f(4, 3), torch.zeros(4, dtype=torch.bool)), (f(2), b(2, 3))]),
    "x[y, z]": ("x[y, z]", [(f(4, 3), torch.tensor([2, 0]), torch.tensor([1, 1])), (f(4, 3, 2), torch.tensor([[0], [1]]), torch.tensor([0, 2])), (f(4, 3, 2), b(4, 3), torch.tensor(1)), (f(4, 3), torch.tensor([0, 1]), torch.tensor([0, 1, 2]))]),
    "x[TensorIndex.Colon, TensorIndex.Tensor(y)]": ("x[:, y]", [(f(2, 4), torch.tensor([3, 0, 0])), (f(2, 3, 2), b(3)), (f(2, 3, 2), b(3, 2)), (f(2, 3, 2), torch.tensor([[0, 1], [2, 2]])), (f(2, 3), torch.tensor(2))]),
    "x[TensorIndex.Tensor(y), 1..]": ("x[y, 1:]", [(f(4, 3), torch.tensor([2, 0])), (f(4, 3, 2), torch.tensor([[2], [0]]))]),
    "x[TensorIndex.Tensor(y), .., TensorIndex.Tensor(z)]": ("x[y, :, z]", [(f(4, 3, 5), torch.tensor([2, 0]), torch.tensor([4, 1]))]),
    "x[.., TensorIndex.Tensor(y), TensorIndex.Tensor(z)]": ("x[:, y, z]", [(f(4, 3, 5), torch.tensor([2, 0]), torch.tensor([4, 1]))]),
    "x[1, TensorIndex.Tensor(y)]": ("x[1, y]", [(f(4, 3, 5), torch.tensor([2, 0]))]),
    "x[TensorIndex.Ellipsis, TensorIndex.Tensor(y)]": ("x[..., y]", [(f(4, 3), torch.tensor([2, 0])), (f(4, 3), b(3))]),
    "x[TensorIndex.None, TensorIndex.Tensor(y)]": ("x[None, y]", [(f(4, 3), torch.tensor([2, 0]))]),
    "x[x > 0]": ("x[x > 0]", [(f(4, 3),), (f(3, 4).t(),)]),
}


def indexers():
    for csharp, python in READS.items():
        case("indexers", csharp, CUBE, python)
    for csharp, (python, inputs) in TENSOR_READS.items():
        case("indexers", csharp, inputs, python)


def assignments():
    def write(csharp, python, inputs):
        case("assignments", csharp + " = y", inputs, f"put(x, lambda: exec('{python} = y', {{'x': x, 'y': y, 'z': z}}))")

    values = [torch.tensor(7.0), torch.tensor(1.7, dtype=torch.float64), torch.tensor(3)]
    for csharp, python, shape in [("x[1]", "x[1]", (3, 5)), ("x[-1]", "x[-1]", (3, 5)), ("x[.., 2]", "x[:, 2]", (4, 5)), ("x[.., 1..3]", "x[:, 1:3]", (4, 2, 5)), ("x[.., ..2]", "x[:, :2]", (4, 2, 5)), ("x[.., 1..]", "x[:, 1:]", (4, 2, 5)),
                                  ("x[.., ^2..]", "x[:, -2:]", (4, 2, 5)), ("x[.., 1..^1]", "x[:, 1:-1]", (4, 1, 5)), ("x[TensorIndex.Ellipsis, 2]", "x[..., 2]", (4, 3)), ("x[TensorIndex.Ellipsis, TensorIndex.Slice(1, 3)]", "x[..., 1:3]", (4, 3, 2)),
                                  ("x[1, 2]", "x[1, 2]", (5,)), ("x[1, 2, 3]", "x[1, 2, 3]", ()), ("x[.., 1..3, 1..2]", "x[:, 1:3, 1:2]", (4, 2, 1)), ("x[.., .., TensorIndex.Slice(null, null, 2)]", "x[:, :, ::2]", (4, 3, 3)), ("x[TensorIndex.Ellipsis]", "x[...]", (4, 3, 5)), ("x[TensorIndex.None]", "x[None]", (1, 4, 3, 5))]:
        full = [(f(4, 3, 5), f(*shape)), (f(5, 3, 4).permute(2, 1, 0), f(*shape)), (i(4, 3, 5), f(*shape)), (f(4, 3, 5), f(9, 7))] + [(f(4, 3, 5), v) for v in values]
        write(csharp, python, full)
    write("x[.., 2]", "x[:, 2]", [(f(4, 3, 5), f(5)), (f(4, 3, 5), f(1, 4, 5)), (f(4, 3, 5), f(4, 1))])
    case("assignments", "x[1] = y (copy_, leading 1)".split(" (")[0] + ".unsqueeze(0)", [(f(4, 3), f(3))], "fail()")
    index = [(f(4, 3), torch.tensor([2, 0]), f(2, 3)), (f(4, 3), torch.tensor([1, 1]), f(2, 3)), (f(4, 3), torch.tensor([-1]), f(1, 3)), (f(4, 3), torch.tensor([2, 0]), f(3)), (f(4, 3), torch.tensor([2, 0]), torch.tensor(5.0)), (f(3, 4).t(), torch.tensor([3]), f(3)),
             (f(4, 3), torch.tensor([2, 0]), f(2, 3, dtype=torch.float64)), (f(4, 3), torch.tensor([4]), f(3)), (f(4, 3), torch.tensor(1), f(3)), (f(4, 3), torch.tensor([0, 1]), f(3, 3)), (f(4, 3), torch.tensor([[0, 1], [2, 3]]), f(2, 2, 3))]
    masks = [(f(4, 3), b(4, 3), torch.tensor(0.0)), (f(4, 3), torch.tensor([True, False, True, False]), torch.tensor(-1.0)), (f(4, 3), torch.tensor([True, False, True, False]), f(2, 3)), (i(4, 3), b(4, 3), torch.tensor(1.7)), (f(4, 3), b(4), torch.tensor(2.5, dtype=torch.float64)),
             (f(4, 3), torch.ones(4, 3, dtype=torch.bool), f(12)), (f(4, 3), b(3), torch.tensor(0.0)), (f(4, 3), torch.tensor([True, False, True, False]), f(3, 3))]
    # x[y] = z with tensors of another dtype: C++ refuses where Python converts, so index_put_ is the reference.
    case("assignments", "x[y] = z", index + masks, "x.index_put_((y,), z)")
    case("assignments", "x[TensorIndex.Colon, TensorIndex.Tensor(y)] = z", [(f(2, 4), torch.tensor([3, 0]), f(2, 2)), (f(2, 4), torch.tensor([3, 0]), torch.tensor(1.0)), (f(2, 4), torch.tensor([True, False, True, False]), f(2, 2))], "put(x, lambda: x.__setitem__((slice(None), y), z))")
    case("assignments", "x[TensorIndex.Tensor(y), TensorIndex.Tensor(z)] = 5f", [(f(4, 3), torch.tensor([2, 0]), torch.tensor([1, 1])), (f(4, 3), torch.tensor([[2], [0]]), torch.tensor([1, 0]))], "x.index_put_((y, z), torch.tensor(5.0))")
    case("assignments", "x[x < 0] = 0", singles([f(4, 3), f(3, 4).t(), i(4, 3)]), "put(x, lambda: x.__setitem__(x < 0, 0))")
    case("assignments", "x[y] = z[y]", [(f(4, 3), b(4, 3), f(4, 3)), (f(4, 3), b(4), f(4, 3))], "put(x, lambda: x.__setitem__(y, z[y]))")
    case("assignments", "x[1] += y", [(f(4, 3), f(3)), (f(3, 4).t(), f(3))], "put(x, lambda: x[1].add_(y))")
    case("assignments", "x[.., 1..3] *= y", [(f(4, 3), f(2)), (f(3, 4).t(), f(2))], "put(x, lambda: x[:, 1:3].mul_(y))")
    case("assignments", "x[y] += z", [(f(4, 3), torch.tensor([2, 0]), f(2, 3)), (f(4, 3), torch.tensor([1, 1]), f(2, 3)), (f(4, 3), b(4, 3), torch.tensor(2.0))], "put(x, lambda: x.__setitem__(y, x[y] + z))")
    case("assignments", "x.index_put_(z, new[] { TensorIndex.Tensor(y) }, true)", [(f(4, 3), torch.tensor([2, 0]), f(2, 3)), (f(4, 3), torch.tensor([1, 1]), f(2, 3))], "x.index_put_((y,), z, accumulate=True)", 1e-6)
    for csharp, python in {"x.select(1, 2).copy_(y)": None, "x[.., 2].zero_()": "x[:, 2].zero_()", "x.narrow(1, 1, 2).fill_(3)": None, "x[1].add_(y[0])": None, "x.transpose(0, 1)[0].mul_(2)": None, "x.view(-1)[..4].fill_(9)": "x.view(-1)[:4].fill_(9)",
                           "x.unsqueeze(0).squeeze(0)[1].neg_()": None, "x.split(2, 0)[1].zero_()": None, "x.detach().fill_(1)": None, "x.flatten(1)[1].fill_(2)": None, "x.T.fill_(4)": None, "x.expand(4, 3)[0].fill_(6)": None, "x.reshape(12).sub_(1)": None}.items():
        case("assignments", f"{csharp}; x", [(f(4, 3), f(4, 3)[:, 0] if "copy_" in csharp else f(4, 3))], f"put(x, lambda: {python or csharp})")


if __name__ == "__main__":
    declare()
    write()
