"""Cases of methods and functions that say the same as another one: aliases, in-place forms, static forms, and every overload."""
import torch

from golden_cases import CUBES, MATRICES, NAN, REALS, SPECIAL, WHOLES, b, case, f, i, singles

EXACT = "abs absolute neg negative sign sgn ceil floor trunc fix frac round square reciprocal sqrt rsqrt positive isreal isnan isinf isposinf isneginf isfinite signbit clone".split()
CLOSE = ("acos arccos acosh arccosh asin arcsin asinh arcsinh atan arctan atanh arctanh cos cosh erf erfc exp exp2 expm1 log log10 log1p log2 logit sigmoid sin sinh "
         "tan tanh deg2rad rad2deg").split()
NO_METHOD = {"negative_"}
NO_IN_PLACE = {"square", "positive", "isreal", "isnan", "isinf", "isposinf", "isneginf", "isfinite", "signbit", "clone"}
NO_FUNCTION = {"round_"}


def declare():
    torch.manual_seed(20261122)
    unary()
    binary()
    scalars()
    activations()
    reductions()
    shapes()
    selection()
    products()
    joining()


def forms(topic, call, inputs, python=None, tolerance=0.0, method=True, function=True):
    """`name(args)` as a method of x and as a function of torch."""
    name, args = call[:-1].split("(", 1)
    python = python or f"x.{call}"
    if method:
        case(topic, f"x.{call}", inputs, python, tolerance)
    if function:
        case(topic, f"torch.{name}(x{', ' + args if args else ''})", inputs, python, tolerance)


def unary():
    for name in EXACT + CLOSE:
        tolerance = 3e-6 if name in CLOSE else 0.0
        inputs = singles(REALS[:2] + REALS[4:5] + WHOLES[:1]) if name not in ("log1p", "exp2") else singles([f(2, 3), f(2, 3, dtype=torch.float64)])
        python = {"fix": "torch.fix(x)", "isreal": "torch.isreal(x)"}.get(name)
        forms("unary_forms", f"{name}()", inputs, python, tolerance)
        if name not in NO_IN_PLACE:
            forms("unary_forms", f"{name}_()", singles([f(2, 3), f(3, 2).t(), i(3)]), None, tolerance, method=name + "_" not in NO_METHOD)
    forms("unary_forms", "logit(0.1)", singles([f(2, 3), torch.rand(2, 3)]), None, 3e-6)
    forms("unary_forms", "logit_(0.1)", singles([torch.rand(2, 3)]), None, 3e-6)
    forms("unary_forms", "round_(2)", singles([f(2, 3, dtype=torch.float64)]), "x.round_(decimals=2)")
    forms("unary_forms", "round(-1)", singles([f(2, 3, dtype=torch.float64, scale=99.0)]), "x.round(decimals=-1)")
    forms("unary_forms", "nan_to_num(1, 2, 3)", singles([SPECIAL, i(2)]), "x.nan_to_num(1.0, 2.0, 3.0)")
    forms("unary_forms", "nan_to_num_()", singles([SPECIAL]))
    forms("unary_forms", "bitwise_not()", singles([i(2, 3), b(3)]))
    forms("unary_forms", "bitwise_not_()", singles([i(2, 3), b(3)]))
    forms("unary_forms", "logical_not()", singles([SPECIAL, b(3)]))
    forms("unary_forms", "logical_not_()", singles([SPECIAL, b(3)]), function=False)
    case("unary_forms", "-x", singles([SPECIAL, i(3), b(2)]))
    case("unary_forms", "~x", singles([i(3), b(2), f(2)]))


