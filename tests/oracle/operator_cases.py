"""Cases of splitting by direction, linear algebra, sampling, and what else models use now and then."""
import torch

from golden_cases import CUBES, MODERATE, NAN, SPECIAL, case, f, i, singles
from function_cases import forms


def declare():
    torch.manual_seed(20261126)
    splitting()
    linear_algebra()
    elementwise()
    creation()
    einsum()
    searching()


def splitting():
    cubes = singles(CUBES[:2] + [f(4, 4), f(4)])
    for name in ("hsplit", "vsplit", "dsplit"):
        for sections in ("2", "3", "new long[] { 1, 2 }", "y", "(1, 2)", "(1, 2, 3)", "(1, 2, 3, 4)"):
            python = f"torch.{name}(x, {sections.replace('new long[] { 1, 2 }', '(1, 2)')})"
            if sections == "y":
                # Python takes no tensor here: TorchSharp hands it to tensor_split.
                rank, dim = {"hsplit": (1, "min(1, x.dim() - 1)"), "vsplit": (2, "0"), "dsplit": (3, "2")}[name]
                python = f"x.tensor_split(y, {dim}) if x.dim() >= {rank} else fail()"
            inputs = cubes if sections != "y" else [(x, y) for (x,) in cubes for y in (torch.tensor(2), torch.tensor([1, 3]))]
            if not (name != "dsplit" and sections.startswith("(")):
                case("splitting", f"x.{name}({sections})", inputs, python)
            if name != "vsplit" or "new" in sections:
                case("splitting", f"torch.{name}(x, {sections})", inputs, python)
    forms("splitting", "tensor_split(y, 1)", [(CUBES[0], torch.tensor(2)), (CUBES[1], torch.tensor([1, 2])), (f(2, 3), f(1))])
    for sequence in ("new[] { x, y }", "new List<Tensor> { x, y }", "new ReadOnlySpan<Tensor>(new[] { x, y })"):
        pairs = [(f(2, 3), f(2, 3)), (f(3), f(3)), (f(3), f(3, 2)), (torch.tensor(1.0), torch.tensor(2.0))]
        case("splitting", f"torch.column_stack({sequence})", pairs, "torch.column_stack([x, y])")
        case("splitting", f"torch.row_stack({sequence})", pairs, "torch.row_stack([x, y])")
        case("splitting", f"torch.cartesian_prod({sequence})", [(f(2), f(3)), (f(2), f(0)), (f(2), f(2, 2))], "torch.cartesian_prod(x, y)")
    case("splitting", "torch.cartesian_prod(x)", singles([f(3)]))
    case("splitting", "torch.block_diag(x, y, z)", [(f(2, 3), f(2), torch.tensor(1.5)), (f(3, 2).t(), i(1, 2), f(0, 2))])
    for n in (1, 2, 3):
        case("splitting", f"torch.atleast_{n}d(x, y)", [(torch.tensor(2.0), f(3)), (f(2, 3), f(2, 2, 2))])
    for tuples, rank in (("(0, 1), (2, 0)", 3), ("(0, 1, 2), (2, 0, 1)", 3), ("(0, 1, 2, 3), (3, -2, 0, 1)", 4)):
        case("splitting", f"torch.moveaxis(x, {tuples})", singles([f(2, 3, 4, 2)[..., 0].clone() if rank == 3 else f(2, 3, 4, 2)]))
    forms("splitting", "diagonal_scatter(y, 1, 0, 1)", [(f(3, 4), f(3)), (f(4, 3).t(), f(3)), (f(3, 4), f(2))], "torch.diagonal_scatter(x, y, 1, 0, 1)")
    for arguments in ("", ", 1"):
        dim = arguments.strip(", ")
        case("splitting", f"x.take_along_dim(new List<long> {{ 1, 0 }}{arguments})", singles([f(4)] if not dim else [f(1, 2)]), f"x.take_along_dim(torch.tensor([1, 0]){arguments})")
    case("splitting", "torch.take_along_dim(x, new List<long> { 1, 0 })", singles([f(4)]), "x.take_along_dim(torch.tensor([1, 0]), 0)")


