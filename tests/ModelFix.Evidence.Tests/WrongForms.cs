using TorchSharp;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace ModelFix.Evidence.Tests;

/// <summary>The forms that the rules' pages list as wrong.</summary>
internal static partial class WrongForms
{
    private static readonly float[] Special = [
        float.NaN,
        float.PositiveInfinity,
        float.NegativeInfinity,
        float.MaxValue,
        float.MinValue,
        1e-42f,
        0f,
        -0f,
        1f,
        -2.5f];

    public static readonly IReadOnlyList<WrongForm> All = [
        .. Shapes(),
        .. Moves(),
        .. Clamps(),
        .. Divisions(),
        .. Normalizations(),
        .. GroupNorms(),
        .. WholeMeans(),
        .. PRelus(),
        .. Spreads(),
        .. Mutations(),
        .. ArgumentMutations(),
        .. Pools(),
        .. UnbatchedPools(),
        .. PoolOptions(),
        .. Resizings(),
        .. Resamplings(),
        .. Deconvolutions(),
        .. SamePaddings(),
        .. CircularPads(),
        .. Picks(),
        .. Choices()];

    private static IEnumerable<WrongForm> Shapes() =>
    [
        new(
            "MFX1001",
            "select where the size is not 1",
            "x.select(1, 0)",
            "[2, 3, 4, 5]",
            () => X(2, 3, 4, 5).squeeze(1),
            () => X(2, 3, 4, 5).select(1, 0)),
        new("MFX1001", "flatten where a dim between is not 1", "x.flatten(1)", "[2, 3, 4, 1]",
                () => X(2, 3, 4, 1).squeeze(-1).squeeze(-1), () => X(2, 3, 4, 1).flatten(1)),
        new("MFX1002", "the first item", "x[0]", "[2, 4, 5]", () => X(2, 4, 5).squeeze(), () => X(2, 4, 5)[0]),
        new("MFX1002", "the first item", "x[0]", "[1, 1, 5]", () => X(1, 1, 5).squeeze(), () => X(1, 1, 5)[0]),
        new("MFX1002", "the first item", "x[0]", "[2, 4, 1, 1]", () => X(2, 4, 1, 1).squeeze(), () => X(2, 4, 1, 1)[0]),
        new(
            "MFX1002",
            "flatten(1) for a batch of one",
            "x.flatten(1)",
            "[1, 4, 1, 1]",
            () => X(1, 4, 1, 1).squeeze(),
            () => X(1, 4, 1, 1).flatten(1)),
        new(
            "MFX1003",
            "a batch size frozen at 2, run with 5",
            "x.reshape(2, -1)",
            "[5, 3, 4]",
            () => X(5, 3, 4).view(5, -1),
            () => X(5, 3, 4).reshape(2, -1)),
    ];

    private static IEnumerable<WrongForm> Normalizations()
    {
        Tensor Vectors(double length) => (X(3, 5).to(ScalarType.Float64) * length).to(ScalarType.Float32);
        Tensor Norm(double length) => Vectors(length).norm(1, true);
        WrongForm BatchNorm(string name, string form, string input, double eps, params long[] shape) => new(
            "MFX1202", name, form, input, () => Trained(eps).call(X(shape)).detach(),
            () =>
                ((X(shape) - Trained(eps).running_mean!) / (Trained(eps).running_var! + 1e-5).sqrt() * Trained(eps).weight!
                    + Trained(eps).bias!).detach());
        return
        [
            new(
                "MFX1201",
                "without eps",
                "x.div(x.norm(1, true))",
                "vectors of length 0",
                () => functional.normalize(Vectors(0)),
                () => Vectors(0).div(Norm(0))),
            new("MFX1201", "without eps", "x.div(x.norm(1, true))", "vectors of length 1e-14",
                () => functional.normalize(Vectors(1e-14)), () => Vectors(1e-14).div(Norm(1e-14))),
            new("MFX1201", "eps added to the norm", "x / (x.norm(1, true) + 1e-12)", "vectors of length 1e-12",
                () => functional.normalize(Vectors(1e-12)), () => Vectors(1e-12) / (Norm(1e-12) + 1e-12)),
            new(
                "MFX1201",
                "the reciprocal root of the sum of squares",
                "x * (x.pow(2).sum(1, true) + 1e-24).rsqrt()",
                "vectors of length 1e-12",
                () => functional.normalize(Vectors(1e-12)),
                    () => Vectors(1e-12) * (Vectors(1e-12).pow(2).sum(1, keepdim: true) + 1e-24).rsqrt()),
            BatchNorm("an eps of its own", "(x - mean) / sqrt(var + 1e-5) * weight + bias", "[4, 6], eps 1e-3", 1e-3, 4, 6),
            BatchNorm("channels left to broadcasting", "(x - mean) / sqrt(var + eps) * weight + bias", "[4, 6, 6]", 1e-5, 4, 6, 6),
            BatchNorm("channels left to broadcasting", "(x - mean) / sqrt(var + eps) * weight + bias", "[4, 6, 7]", 1e-5, 4, 6, 7),
        ];
    }

