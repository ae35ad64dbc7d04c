"""The expressions of the other cases again, on inputs that are hard: 16-bit floats, small integers, strides, no elements, NaN, infinity and -0."""
import torch

from golden_cases import INF, NAN, TOPICS, case, evaluate

SKIPPED = {"creation", "layers"}
# Where PyTorch 1.13 is no measure, by a part of the expression.
UNLIKE = {
    # It adds products up in bfloat16, and takes powers and weights in it; libtorch since 2.1 does so in float32.
    "edges_bfloat16": ("bmm", "einsum", "tensordot", "affine_grid", "addmm_", "Bilinear", "bilinear", "vector_norm", "item<"),
    "edges_float16": ("item<",),
    # libtorch rounds in the middle of these, or has no 16-bit kernel for them at all.
    "in_float32": ("round(2", "einsum", "addbmm", "conv_transpose", "bilinear", "cross(", "inv", "det(", "quantile"),
    # Which of equal elements it names is not defined; convolutions of integers are not in any model.
    "edges_integers": ("kthvalue", "nn.functional.conv", "item<"),
    # The mean of infinities depends on the order in which it adds them; softshrink loses NaN; places that are no numbers are undefined.
    "edges_values": ("_mean(", "softshrink", "grid_sample"),
    # It takes the source's elements in the order of x's memory, not of its indices, and refuses a permuted x in kron.
    "edges_strides": ("masked_scatter_", "kron"),
    "edges_empty": (),
}
HARD = [NAN, -0.0, INF, -INF, 0.5, 0.0, -1.0, 2.0, 1.0]


def declare():
    torch.manual_seed(20261125)
    seen = set()
    for topic, cases in list(TOPICS.items()):
        for csharp, python, inputs, tolerance in cases:
            # A function of torch is the method of the same name: its goldens need no second round.
            if topic in SKIPPED or csharp in seen or csharp.startswith("torch.") and topic.endswith("_forms"):
                continue
            seen.add(csharp)
            vary(csharp, python, inputs, tolerance)


def vary(csharp, python, inputs, tolerance):
    tensors = next((t for t in inputs if all(x.numel() for x in t) and evaluate(python, t) is not None), None)
    if tensors is None:
        return
    reals = [x.dtype in (torch.float32, torch.float64) for x in tensors]
    if any(reals):
        finite = [torch.nan_to_num(x, 1.5, 2.5, -2.5).clamp(-100, 100) if real else x for x, real in zip(tensors, reals)]
        for dtype, topic in ((torch.float16, "edges_float16"), (torch.bfloat16, "edges_bfloat16")):
            lower = tuple(x.to(dtype) if real else x for x, real in zip(finite, reals))
            if evaluate(python, lower) is not None:
                record(topic, csharp, lower, python, tolerance or 1e-6)
            # What PyTorch 1.13 cannot do with 16 bits on the CPU, later ones do in float32, and round the result.
            elif not any(mark in csharp for mark in ("_(", " = ", "; x", "true)") + UNLIKE["in_float32"]):
                record(topic, csharp, lower, f"in_float32(lambda x, y, z: {python}, x, y, z)", tolerance or 1e-6)
        record("edges_values", csharp, tuple(hard(x) if real else x for x, real in zip(tensors, reals)), python, tolerance)
        for dtype in (torch.int16, torch.int8)[:len(tensors)]:
            record("edges_integers", csharp, tuple(x.to(dtype) if real else x for x, real in zip(finite, reals)), python, tolerance)
    if any(x.dim() > 0 for x in tensors):
        record("edges_strides", csharp, tuple(strided(x, step) for step, x in enumerate(tensors)), python, tolerance)
        batch = tensors[0].shape[:1]
        record("edges_empty", csharp, tuple(x[:0].clone() if x.dim() and x.shape[:1] == batch else x for x in tensors), python, tolerance)


def record(topic, csharp, inputs, python, tolerance):
    if not any(part in csharp for part in UNLIKE[topic]):
        case(topic, csharp, [inputs], python, tolerance)


def hard(x):
    flat = x.reshape(-1).clone()
    for at in range(min(len(flat), len(HARD))):
        flat[at] = HARD[at]
    return flat.view(x.shape)


def strided(x, step):
    """The same numbers, in another layout: every second of a longer row, or the last dimension first."""
    if x.dim() == 0:
        return x
    if x.dim() > 1 and step % 2 == 0:
        return x.movedim(-1, 0).contiguous().movedim(0, -1)
    return torch.stack([x, x], -1).flatten(-2)[..., ::2]