def linear_algebra():
    t = 3e-6
    for name, inputs in {"addmm_": [(f(2, 4), f(2, 3), f(3, 4))], "addmv_": [(f(2), f(2, 3), f(3))], "addbmm_": [(f(2, 4), f(3, 2, 2), f(3, 2, 4))], "addr_": [(f(2, 3), f(2), f(3))]}.items():
        forms("linear_algebra", f"{name}(y, z, 0.5f, 2f)", inputs, f"x.{name}(y, z, beta=0.5, alpha=2.0)", t)
        case("linear_algebra", f"x.{name}(y, z)", inputs, f"x.{name}(y, z, beta=1.0, alpha=1.0)", tolerance=t)
    forms("linear_algebra", "kron(y)", [(f(2, 3), f(2, 2)), (f(2), f(3, 1)), (f(2, 3), i(1, 2)), (torch.tensor(2.0), f(2))])
    matrices = singles([f(3, 3), f(2, 3, 3).transpose(1, 2), f(4, 4, dtype=torch.float64), torch.tensor([[0.0, 1.0], [2.0, 0.0]]), f(0, 0), f(2, 3), i(2, 2)])
    singular = singles([torch.ones(2, 2)])
    for name, inputs in (("inverse", matrices + singular), ("det", matrices)):
        python = {"inverse": "torch.linalg.inv(x)", "det": "torch.linalg.det(x)"}[name]
        forms("linear_algebra", f"{name}()", inputs, python, 1e-5)
    case("linear_algebra", "torch.linalg.inv(x)", matrices, tolerance=1e-5)
    case("linear_algebra", "torch.linalg.det(x)", matrices, tolerance=1e-5)
    vectors = [(f(2, 3), f(2, 3)), (f(1, 3), f(2, 3)), (f(3, 2).t(), f(2, 3)), (f(2, 2), f(2, 2)), (i(2, 3), i(2, 3))]
    case("linear_algebra", "torch.linalg.cross(x, y)", vectors, tolerance=t)
    case("linear_algebra", "torch.linalg.cross(x, y, 0)", [(f(3, 2), f(3, 2))], "torch.linalg.cross(x, y, dim=0)", t)
    case("linear_algebra", "torch.linalg.vecdot(x, y)", vectors, tolerance=t)
    case("linear_algebra", "torch.linalg.vecdot(x, y, 0)", vectors[:2], "torch.linalg.vecdot(x, y, dim=0)", t)
    case("linear_algebra", "torch.linalg.multi_dot(new[] { x, y, z })", [(f(2, 3), f(3, 4), f(4, 2)), (f(3), f(3, 4), f(4)), (f(2, 3), f(2, 4), f(4, 2))], "torch.linalg.multi_dot([x, y, z])", 1e-5)
    rows = [(f(3, 4), f(2, 4)), (f(2, 3, 4), f(1, 2, 4)), (f(4, 3).t(), f(2, 4)), (f(0, 4), f(2, 4)), (f(3, 4), f(2, 3))]
    case("linear_algebra", "torch.cdist(x, y)", rows, tolerance=1e-5)
    for p in ("1", "3"):
        case("linear_algebra", f"torch.cdist(x, y, {p})", rows, f"torch.cdist(x, y, {p}.0)", 1e-5)