def binary():
    pairs = [(f(2, 3), f(3)), (f(3, 2).t(), f(2, 1)), (SPECIAL, SPECIAL.flip(0).clone()), (i(2, 3), i(3, low=1)), (f(2), f(3))]
    for name in "add sub mul div true_divide subtract multiply divide floor_divide remainder fmod maximum minimum fmax fmin max min".split():
        forms("binary_forms", f"{name}(y)", pairs, method=name != "div")
        if name not in ("maximum", "minimum", "fmax", "fmin", "max", "min"):
            forms("binary_forms", f"{name}_(y)", pairs, method=name != "multiply")
    for mode in ("floor", "trunc"):
        python = f"x.div(y, rounding_mode='{mode}')"
        case("binary_forms", f"x.divide(y, RoundingMode.{mode})", pairs, python)
        case("binary_forms", f"x.divide_(y, RoundingMode.{mode})", pairs, python.replace("div(", "div_("))
        case("binary_forms", f"x.divide(3, RoundingMode.{mode})", singles([f(3), i(3)]), python.replace("y", "3"))
        case("binary_forms", f"x.divide_(3, RoundingMode.{mode})", singles([f(3), i(3)]), python.replace("div(", "div_(").replace("y", "3"))
    for name in "eq ne lt le gt ge equal not_equal less less_equal greater greater_equal".split():
        python = {"equal": "x.eq(y)"}.get(name)
        forms("binary_forms", f"{name}(y)", pairs[1:4], python)
    for name in "eq_ ne_ lt_ le_ gt_ ge_ not_equal_ less_equal_".split():
        case("binary_forms", f"x.{name}(y)", pairs[1:4])
    for name in "logical_and logical_or logical_xor".split():
        forms("binary_forms", f"{name}(y)", pairs[2:4])
        forms("binary_forms", f"{name}_(y)", pairs[2:4])
    for name in "bitwise_and bitwise_or bitwise_xor".split():
        forms("binary_forms", f"{name}(y)", [(i(2, 3), i(3)), (b(2, 3), b(3)), (f(2), f(2))])
        forms("binary_forms", f"{name}_(y)", [(i(2, 3), i(3)), (b(2, 3), b(3))])
    for name in "pow atan2 arctan2 copysign hypot logaddexp xlogy heaviside".split():
        special = [(f(2, 3).abs(), f(3)), (SPECIAL, SPECIAL.flip(0).clone())] if name not in ("hypot", "logaddexp") else [(f(2, 3), f(3)), (SPECIAL[:2].clone(), SPECIAL[:2].flip(0).clone())]
        forms("binary_forms", f"{name}(y)", special, None, 3e-6)
        if name not in ("hypot", "logaddexp"):
            forms("binary_forms", f"{name}_(y)", special, None, 3e-6)
    for name in ("arctan", "arctan_"):
        forms("binary_forms", f"{name}(y)", [(f(2, 3), f(3))], f"x.{name.replace('arctan', 'arctan2')}(y)", 3e-6)
    forms("binary_forms", "add(y, 2)", [(f(2, 3), f(3)), (i(2), i(2))], "x.add(y, alpha=2)")
    forms("binary_forms", "add_(y, 2)", [(f(2, 3), f(3)), (i(2), i(2))], "x.add_(y, alpha=2)")
    for name in ("addcmul", "addcdiv"):
        forms("binary_forms", f"{name}(y, z, 0.5)", [(f(2, 3), f(3), f(2, 1))], f"x.{name}(y, z, value=0.5)", 1e-6)
        forms("binary_forms", f"{name}_(y, z, 0.5)", [(f(2, 3), f(3), f(2, 1))], f"x.{name}_(y, z, value=0.5)", 1e-6)
    case("binary_forms", "x.addcdiv(y, z)", [(f(2, 3), f(3), f(2, 1))], tolerance=1e-6)
    case("binary_forms", "x.addcdiv_(y, z)", [(f(2, 3), f(3), f(2, 1))], tolerance=1e-6)
    forms("binary_forms", "lerp(y, z)", [(f(2, 3), f(3), torch.rand(2, 3)), (f(2), f(2), torch.tensor(0.25))], tolerance=1e-6)
    case("binary_forms", "x.lerp_(y, z)", [(f(2, 3), f(3), torch.rand(2, 3))], tolerance=1e-6)
    forms("binary_forms", "clamp(y, z)", [(SPECIAL, f(4) - 2, f(4) + 2)])
    forms("binary_forms", "clamp_(y, z)", [(SPECIAL, f(4) - 2, f(4) + 2)])
    forms("binary_forms", "isclose(y, 0.1, 0.2, true)", [(f(2, 3), f(2, 3)), (SPECIAL, SPECIAL + 0.1)], "x.isclose(y, 0.1, 0.2, True)")
    forms("binary_forms", "allclose(y, 0.1, 0.2, true)", [(f(2, 3), f(2, 3)), (SPECIAL, SPECIAL + 0.1)], "x.allclose(y, 0.1, 0.2, True)")
    case("binary_forms", "x.dist(y)", [(f(2, 3), f(3))], "torch.dist(x, y)", 1e-6)
    case("binary_forms", "torch.dist(x, y, 3f)", [(f(2, 3), f(2, 3))], "torch.dist(x, y, 3.0)", 1e-6)
    case("binary_forms", "x.type_as(y)", [(f(2, 3), i(2)), (i(2), f(2, dtype=torch.float64))])


