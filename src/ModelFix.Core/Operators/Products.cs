using System.Collections.Immutable;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Products of matrices and vectors.</summary>
internal static class Products
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("matmul TS -", Storage.New, MatMul, c => Unequal(c.Input, Second(c))),
        .. Operator.Each("mm TS -", Storage.New, MatMul, c => Ranks(2, c.Input, Second(c)) ?? Unequal(c.Input, Second(c))),
        .. Operator.Each(
            "bmm TS -",
            Storage.New,
            MatMul,
            c => Ranks(3, c.Input, Second(c)) ?? Batches(c.Input, Second(c)) ?? Unequal(c.Input, Second(c))),
        .. Operator.Each("mv dot TS -", Storage.New, MatMul),
        .. Operator.Each(
            "addmm TS TS",
            Storage.New,
            c => Product(c, c.Tensor("mat1"), c.Tensor("mat2")),
            c => Ranks(2, c.Tensor("mat1"), c.Tensor("mat2")) ?? Unequal(c.Tensor("mat1"), c.Tensor("mat2"))),
        .. Operator.Each("addmv TS TS", Storage.New, c => c.Shape.Rank is null
            ? c.Result(TensorShape.Unknown)
            : Product(c, c.Tensor("mat1") ?? c.Tensor("mat"), c.Tensor("mat2") ?? c.Tensor("vec"))),
        .. Operator.Each("addbmm TS TS", Storage.New, c => Product(c, c.Tensor("batch1"), c.Tensor("batch2")) is { Shape.Rank: 3 } all
            ? all with { Shape = TensorShape.Of(all.Shape.Dims.RemoveAt(0)) }
            : c.Result(TensorShape.Unknown, ElementType.Unknown)),
        .. Operator.Each("outer ger TS -", Storage.New, c => Outer(c, c.Shape, c.Tensor("vec2"))),
        .. Operator.Each("addr TS TS", Storage.New, c => Outer(c, c.Tensor("vec1")?.Shape, c.Tensor("vec2"))),
        .. Operator.Each("kron TS -", Storage.New, Kronecker),
        .. Operator.Each("cdist S -", Storage.New, Distances),
        .. Operator.Each("inner TS -", Storage.New, Inner),
        .. Operator.Each(
            "det TSL -", Storage.New, c => c.Shape.Dims.Length >= 2 ? c.Result(Batch(c.Shape)) : c.Result(TensorShape.Unknown)),
        .. Operator.Each("""
            inverse TS -
            inv L -
            """, Storage.New, c => c.Result(c.Shape), keepsRank: true),
        .. Operator.Each("multi_dot L -", Storage.New, Chain),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts => ScriptForm.Table("""
            inner kron vdot cdist
            addbmm = torch.addbmm({mat}, {batch1}, {batch2}, beta={beta}, alpha={alpha})
            addmv = torch.addmv({mat}, {mat1}, {vec2}, beta={beta}, alpha={alpha})
            addr = torch.addr({mat}, {mat1}, {vec2}, beta={beta}, alpha={alpha})
            THSLinalg_tensordot = torch.tensordot({})
            THSLinalg_multi_dot = torch.linalg_multi_dot({})
            THSLinalg_matrix_power = torch.linalg_matrix_power({})
            matmul bmm mm mv outer dot
            baddbmm = torch.baddbmm({mat}, {batch1}, {batch2}, beta={beta}, alpha={alpha})
            addmm = torch.addmm({mat}, {mat1}, {mat2}, beta={beta}, alpha={alpha})
            """);

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. NativeRow.Each("THSTensor_matmul THSTensor_bmm THSTensor_mm THSTensor_mv", c => c.Write.Node(
            "MatMul", c.First, c.Tensor(c.HasParameter("batch2") ? "batch2" : c.HasParameter("target") ? "target" : "mat2"))),
        NativeRow.Of("THSTensor_outer", c => c.Write.Node(
            "Mul", c.Write.Unsqueeze(c.First, 1), c.Write.Unsqueeze(c.Tensor("vec2"), 0))),
        NativeRow.Of("THSTensor_dot", c => c.Write.Node("MatMul", c.First, c.Tensor("target"))),
        NativeRow.Of("THSTensor_vdot", c => c.Write.Node("MatMul", c.First, c.Tensor("target"))),
        NativeRow.Of("THSTensor_baddbmm", c => Plus(c, Product(c, "batch1", "batch2"))),
        NativeRow.Of("THSTensor_addmm", c => Plus(c, Product(c, "mat1", "mat2"))),
        NativeRow.Of("THSTensor_addmv", c => Plus(c, Product(c, "mat1", "vec2"))),
        NativeRow.Of("THSTensor_addbmm", c => Plus(
            c, c.Write.Reduce("ReduceSum", Product(c, "batch1", "batch2"), [0], keepDims: false))),
        NativeRow.Of("THSTensor_addr", c => Plus(c, c.Write.Node(
            "Mul", c.Write.Unsqueeze(c.Tensor("mat1"), 1), c.Write.Unsqueeze(c.Tensor("vec2"), 0)))),
        NativeRow.Of("THSTensor_inner", NativeProducts.Inner),
        NativeRow.Of("THSTensor_kron", NativeProducts.Kronecker),
        NativeRow.Of("THSTensor_cdist", c => Reductions.Norm(
            c,
            c.Write.Node(
                "Sub",
                c.Write.Unsqueeze(c.Tensor("x1"), c.Tensor("x1").Rank - 1),
                c.Write.Unsqueeze(c.Tensor("x2"), c.Tensor("x2").Rank - 2)),
            c.Number("p"),
            [-1],
            keepDims: false)),
        NativeRow.Of("THSLinalg_tensordot", c => NativeProducts.Contracted(
            c, c.First, c.Tensor("input2"), c.Dims("dims1", c.First.Rank), c.Dims("dims2", c.Tensor("input2").Rank))),
        NativeRow.Of("THSLinalg_multi_dot", c => c.Tensors("tensor").Aggregate((a, b) => c.Write.Node("MatMul", a, b))!),
        NativeRow.Of("THSLinalg_matrix_power", NativeProducts.Power),
        .. NativeRow.Refused("""
            THSTensor_inverse THSTensor_logdet THSTensor_matrix_exp THSTensor_cholesky THSTensor_cholesky_inverse THSTensor_cholesky_solve
            THSTensor_lu THSTensor_lu_solve THSTensor_lu_unpack THSTensor_eig THSTensor_geqrf THSTensor_ormqr THSTensor_cov
            THSTensor_corrcoef THSTensor_vander THSLinalg_cholesky THSLinalg_cholesky_ex THSLinalg_cond_float THSLinalg_cond_int
            THSLinalg_cond_none THSLinalg_cond_str THSLinalg_det THSLinalg_eig THSLinalg_eigh THSLinalg_eigvals THSLinalg_eigvalsh
            THSLinalg_householder_product THSLinalg_inv THSLinalg_inv_ex THSLinalg_ldl_factor THSLinalg_ldl_factor_ex THSLinalg_ldl_solve
            THSLinalg_lstsq_none THSLinalg_lstsq_rcond THSLinalg_lu THSLinalg_lu_factor THSLinalg_lu_solve THSLinalg_matrix_norm
            THSLinalg_matrix_rank THSLinalg_matrix_rank_tensor THSLinalg_pinv THSLinalg_pinv_tensor THSLinalg_pinverse THSLinalg_qr
            THSLinalg_slogdet THSLinalg_solve THSLinalg_solve_ex THSLinalg_solve_triangular THSLinalg_svd THSLinalg_svdvals
            THSLinalg_tensorinv THSLinalg_tensorsolve THSLinalg_vander
            """, "ONNX and its runtimes have no decompositions of matrices"),
    ];

    /// <summary>torch.matmul: vectors lose their dim, batch dims broadcast.</summary>
    private static Value MatMul(OperatorCall call)
    {
        var other = new[] { "target", "other", "batch2", "mat2", "vec2" }.Select(call.Tensor).FirstOrDefault(t => t is not null);
        if (call.Input is not { } input || other is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return call.Result(Product(input.Shape, other.Shape, call.Id), ElementTypes.Join(input.Type, other.Type));
    }

    /// <summary>The result has the shape of the product; the addend broadcasts to it.</summary>
    private static TensorValue Product(OperatorCall call, TensorValue? a, TensorValue? b) => a is null || b is null
        ? call.Result(TensorShape.Unknown, ElementType.Unknown)
        : call.Result(Product(a.Shape, b.Shape, call.Id), ElementTypes.Join(a.Type, b.Type));

    private static TensorShape Product(TensorShape a, TensorShape b, ValueId id)
    {
        if (a.Rank == 1 && b.Rank == 1) return TensorShape.Of();
        if (a.Rank == 1)
            return b.Dims.Length < 2
                ? TensorShape.Unknown
                : b with { Dims = b.Dims.RemoveAt(b.Dims.Length - 2), Front = ImmutableArray<Dim?>.Empty };
        if (b.Rank == 1)
            return a.Dims.Length < 2
                ? TensorShape.Unknown
                : a with { Dims = a.Dims.RemoveAt(a.Dims.Length - 1), Front = ImmutableArray<Dim?>.Empty };
        // A tensor that shows two dims is no vector.
        if (a.Dims.Length < 2 || b.Dims.Length < 2) return TensorShape.Unknown;
        var batch = Broadcasting.Of(Batch(a), Batch(b), id);
        return batch with { Dims = batch.Dims.Add(a[-2]!).Add(b[-1]!) };
    }

    /// <summary>Sizes are multiplied, from the last dim on.</summary>
    private static Value Kronecker(OperatorCall call)
    {
        if (call.Tensor("other") is not { Shape.Rank: { } n } other || call.Shape.Rank is not { } m)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var dims = Enumerable.Range(1, Math.Max(m, n)).Reverse().Select(i => (call.Shape[-i] ?? Dim.One) * (other.Shape[-i] ?? Dim.One));
        return call.Result(TensorShape.Of(dims), ElementTypes.Join(call.Type, other.Type));
    }

    /// <summary>[..., P, M] and [..., R, M] give [..., P, R].</summary>
    private static Value Distances(OperatorCall call)
    {
        if (call.Tensor("x2")?.Shape is not { Dims.Length: >= 2 } other || call.Shape.Dims.Length < 2)
            return call.Result(TensorShape.Unknown);
        var batch = Broadcasting.Of(Batch(call.Shape), Batch(other), call.Id);
        return call.Result(batch with { Dims = batch.Dims.Add(call.Shape[-2]!).Add(other[-2]!) });
    }

    /// <summary>A product of matrices, of which the first and the last may be vectors.</summary>
    private static Value Chain(OperatorCall call)
    {
        if (call.Tensors() is not { } tensors || tensors.Any(t => t.Shape.Rank is null))
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        return call.Result(
            tensors.Select(t => t.Shape).Aggregate((a, b) => Product(a, b, call.Id)),
            tensors.Select(t => t.Type).Aggregate(ElementTypes.Join));
    }

    private static TensorShape Batch(TensorShape shape) => new(shape.HasLeading, shape.Dims.RemoveRange(shape.Dims.Length - 2, 2));

    private static TensorValue? Second(OperatorCall call) =>
        new[] { "target", "other", "batch2", "mat2", "vec2" }.Select(call.Tensor).FirstOrDefault(t => t is not null);

    private static Mismatch? Ranks(
        int rank,
        params TensorValue?[] tensors) =>
            tensors.FirstOrDefault(t => t?.Shape.Rank is { } r && r != rank || t?.Shape.MinRank > rank) is { } other
        ? new Mismatch($"{other.Shape.Display} is not of rank {rank}", other)
        : null;

    /// <summary>
    /// The last dim of the first is the last but one of the second, or the only one of a vector; the dims before broadcast.
    /// </summary>
    private static Mismatch? Unequal(TensorValue? a, TensorValue? b)
    {
        if (a is null || b is null) return null;
        // Of a tensor that shows one dim only the rank must be known to tell a row from a vector.
        var inner = b.Shape.Rank == 1 ? b.Shape[-1] : b.Shape[-2];
        if (a.Shape[-1] is { } last && inner is not null && last.DiffersWithoutZeros(inner))
            return new Mismatch($"{a.Shape.Display} cannot be multiplied by {b.Shape.Display}: {Preconditions.Differ(last, inner)}", a, b);
        for (var i = 3; i <= Math.Min(a.Shape.Dims.Length, b.Shape.Dims.Length); i++)
        {
            var (x, y) = (a.Shape[-i]!, b.Shape[-i]!);
            if (x.DiffersWithoutZeros(y) && x.DiffersWithoutZeros(Dim.One) && y.DiffersWithoutZeros(Dim.One))
                return new Mismatch($"{a.Shape.Display} cannot be multiplied by {b.Shape.Display}: {Preconditions.Differ(x, y)}", a, b);
        }

        return null;
    }

    /// <summary>bmm does not broadcast.</summary>
    private static Mismatch? Batches(
        TensorValue? a,
        TensorValue? b) => a?.Shape[-3] is { } x && b?.Shape[-3] is { } y && x.DiffersWithoutZeros(y)
        ? new Mismatch($"{a.Shape.Display} cannot be multiplied by {b.Shape.Display}: {Preconditions.Differ(x, y)}", a, b)
        : null;

    private static Value Outer(OperatorCall call, TensorShape? rows, TensorValue? columns) =>
        call.Result(rows is { Rank: 1 } && columns?.Shape is { Rank: 1 } other
            ? TensorShape.Of(rows.Dims[0], other.Dims[0])
            : TensorShape.Of(call.Fresh(0), call.Fresh(1)));

    private static Value Inner(OperatorCall call)
    {
        if (call.Tensor("vec2") is not { Shape.Rank: > 0 } other || call.Shape.Rank is null or 0)
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var dims = call.Shape.Dims.RemoveAt(call.Shape.Dims.Length - 1).AddRange(other.Shape.Dims.RemoveAt(other.Shape.Dims.Length - 1));
        return call.Result(TensorShape.Of(dims), ElementTypes.Join(call.Type, other.Type));
    }

    private static GraphValue Product(ExportCall call, string left, string right) =>
        call.Write.Node("MatMul", call.Tensor(left), call.Tensor(right));

    /// <summary>beta * summand + alpha * product.</summary>
    private static GraphValue Plus(ExportCall call, GraphValue product)
    {
        var (alpha, beta) = (call.Number("alpha"), call.Number("beta"));
        if (alpha != 1) product = call.Write.Node("Mul", product, call.Write.Like(product, alpha));
        if (beta == 0) return product;
        var added = call.Tensor("mat");
        return call.Write.Node("Add", beta == 1 ? added : call.Write.Node("Mul", added, call.Write.Like(added, beta)), product);
    }
}