def elementwise():
    forms("elementwise", "float_power(y)", [(f(2, 3).abs(), f(3)), (i(2, 3), i(3, low=0, high=4)), (SPECIAL, f(4))], None, 1e-12)
    forms("elementwise", "float_power_(y)", [(f(2, 3, dtype=torch.float64).abs(), f(3)), (f(2), f(2))], None, 1e-12)
    forms("elementwise", "logaddexp2(y)", [(f(2, 3), f(3)), (MODERATE, MODERATE.flip(0).clone()), (i(2), i(2))], None, 3e-6)
    forms("elementwise", "sinc()", singles([f(2, 3), MODERATE, f(3, 2).t(), i(2, 3), f(2, dtype=torch.float64)]), None, 3e-6)
    forms("elementwise", "sinc_()", singles([f(2, 3), i(2)]), None, 3e-6)
    for dim in ("0", "-1"):
        forms("elementwise", f"logcumsumexp({dim})", singles([f(2, 3), f(3, 2).t(), f(0, 3), f(2, 3, dtype=torch.float64)]), None, 3e-6)
    gaps = torch.tensor([[NAN, 1.0, 2.0], [3.0, NAN, NAN]])
    forms("elementwise", "nanmean()", singles([f(2, 3), gaps, gaps.t(), torch.tensor(NAN), i(2)]), None, 1e-6)
    for dim in ("0", "-1"):
        forms("elementwise", f"nanmean({dim}, true, ScalarType.Float64)", singles([f(2, 3), gaps]), f"x.nanmean({dim}, True, dtype=torch.float64)", 1e-6)


def creation():
    def make(csharp, python, tolerance=0.0):
        case("creation", csharp, [(torch.zeros(1),)], python, tolerance)

    make("torch.logspace(-1, 2, 4)", "torch.logspace(-1, 2, 4)", 1e-6)
    make("torch.logspace(0, 3, 4, 2, ScalarType.Float64)", "torch.logspace(0, 3, 4, 2, dtype=torch.float64)", 1e-6)
    for name in ("tril_indices", "triu_indices"):
        for arguments in ("3, 4", "3, 4, 1", "4, 3, -1"):
            make(f"torch.{name}({arguments})", f"torch.{name}({arguments})")
        make(f"torch.{name}(2, 2, 0, ScalarType.Int32)", f"torch.{name}(2, 2, 0, dtype=torch.int32)")
    tensors = singles([f(2, 3), f(3, 2).t(), i(2)])
    forms("creation", "randint_like(4, 5)", tensors, "torch.randint_like(x, 4, 5)")
    forms("creation", "randint_like(4, 5, ScalarType.Float64)", tensors, "torch.randint_like(x, 4, 5, dtype=torch.float64)")
    case("creation", "x.random_(4, 5)", tensors)
    case("creation", "torch.normal(x, y)", [(f(2, 3), torch.zeros(3)), (f(3, 2).t(), torch.zeros(1))])
    certain = singles([torch.tensor([0.0, 2.0, 0.0]), torch.tensor([[0.0, 1.0], [3.0, 0.0]]), torch.tensor([-1.0, 2.0]), torch.zeros(2), i(2)])
    forms("creation", "multinomial(1)", certain)
    forms("creation", "multinomial(3, true)", certain, "x.multinomial(3, True)")
    forms("creation", "multinomial(9)", certain[:1])
    case("creation", "x.multinomial(3).sort().Values", singles([torch.tensor([1.0, 2.0, 3.0])]), "x.multinomial(3).sort().values")
    case("creation", "torch.ShortTensor(x)", tensors, "x.short()")
    for element, dtype, literal in (("sbyte", "int8", "{}"), ("short", "int16", "{}"), ("BFloat16", "bfloat16", "(BFloat16){}f")):
        flat = f"new {element}[] {{ {literal.format(1)}, {literal.format(2)} }}"
        make(f"torch.as_tensor((IList<{element}>){flat})", f"torch.tensor([1, 2], dtype=torch.{dtype})")
        if element == "BFloat16":
            continue
        make(f"(Tensor)({element})3", f"torch.tensor(3, dtype=torch.{dtype})")
        make(f"(Tensor){flat}", f"torch.tensor([1, 2], dtype=torch.{dtype})")
        case("creation", f"({element})x", singles([torch.tensor(3.0), f(2)]), f"torch.tensor(x.item()).to(torch.{dtype})")
    image = f(1, 2, 4, 5)
    for csharp, python in {"upsample_nearest(x, new long[] { 6, 3 })": "F.interpolate(x, (6, 3))", "upsample(x, new long[] { 6, 3 })": "F.interpolate(x, (6, 3))",
                           "upsample(x, scale_factor: new[] { 2.0, 1.5 }, mode: UpsampleMode.Bilinear, align_corners: true)": "F.interpolate(x, scale_factor=(2.0, 1.5), mode='bilinear', align_corners=True)"}.items():
        case("functions", f"nn.functional.{csharp}", singles([image, f(1, 4, 5, 2).permute(0, 3, 1, 2)]), python, 3e-6)