def scalars():
    numbers = singles([f(2, 3), SPECIAL, i(2, 3), f(2, dtype=torch.float64)])
    for name in "add sub subtract mul multiply div divide true_divide remainder fmod".split():
        statics = name not in ("divide", "true_divide")
        forms("scalar_forms", f"{name}(2.5)", numbers, function=statics)
        forms("scalar_forms", f"{name}_(2)", numbers, method=name != "multiply", function=name != "true_divide")
    case("scalar_forms", "x.floor_divide_(2)", numbers)
    for name in ("eq", "ne", "lt", "le", "gt", "ge"):
        case("scalar_forms", f"x.{name}(1)", numbers)
        case("scalar_forms", f"x.{name}_(1)", numbers)
    for operator in "+ - * /".split():
        for n, value in (("(Scalar)2.5", "2.5"), ("2L", "2"), ("2.5f", "2.5")):
            case("scalar_forms", f"x {operator} {n}", numbers, f"x {operator} {value}")
            # TorchSharp negates first, which rounds elsewhere and wraps for unsigned elements.
            case("scalar_forms", f"{n} {operator} x", numbers, f"x.neg() + {value}" if operator == "-" else f"{value} {operator} x")
    for n, value in (("(Scalar)2.5", "2.5"), ("2L", "2"), ("2.5f", "2.5")):
        case("scalar_forms", f"x % {n}", numbers, f"x % {value}")
    for operator in "== != < <= > >=".split():
        case("scalar_forms", f"(Scalar)1 {operator} x", numbers, f"1 {operator} x")
    forms("scalar_forms", "add(2, 3)", numbers, "x.add(2, alpha=3)")
    forms("scalar_forms", "add_(2, 3)", numbers, "x.add_(2, alpha=3)")
    forms("scalar_forms", "pow(2)", numbers)
    forms("scalar_forms", "pow_(3)", singles([f(2, 3), i(2)]))
    forms("scalar_forms", "xlogy(2.5)", numbers, "torch.xlogy(x, 2.5)", 1e-6)
    forms("scalar_forms", "xlogy_(2.5)", singles([f(2, 3)]), None, 1e-6)
    for name in ("clamp_min", "clamp_max"):
        forms("scalar_forms", f"{name}(0.5)", numbers)
        forms("scalar_forms", f"{name}_(0.5)", singles([f(2, 3), SPECIAL]))
    forms("scalar_forms", "clamp_(-1, 1)", singles([SPECIAL]))
    forms("scalar_forms", "clip(-1, 1)", singles([SPECIAL]))
    case("scalar_forms", "torch.div(x, 2, RoundingMode.trunc)", numbers, "x.div(2)")
    case("scalar_forms", "torch.div_(x, 2, RoundingMode.trunc)", singles([f(2, 3)]), "x.div_(2)")
    case("scalar_forms", "torch.div_(x, y, RoundingMode.floor)", [(f(2, 3), f(3))], "x.div_(y)")
    case("scalar_forms", "torch.divide_(x, y, RoundingMode.floor)", [(f(2, 3), f(3))], "x.div_(y)")


def activations():
    values = singles([f(2, 3), SPECIAL, f(3, 2).t()])
    for name, python in {"relu_": "F.relu", "relu6_": "F.relu6", "silu_": "F.silu", "gelu_": "F.gelu", "selu_": "F.selu", "celu_": "F.celu", "hardsigmoid_": "F.hardsigmoid", "hardswish_": "F.hardswish",
                         "elu_": "F.elu"}.items():
        case("activation_forms", f"x.{name}()", values, f"x.copy_({python}(x))", 3e-6)
    case("activation_forms", "x.gelu(TorchSharp.Modules.GELU.Approximate.tanh)", values, "F.gelu(x, approximate='tanh')", 3e-6)
    case("activation_forms", "x.gelu_(TorchSharp.Modules.GELU.Approximate.tanh)", values, "x.copy_(F.gelu(x, approximate='tanh'))", 3e-6)
    for suffix in ("", "_"):
        wrap = "x.copy_({})" if suffix else "{}"
        case("activation_forms", f"x.celu{suffix}(0.5)", values, wrap.format("F.celu(x, 0.5)"), 3e-6)
        case("activation_forms", f"x.elu{suffix}(0.5, 2, 0.5)", values, wrap.format("torch._C._nn.elu(x, 0.5, 2, 0.5)"), 3e-6)
        case("activation_forms", f"x.leaky_relu{suffix}(0.1)", values, wrap.format("F.leaky_relu(x, 0.1)"))
        case("activation_forms", f"x.threshold{suffix}(0.5, 7)", values, wrap.format("F.threshold(x, 0.5, 7)"))
        case("activation_forms", f"x.hardtanh{suffix}(-1, 2)", values, wrap.format("F.hardtanh(x, -1.0, 2.0)"))
    case("activation_forms", "x.glu()", singles([f(2, 4), f(4, 2).t(), f(2, 3)]), "F.glu(x)", 3e-6)
    case("activation_forms", "x.glu(0)", singles([f(2, 3)]), "F.glu(x, 0)", 3e-6)