    private static IEnumerable<WrongForm> Mutations()
    {
        var special = torch.tensor(Special);
        Tensor Written(Tensor y, TensorIndex at, Tensor value)
        {
            y = y.clone();
            y[at] = value;
            return y;
        }

        Tensor Rows(Tensor y, long[] rows, Tensor value) => Written(y, TensorIndex.Tensor(Integers(rows)), value);
        var zero = torch.tensor(0f);
        var counted = torch.arange(4);
        var positive = TensorIndex.Tensor(X(4) > 0);
        return
        [
            new(
                "MFX1301",
                "parts put together without expanding the value",
                "cat(new[] { y.narrow(1, 0, 2), v, y.narrow(1, 3, 1) }, 1)",
                "[3, 4, 5], a value [5]",
                () => Written(X(3, 4, 5).transpose(0, 1), 2, X(5)),
                    () => torch.cat([X(3, 4, 5).narrow(1, 0, 2), X(5), X(3, 4, 5).narrow(1, 3, 1)], 1)),
            new(
                "MFX1301",
                "parts put together without the tensor's dtype",
                "cat(new[] { y.narrow(0, 0, 2), v }, 0)",
                "bfloat16, a value in float32",
                () => Written(X(3, 4).to(ScalarType.BFloat16), 2, X(4)),
                    () => torch.cat([X(3, 4).to(ScalarType.BFloat16).narrow(0, 0, 2), X(1, 4)])),
            new(
                "MFX1302",
                "a product with the mask",
                "y * y.le(1)",
                "NaN and infinities",
                () => special.masked_fill(special > 1, 0),
                () => special * special.le(1)),
            new("MFX1302", "where with a number, for integers", "where(m, 1.7, y)", "int64, a mask",
                () => Written(counted, TensorIndex.Tensor(counted > 1), torch.tensor(1.7)),
                    () => torch.where(counted > 1, torch.tensor(new[] { 1.7f }), counted)),
            new("MFX1302", "a mask of rows as it is", "y.masked_fill(m, 0)", "[4, 5], a mask [4]",
                () => Written(X(4, 5), positive, zero), () => X(4, 5).masked_fill(X(4) > 0, 0)),
            new("MFX1302", "a mask of rows as it is", "y.masked_fill(m, 0)", "[4, 4], a mask [4]",
                () => Written(X(4, 4), positive, zero), () => X(4, 4).masked_fill(X(4) > 0, 0)),
            new(
                "MFX1303",
                "scatter_ with an expanded index, as many indices as columns",
                "y.scatter_(0, i.expand(1, 3), v)",
                "[6, 3], 3 indices, a value a row",
                () => Rows(X(6, 3), [4, 0, 2], X(3, 1)), () => X(6, 3).clone().scatter_(0, Integers(4, 0, 2).expand(1, 3), X(3, 1).t())),
            new("MFX1303", "scatter_ with an expanded index, 3-D", "y.scatter_(0, i.expand(1, 3), v)", "[6, 3, 2], 1 index",
                () => Rows(X(6, 3, 2), [4], X(1, 3, 2)), () => X(6, 3, 2).clone().scatter_(0, Integers(4).expand(1, 3), X(1, 3, 2))),
            new("MFX1303", "index_copy, with an index counted from the end", "y.index_copy(0, i, v)", "index -1",
                () => Rows(X(6, 3), [-1], X(1, 3)), () => X(6, 3).index_copy(0, Integers(-1), X(1, 3))),
            new("MFX1304", "index_add, with an index that repeats", "y.index_add(0, i, v, 1)", "indices 1, 1",
                () => Rows(X(4, 3), [1, 1], X(4, 3).index_select(0, Integers(1, 1)) + 1),
                    () => X(4, 3).index_add(0, Integers(1, 1), torch.ones(2, 3), 1)),
            new("MFX1305", "a stack of the slots that are written", "stack(new[] { x, x }, 1)", "[2, 4], a loop from 1 to 2 over 3 slots",
                () => Filled(), () => torch.stack([X(2, 4), X(2, 4)], 1)),
            new(
                "MFX1305",
                "a tensor kept that changes after it is assigned",
                "stack(new[] { h, h }, 0)",
                "h, to which 1 is added in each round",
                () => torch.stack([X(4), X(4) + 1], 0), () => torch.stack([X(4) + 1, X(4) + 1], 0)),
        ];
    }

    private static Tensor Filled()
    {
        var y = torch.zeros(2, 3, 4);
        for (var i = 1; i < 3; i++) y[.., i] = X(2, 4);
        return y;
    }