def einsum():
    t = 3e-6
    equations = {"...ij,...jk->...ik": [(f(2, 2, 3), f(2, 3, 2)), (f(2, 2, 3), f(3, 2)), (f(4, 1, 2, 3), f(2, 3, 2)), (f(2, 3), f(3, 2))], "b...,b...->b": [(f(2, 3, 2), f(2, 3, 2))], "b...i,ij->b...j": [(f(2, 3, 4), f(4, 2)), (f(2, 4), f(4, 2))],
                 "...i,...i": [(f(2, 3), f(2, 3)), (f(2, 3), f(3))], "i...,...->...i": [(f(2, 3), f(3))], "...,...": [(f(2, 3), f(3)), (torch.tensor(2.0), f(3))], " ... i , i -> ... ": [(f(2, 3), f(3))], "...ij,jk": [(f(2, 2, 3), f(3, 2))],
                 "...ijk,...kl->...il": [(f(2, 3), f(3, 2))]}
    for equation, inputs in equations.items():
        case("products", f"torch.einsum(\"{equation}\", x, y)", inputs, tolerance=t)
    for equation in ("...ij->...ji", "...i->...", "...ii->...i", "...", "b...->b..."):
        case("products", f"torch.einsum(\"{equation}\", x)", singles([f(2, 3, 3), f(3, 3)]), tolerance=t)


def searching():
    sorted_rows = f(2, 5).sort().values
    values = f(2, 3)
    ties = torch.tensor([1.0, 2.0, 2.0, 3.0, 5.0])
    pairs = [(sorted_rows, values), (ties, torch.tensor([[0.0, 2.0], [2.5, 9.0]])), (ties, torch.tensor([NAN, 2.0])), (torch.tensor([1, 3, 3]), i(4)), (sorted_rows, f(3, 2)), (ties, i(2)), (f(2, 2), torch.tensor(1.0)), (f(0), f(2))]
    case("searching", "torch.searchsorted(x, y)", pairs)
    case("searching", "torch.searchsorted(x, y, true, true)", pairs, "torch.searchsorted(x, y, out_int32=True, right=True)")
    case("searching", "torch.searchsorted(x, y, sorter: z)", [(torch.tensor([3.0, 1.0, 2.0]), f(4), torch.tensor([1, 2, 0]))], "torch.searchsorted(x, y, sorter=z)")
    case("searching", "torch.searchsorted(x, (Scalar)2, false, true, null)", singles([ties]), "torch.searchsorted(x, 2.0, right=True)")
    buckets = [(values, ties), (f(3, 2).t(), ties), (i(4), torch.tensor([1, 3, 3])), (values, sorted_rows)]
    forms("searching", "bucketize(y)", buckets, "torch.bucketize(x, y)")
    forms("searching", "bucketize(y, true, true)", buckets, "torch.bucketize(x, y, out_int32=True, right=True)")
    gaps = torch.tensor([[NAN, 1.0, 2.0], [3.0, 5.0, 4.0], [NAN, NAN, NAN]])
    rows = [(x, q) for x in (f(3, 4), gaps, f(4, 3).t(), torch.tensor(2.0)) for q in (torch.tensor(0.3), torch.tensor([0.0, 0.75, 1.0]))]
    rows += [(f(2, 3), torch.tensor([0.5], dtype=torch.float64)), (f(2, 3, dtype=torch.float64), torch.tensor([0.5], dtype=torch.float64)), (f(2, 3), torch.tensor(1.5)), (i(2, 3), torch.tensor(0.5)), (f(0, 3), torch.tensor(0.5))]
    for name in ("quantile", "nanquantile"):
        forms("searching", f"{name}(y)", rows, f"x.{name}(y, dim=-1)", 3e-6)
        forms("searching", f"{name}(y, 0, true)", rows, f"x.{name}(y, dim=0, keepdim=True)", 3e-6)