def reductions():
    t = 1e-6
    matrices = singles(MATRICES[:3])
    for name in "sum mean prod std var nansum median nanmedian norm all any max min argmax argmin".split():
        case("reduction_forms", f"torch.{name}(x)", singles(MATRICES[:1] + MATRICES[2:3]), tolerance=t)
    for name in "argmax argmin all any".split():
        case("reduction_forms", f"torch.{name}(x, 1, true)", matrices, f"torch.{name}(x, 1, True)")
        case("reduction_forms", f"x.{name}(-1, true)", matrices, f"x.{name}(-1, True)")
    for name in "max min".split():
        case("reduction_forms", f"torch.{name}(x, 1, true)", matrices, f"torch.{name}(x, 1, True)")
    for name in "sum prod".split():
        case("reduction_forms", f"torch.{name}(x, -1, true)", matrices, f"torch.{name}(x, -1, True)", t)
        case("reduction_forms", f"torch.{name}(x, 0, type: ScalarType.Float64)", singles([f(2, 3), i(2, 3), b(2, 3)]), f"torch.{name}(x, 0, dtype=torch.float64)", t)
        case("reduction_forms", f"x.{name}(type: ScalarType.Int32)", singles([f(2, 3), i(2, 3)]), f"x.{name}(dtype=torch.int32)")
        case("reduction_forms", f"torch.{name}(x, type: ScalarType.Float64)", singles([f(2, 3), i(2, 3)]), f"x.{name}(dtype=torch.float64)", t)
    case("reduction_forms", "x.sum(stackalloc long[] { 0, 2 }, true)", singles(CUBES), "x.sum((0, 2), True)", t)
    case("reduction_forms", "torch.sum(x, stackalloc long[] { 0, -1 })", singles(CUBES), "x.sum((0, -1))", t)
    case("reduction_forms", "x.sum(0, 1, 2)", singles(CUBES), "x.sum((0, 1, 2))", t)
    case("reduction_forms", "torch.mean(x, new long[] { 0, 2 }, true, ScalarType.Float64)", singles(CUBES), "x.mean((0, 2), True, dtype=torch.float64)", t)
    for name in ("std", "var"):
        for dims, python in (("1", "1"), ("(0, 2)", "(0, 2)"), ("(0, 1, 2)", "(0, 1, 2)"), ("new long[] { 0, -1 }", "(0, -1)"), ("stackalloc long[] { 1 }", "(1,)")):
            for kind, result in (("", ""), ("_mean", "")):
                csharp = f"x.{name}{kind}({dims}, false, true)"
                reference = f"torch.{name}{kind}(x, {python}, unbiased=False, keepdim=True)"
                case("reduction_forms", csharp, singles(CUBES[:2] + [f(2, 3, 2, dtype=torch.float64)]), reference, t)
                if not ("stackalloc" in dims and not kind):
                    case("reduction_forms", f"torch.{name}{kind}(x, {dims}, false, true)", singles(CUBES[:2]), reference, t)
        case("reduction_forms", f"x.{name}_mean()", singles(CUBES[:2]), f"torch.{name}_mean(x, unbiased=True)", t)
        case("reduction_forms", f"torch.{name}_mean(x, false)", singles(CUBES[:2]), f"torch.{name}_mean(x, unbiased=False)", t)
        case("reduction_forms", f"x.{name}(false)", singles(CUBES[:2]), f"x.{name}(unbiased=False)", t)
    for name in ("amax", "amin"):
        case("reduction_forms", f"x.{name}(stackalloc long[] {{ 1 }}, true)", singles(CUBES[:2]), f"x.{name}((1,), True)")
        case("reduction_forms", f"x.{name}(new long[] {{ 0, 2 }}, false)", singles(CUBES[:2] + [SPECIAL.view(3, 2, 2)]), f"x.{name}((0, 2))")
        case("reduction_forms", f"torch.{name}(x, stackalloc long[] {{ 1 }}, true)", singles(CUBES[:2]), f"x.{name}((1,), True)")
        case("reduction_forms", f"torch.{name}(x, new long[] {{ 0, -1 }}, true)", singles(CUBES[:2]), f"x.{name}((0, -1), True)")
    case("reduction_forms", "torch.amax(x, new long[] { 1 })", singles(CUBES[:2]), "x.amax((1,))")
    for name, tolerance in (("cumsum", t), ("cumprod", t), ("logsumexp", t), ("argsort", 0), ("cummax", 0), ("cummin", 0), ("softmax", t)):
        case("reduction_forms", f"torch.{name}(x, -1)", singles([f(2, 3), f(3, 2).t()]), f"x.{name}(-1)", tolerance)
    case("reduction_forms", "torch.cumsum(x, 1, ScalarType.Float64)", singles([f(2, 3), i(2, 3)]), "x.cumsum(1, dtype=torch.float64)", t)
    case("reduction_forms", "torch.softmax(x, 1, ScalarType.Float64)", singles([f(2, 3), i(2, 3)]), "x.softmax(1, dtype=torch.float64)", t)
    case("reduction_forms", "torch.logsumexp(x, 0, true)", singles([f(2, 3)]), "x.logsumexp(0, True)", t)
    case("reduction_forms", "torch.argsort(x, 0, true)", singles([f(4, 3)]), "x.argsort(0, True)")
    forms("reduction_forms", "sort(0, true)", singles([f(4, 3), f(3, 4).t()]), "x.sort(0, True)")
    forms("reduction_forms", "sort(1, false, true)", singles([i(3, 8, low=0, high=3)]), "x.sort(stable=True, dim=1)")
    case("reduction_forms", "x.msort()", singles([f(4, 3)]))
    case("reduction_forms", "torch.msort(x)", singles([f(4, 3)]))
    forms("reduction_forms", "topk(2, 0, false)", singles([f(4, 3)]), "x.topk(2, 0, False)")
    forms("reduction_forms", "kthvalue(2, 1, true)", singles([f(3, 4)]), "x.kthvalue(2, 1, True)")
    forms("reduction_forms", "count_nonzero()", singles([i(2, 3, low=-1, high=2)]))
    case("reduction_forms", "torch.count_nonzero(x, new long[] { 1 })", singles([i(2, 3, low=-1, high=2)]), "x.count_nonzero((1,))")
    case("reduction_forms", "torch.norm(x, 3f)", singles([f(2, 3)]), "x.norm(3.0)", t)
    case("reduction_forms", "torch.norm(x, 1, true, 1f)", singles([f(2, 3), f(3, 2).t()]), "x.norm(1.0, 1, True)", t)
    case("reduction_forms", "torch.linalg.norm(x, new long[] { 0, 1 }, true)", singles([f(2, 3)]), "torch.linalg.norm(x, dim=(0, 1), keepdim=True)", t)
    case("reduction_forms", "torch.linalg.norm(x, 3, new long[] { 1 }, false)", singles([f(2, 3)]), "torch.linalg.norm(x, 3, (1,))", t)
    case("reduction_forms", "torch.linalg.norm(x, 1.5, new long[] { 0 }, true)", singles([f(2, 3)]), "torch.linalg.norm(x, 1.5, (0,), True)", t)
    case("reduction_forms", "torch.aminmax(x, 1, true)", singles([f(2, 3), SPECIAL]), "torch.aminmax(x, dim=1, keepdim=True)")
    case("reduction_forms", "torch.isin(x, y, invert: true)", [(i(2, 5), i(4))], "torch.isin(x, y, invert=True)")
    case("reduction_forms", "torch.unique(x, true, true, true)", singles([i(2, 5, low=0, high=4)]), "x.unique(True, True, True)")