    private static IEnumerable<WrongForm> Pools()
    {
        var infinite = X(1, 1, 4, 4);
        infinite[0, 0, 0, 0] = float.PositiveInfinity;
        var halves = torch.tensor(new[,] { { 0.5f, 0.5f, 0f, 0f }, { 0f, 0f, 0.5f, 0.5f } });
        return
        [
            new("MFX1401", "the usual kernel and stride, 8 to 3", "AvgPool1d(4, 2)", "[2, 3, 8]",
                () => functional.adaptive_avg_pool1d(X(2, 3, 8), 3), () => functional.avg_pool1d(X(2, 3, 8), 4, 2)),
            new("MFX1401", "the usual kernel and stride, 5 to 3", "AvgPool1d(3, 1)", "[2, 3, 5]",
                () => functional.adaptive_avg_pool1d(X(2, 3, 5), 3), () => functional.avg_pool1d(X(2, 3, 5), 3, 1)),
            new(
                "MFX1401",
                "the usual kernel and stride",
                "AvgPool1d(size - (out - 1) * (size / out), size / out)",
                "each pair of sizes up to 64",
                () => torch.zeros(64 * 65 / 2, dtype: ScalarType.Float64), OfTheUsualPools),
            new("MFX1401", "the usual kernel and stride, 32 to 3", "MaxPool1d(12, 10)", "[8, 3, 32]",
                () => functional.adaptive_max_pool1d(X(8, 3, 32), 3), () => functional.max_pool1d(X(8, 3, 32), 12, 10)),
            new("MFX1401", "the usual kernel and stride, 8x8 to 3x3", "AvgPool2d(4, 2)", "[2, 3, 8, 8]",
                () => functional.adaptive_avg_pool2d(X(2, 3, 8, 8), 3), () => functional.avg_pool2d(X(2, 3, 8, 8), 4, 2)),
            new("MFX1401", "a kernel of the plane's size for a plane that grew", "AvgPool2d(7)", "[2, 3, 14, 14]",
                () => functional.adaptive_avg_pool2d(X(2, 3, 14, 14), 1), () => functional.avg_pool2d(X(2, 3, 14, 14), 7)),
            new("MFX1401", "constant averaging matrices, where one bin holds an infinity", "matmul(matmul(a, x), b)", "[1, 1, 4, 4]",
                () => functional.adaptive_avg_pool2d(infinite, 2), () => halves.matmul(infinite).matmul(halves.t())),
        ];
    }

    private static IEnumerable<WrongForm> Deconvolutions() =>
    [
        new(
            "MFX1503",
            "no output padding, and zeros appended, 3-D",
            "functional.pad(y, (0, 1, 0, 1, 0, 1))",
            "kernel 3, stride 2, padding 1",
            () => functional.conv_transpose3d(X(1, 3, 4, 4, 4), X(3, 2, 3, 3, 3), X(2), [2, 2, 2], [1, 1, 1], [1, 1, 1]),
            () =>
                functional.pad(
                    functional.conv_transpose3d(X(1, 3, 4, 4, 4), X(3, 2, 3, 3, 3), X(2), [2, 2, 2], [1, 1, 1]), [0, 1, 0, 1, 0, 1])),
        new("MFX1503", "no output padding, and zeros appended, 2-D", "functional.pad(y, (0, 1, 0, 1))", "kernel 3, stride 2, padding 1",
            () => functional.conv_transpose2d(X(1, 3, 4, 4), X(3, 2, 3, 3), X(2), [2, 2], [1, 1], [1, 1]),
            () => functional.pad(functional.conv_transpose2d(X(1, 3, 4, 4), X(3, 2, 3, 3), X(2), [2, 2], [1, 1]), [0, 1, 0, 1])),
    ];

    /// <summary>How far the usual fixed pool is off, for each pair of sizes up to 64.</summary>
    private static Tensor OfTheUsualPools() => torch.tensor((
        from size in Enumerable.Range(1, 64)
        from output in Enumerable.Range(1, size)
        let stride = size / output
        let exact = functional.adaptive_avg_pool1d(X(1, 1, size), output)
        let usual = functional.avg_pool1d(X(1, 1, size), size - (output - 1) * stride, stride)
        select exact.allclose(usual, 1e-5, 1e-5) ? 0 : (exact - usual).abs().max().item<float>()).Select(d => (double)d).ToArray());

    /// <summary>Numbers in [-1.5, 1.5), the same ones for a shape.</summary>
    private static Tensor X(params long[] shape) =>
        new CaseInputs("ordinary", string.Join("x", shape), indices: null).Next("float32", shape);

    private static Tensor Integers(params long[] values) => torch.tensor(values);

    private static Tensor AtZero(Func<Tensor, Tensor> function)
    {
        var x = torch.zeros(1, requires_grad: true);
        function(x).sum().backward();
        return x.grad!;
    }

    private static TorchSharp.Modules.BatchNorm1d Trained(double eps)
    {
        var norm = nn.BatchNorm1d(6, eps);
        using var _ = torch.no_grad();
        norm.weight!.copy_(X(6));
        norm.bias!.copy_(X(2, 3).flatten());
        norm.running_mean!.copy_(X(3, 2).flatten());
        norm.running_var!.copy_(X(6).abs() / 100 + 0.001);
        norm.eval();
        return norm;
    }
}