def shapes():
    cubes = singles(CUBES[:2])
    for call in ("flatten(1, 2)", "select(1, 2)", "narrow(1, 1, 2)", "transpose(0, -1)", "swapaxes(0, 2)", "swapdims(1, 2)", "unsqueeze(-1)", "unsqueeze_(1)", "unbind(1)", "chunk(2, 1)", "tensor_split(2, -1)", "permute(2, 0, 1)",
                 "reshape(-1, 4)", "diag_embed()", "diagonal(0, 1, 2)", "flip(0, 2)", "fliplr()", "flipud()", "ravel()", "movedim(0, 2)", "moveaxis(0, -1)", "tril(-1)", "triu(1)", "tril_(1)", "triu_(-1)", "roll(1, 1)", "roll(2)",
                 "repeat_interleave(2, 1)", "rot90(1)", "squeeze(0)", "squeeze()", "diff(1, 1)", "broadcast_to(2, 2, 3, 4)"):
        methods = {"movedim(0, 2)", "moveaxis(0, -1)"}
        forms("shape_forms", call, cubes, method=call not in methods)
    for call, python in {"squeeze_(1)": None, "squeeze_()": None}.items():
        forms("shape_forms", call, singles([f(2, 1, 3), f(1, 3, 1), f(3, 1, 2).transpose(0, 2)]), python)
    for call, python in {"movedim(new long[] { 0, 1 }, new long[] { 2, 0 })": "movedim((0, 1), (2, 0))", "moveaxis(new long[] { 0, 1 }, new long[] { 2, 0 })": "moveaxis((0, 1), (2, 0))",
                         "split(new long[] { 1, 3 }, 2)": "split([1, 3], 2)", "tensor_split(new long[] { 1, 3 }, 2)": "tensor_split([1, 3], 2)", "unflatten(2, 2, 2)": "unflatten(2, (2, 2))",
                         "unflatten(2, new Size(new long[] { 2, -1 }))": "unflatten(2, (2, -1))", "tile(new long[] { 2, 1 })": "tile((2, 1))", "roll((1, 2), (0, 2))": None, "roll((1, 2, -1), (0, 1, 2))": None,
                         "roll(new long[] { 5 })": "roll(5)", "roll(new long[] { 1, 2 }, new long[] { 1, 0 })": "roll((1, 2), (1, 0))", "roll(stackalloc long[] { 1, 2 }, stackalloc long[] { 1, 0 })": "roll((1, 2), (1, 0))",
                         "rot90(1, (1, 2))": None, "unbind(dim: 0)": "unbind(0)"}.items():
        forms("shape_forms", call, cubes, python and f"x.{python}", method=call != "unbind(dim: 0)")
    case("shape_forms", "torch.unbind(x, 1L)", cubes, "x.unbind(1)")
    case("shape_forms", "x.split(stackalloc long[] { 1, 2 }, 1)", cubes, "x.split([1, 2], 1)")
    case("shape_forms", "x.split(new long[] { 1, 1 })", cubes, "x.split([1, 1])")
    case("shape_forms", "x.expand(new long[] { 2, 2, 3, 4 })", cubes, "x.expand(2, 2, 3, 4)")
    case("shape_forms", "x.expand(stackalloc long[] { -1, 3, 4 })", cubes, "x.expand(-1, 3, 4)")
    case("shape_forms", "x.expand(new Size(new long[] { 5, 2, 3, 4 }))", cubes, "x.expand(5, 2, 3, 4)")
    case("shape_forms", "x.expand(new long[] { 5, 2, 3, 4 }, false)", cubes, "x.expand(5, 2, 3, 4)")
    case("shape_forms", "x.permute(new List<long> { 1, 2, 0 })", cubes, "x.permute(1, 2, 0)")
    case("shape_forms", "x.transpose_(0, 2)", cubes)
    for name in ("atleast_1d", "atleast_2d", "atleast_3d"):
        case("shape_forms", f"x.{name}()", singles([torch.tensor(2.0), f(3), f(2, 3), f(2, 2, 2)]), f"torch.{name}(x)")
    for call in ("diag(1)", "diag(-1)", "diagflat(1)"):
        forms("shape_forms", call, singles([f(3), f(3, 4)]))
    forms("shape_forms", "t()", singles([f(2, 3), f(3), f(2, 2, 2)]), method=False)
    forms("shape_forms", "trace()", singles([f(3, 4), f(4, 3).t()]), tolerance=1e-6)
    forms("shape_forms", "repeat_interleave(y)", [(f(3), torch.tensor([1, 0, 2])), (f(2, 2), torch.tensor([2, 1, 0, 1]))])
    forms("shape_forms", "repeat_interleave(y, 1)", [(f(2, 3), torch.tensor([1, 0, 2])), (f(3, 2).t(), torch.tensor([1, 0, 2])), (f(2, 3), torch.tensor([2]))])
    for call in ("alias()", "detach_()", "cpu()", "bool()", "byte()", "short()", "char()", "half()", "bfloat16()", "int()", "long()", "float()", "double()"):
        name = call[:-2]
        python = {"alias": "x.view(x.shape) if x.is_contiguous() else torch.ops.aten.alias(x)", "detach_": "x.detach()"}.get(name)
        csharp = f"x.@{call}" if name in ("bool", "byte", "short", "char", "int", "long", "float", "double") else f"x.{call}"
        case("shape_forms", csharp, singles([f(2, 3), f(3, 2).t(), i(3)]), python or f"x.{call}")
    casts = {"x.to_type(ScalarType.Float64)": "x.double()", "x.type(ScalarType.Int32)": "x.int()", "x.to(ScalarType.Float16, CPU)": "x.half()", "x.to(CPU)": "x", "x.to(\"cpu\")": "x", "x.to(DeviceType.CPU)": "x",
             "x.to(y)": "x.to(y)", "x.type(t => t.@int())": "x.int()", "torch.FloatTensor(x)": "x.float()", "torch.DoubleTensor(x)": "x.double()", "torch.IntTensor(x)": "x.int()", "torch.LongTensor(x)": "x.long()",
             "torch.ByteTensor(x)": "x.byte()", "torch.BoolTensor(x)": "x.bool()", "x.to(CPU, true)": "x.clone()"}
    for csharp, python in casts.items():
        case("shape_forms", csharp, [(f(2, 3).abs(), f(1, dtype=torch.float64)), (i(3, low=0), f(1))], python)
    case("shape_forms", "torch.broadcast_tensors(x, y)", [(f(2, 1), f(3)), (f(2, 3), f(1, 1)), (f(2, 3), f(2))])
    case("shape_forms", "x.set_(y)", [(f(2, 3), f(4))])
    for name in ("x.is_nonzero()", "torch.is_nonzero(x)"):
        case("shape_forms", name, singles([torch.tensor(0.0), torch.tensor(-0.0), torch.tensor([NAN]), torch.tensor(3), torch.tensor(False), f(2)]))


def selection():
    long = torch.tensor
    index = [(f(2, 4), long([[0, 2], [3, 1]]), f(2, 2)), (f(4, 2).t(), long([[1, 1], [0, 0]]), f(2, 3))]
    for name in ("scatter", "scatter_", "scatter_add", "scatter_add_"):
        forms("selection_forms", f"{name}(1, y, z)", index)
    rows = [(f(4, 2), long([2, 0]), f(2, 2)), (f(2, 4).t(), long([1]), f(1, 2)), (f(4, 2), long([1, 1]), f(2, 2))]
    for name in ("index_copy", "index_copy_"):
        forms("selection_forms", f"{name}(0, y, z)", rows)
    for name in ("index_add", "index_add_"):
        forms("selection_forms", f"{name}(0, y, z, 2)", rows, f"x.{name}(0, y, z, alpha=2)")
    for name in ("index_fill", "index_fill_"):
        forms("selection_forms", f"{name}(-1, y, 7)", [(f(2, 4), long([2, 0])), (f(4, 2).t(), long([-1]))])
    forms("selection_forms", "gather(1, y)", [(f(2, 3), long([[0, 2], [1, 1]])), (f(3, 2).t(), long([[2], [0]]))])
    case("selection_forms", "torch.gather(x, -1, y, true)", [(f(2, 3), long([[0, 2], [1, 1]]))], "x.gather(-1, y)")
    forms("selection_forms", "index_select(-1, y)", [(f(2, 3), long([2, 0])), (f(3, 2).t(), long([1]))])
    forms("selection_forms", "masked_select(y)", [(f(2, 3), b(3)), (f(3, 2).t(), b(2, 3))])
    case("selection_forms", "x.masked_scatter_(y, z)", [(f(2, 3), torch.tensor([True, False, True]), f(4)), (f(2, 3), torch.ones(2, 3, dtype=torch.bool), f(6))])
    forms("selection_forms", "take(y)", [(f(2, 3), long([[0, 5], [-1, 2]])), (f(3, 2).t(), long([1, 4]))])
    forms("selection_forms", "take_along_dim(y, 1)", [(f(2, 3), long([[0, 2], [1, 1]])), (f(3, 2).t(), long([[2], [0]]))])
    case("selection_forms", "x.take_along_dim(y)", [(f(2, 3), long([5, 0])), (f(3, 2).t(), long([1, 4]))])
    forms("selection_forms", "nonzero()", singles([b(2, 3), SPECIAL]))
    case("selection_forms", "x.nonzero_as_list()", singles([b(2, 3), SPECIAL, torch.tensor([0, 3, 1])]), "x.nonzero(as_tuple=True)")
    forms("selection_forms", "argwhere()", singles([b(2, 3), SPECIAL]))
    case("selection_forms", "x.where(y, z)", [(f(2, 3), b(2, 3), f(3)), (f(3, 2).t(), b(3), torch.tensor(0.0))])
    forms("selection_forms", "select_scatter(y, 1, 0)", [(f(2, 3, 4), f(2, 4)), (f(4, 3, 2).permute(2, 1, 0), f(2, 4))])
    forms("selection_forms", "slice_scatter(y, 1, 1, 3)", [(f(2, 4), f(2, 2)), (f(4, 2).t(), f(2, 2))], "x.slice_scatter(y, dim=1, start=1, end=3, step=1)")
    forms("selection_forms", "slice_scatter(y)", [(f(2, 4), f(2, 4))], "x.slice_scatter(y, step=1)")
    rows = [(f(4, 3), long([2, 0]), f(3)), (f(3, 4).t(), long([3, 1]), f(2, 3)), (f(4, 3), b(4), torch.tensor(2.0))]
    case("selection_forms", "x.index_put_(z, new[] { y })", rows, "x.index_put_((y,), z)")
    case("selection_forms", "x.index_put_(z, new[] { y }, true)", rows[:2], "x.index_put_((y,), z, True)", 1e-6)
    case("selection_forms", "x.index_put_(z, y)", rows, "x.index_put_((y,), z)")
    case("selection_forms", "x.index_put_(z, TensorIndex.Tensor(y))", rows, "x.index_put_((y,), z)")
    case("selection_forms", "x.index_put_((Scalar)5, TensorIndex.Tensor(y))", rows, "x.index_put_((y,), torch.tensor(5).to(x.dtype))")
    case("selection_forms", "x.index_put_((Scalar)5, y)", rows, "x.index_put_((y,), torch.tensor(5).to(x.dtype))")
    case("selection_forms", "x.index(y)", rows, "x[y]")
    deep = f(2, 2, 2, 2, 2, 2)
    case("selection_forms", "x[0, 1, 1, 0, 1]", [(deep,), (f(2, 2, 2, 2, 3).transpose(0, 4),)])
    case("selection_forms", "x[0, 1, -1, 0, 1, 1]", [(deep,)])
    case("selection_forms", "x[new long[] { 1, 0 }]", [(f(2, 3),), (f(3, 2).t(),), (deep,)], "x[1, 0]")
    for place, python in (("0, 1, 1, 0", None), ("0, 1, 1, 0, 1", None), ("0, 1, -1, 0, 1, 1", None), ("new long[] { 1, 0 }", "1, 0")):
        inputs = [(deep, torch.tensor(7.0))] if "-1" in place else [(f(2, 2, 2, 2, 2) if place.count(",") > 3 else f(2, 2, 2, 2), torch.tensor(7.0))]
        if python:
            inputs = [(f(2, 3), torch.tensor(7.0)), (f(3, 2).t(), torch.tensor(7.0))]
        case("selection_forms", f"x[{place}] = y", inputs, f"put(x, lambda: x.__setitem__(({python or place}), y))")


def products():
    t = 3e-6
    # addr's beta and alpha are floats in TorchSharp, which integers refuse.
    references = {"tensordot": "torch.tensordot(x, y)", "addr": "x.addr(y, z, beta=1.0, alpha=1.0)"}
    for call, inputs in {"matmul(y)": [(f(2, 3), f(3, 4)), (f(3, 2).t(), f(3))], "mm(y)": [(f(2, 3), f(3, 4))], "bmm(y)": [(f(2, 2, 3), f(2, 3, 4))], "mv(y)": [(f(2, 3), f(3))], "dot(y)": [(f(3), f(3)), (i(3), i(3))],
                         "vdot(y)": [(f(3), f(3))], "outer(y)": [(f(2), f(3))], "ger(y)": [(f(2), f(3))], "inner(y)": [(f(2, 3), f(4, 3)), (f(3), f(3)), (f(2, 3), torch.tensor(2.0))],
                         "tensordot(y)": [(f(2, 3, 4), f(3, 4, 2))], "addbmm(y, z)": [(f(2, 4), f(3, 2, 2), f(3, 2, 4))], "addmv(y, z)": [(f(2), f(2, 3), f(3))], 
                         "addmm(y, z)": [(f(2, 4), f(2, 3), f(3, 4)), (f(4), f(3, 2).t(), f(3, 4))], "baddbmm(y, z)": [(f(2, 2, 4), f(2, 2, 3), f(2, 3, 4))]}.items():
        forms("product_forms", call, inputs, references.get(call.split("(")[0]), t, method="addmm" not in call, function=call not in ("addmm(y, z)", "addmv(y, z)"))
    for name, inputs in {"addbmm": [(f(2, 4), f(3, 2, 2), f(3, 2, 4))], "addmm": [(f(2, 4), f(2, 3), f(3, 4))], "addmv": [(f(2), f(2, 3), f(3))], "addr": [(f(2, 3), f(2), f(3))], "baddbmm": [(f(2, 2, 4), f(2, 2, 3), f(2, 3, 4))]}.items():
        forms("product_forms", f"{name}(y, z, 0.5f, 2f)", inputs, f"x.{name}(y, z, beta=0.5, alpha=2)", t)
    forms("product_forms", "tensordot(y, new[] { (1L, 0L), (2L, 1L) })", [(f(2, 3, 4), f(3, 4, 2))], "torch.tensordot(x, y, ([1, 2], [0, 1]))", t)
    forms("product_forms", "tensordot(y, new long[] { 1 }, new long[] { -2 })", [(f(2, 3), f(3, 4))], "torch.tensordot(x, y, ([1], [-2]))", t)


def joining():
    pairs = [(f(2, 3), f(1, 3)), (f(3, 2).t(), i(2, 3))]
    for name in ("cat", "concat", "concatenate"):
        for sequence in ("new[] { x, y }", "new List<Tensor> { x, y }", "new ReadOnlySpan<Tensor>(new[] { x, y })"):
            case("joining_forms", f"torch.{name}({sequence})", pairs, "torch.cat([x, y])")
    for name in ("hstack", "vstack", "dstack"):
        for sequence in ("new[] { x, y }", "new List<Tensor> { x, y }", "new ReadOnlySpan<Tensor>(new[] { x, y })", "new Stack<Tensor>(new[] { y, x })")[:3 if name == "vstack" else 4]:
            case("joining_forms", f"torch.{name}({sequence})", [(f(2, 3), f(2, 3)), (f(3), f(3)), (torch.tensor(1.0), torch.tensor(2.0))], f"torch.{name}([x, y])")
