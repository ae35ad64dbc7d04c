using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Operators on the elements of tensors that broadcast.</summary>
internal static class Pairwise
{
    /// <summary>The rows.</summary>
    public static IEnumerable<Operator> Rows =>
    [
        .. Operator.Each("""
            add sub subtract mul remainder fmod pow floor_divide TS TS
            multiply TS S
            maximum minimum TS -
            """, Storage.New, Result, Preconditions.Pair),
        .. Operator.Each("""
            fmax fmin TS -
            bitwise_and bitwise_or bitwise_xor heaviside TS TS
            """, Storage.New, Result),
        .. Operator.Each("div divide true_divide TS TS", Storage.New, Quotient, Preconditions.Pair),
        .. Operator.Each("""
            eq ne lt le gt ge TS T
            logical_and logical_or logical_xor TS TS
            """, Storage.New, c => Result(c) with { Type = ElementType.Bool }, Preconditions.Pair),
        .. Operator.Each("""
            greater greater_equal less equal isclose TS -
            less_equal not_equal TS T
            """, Storage.New, c => Result(c) with { Type = ElementType.Bool }),
        // What these make of integers is not followed.
        .. Operator.Each("""
            atan2 arctan2 copysign xlogy TS TS
            hypot logaddexp logaddexp2 TS -
            """, Storage.New, c => Result(c) is var pair && pair.Type.IsFloating() ? pair : pair with { Type = ElementType.Unknown }),
        .. Operator.Each("float_power TS TS", Storage.New, c => Result(c) with { Type = ElementType.Float64 }),
        .. Operator.Each(
            "addcmul addcdiv TS TS",
            Storage.New,
            c => Together(c, "tensor1", "tensor2"),
            c => Preconditions.Broadcast(c.Input, c.Tensor("tensor1"), c.Tensor("tensor2"))),
        .. Operator.Each(
            "lerp TS T",
            Storage.New,
            c => Together(c, "end", c.Arguments["weight"]?.Type?.Name == "Tensor" ? "weight" : "end"),
            c => Preconditions.Broadcast(c.Input, c.Tensor("end"), c.Tensor("weight"))),
        .. Operator.Each("cross TSL -", Storage.New, c => c.Tensor("other") is { } other && c.Input is { } input
            ? c.Result(Broadcasting.Of(input.Shape, other.Shape, c.Id), Promotion.Of(input, other))
            : c.Result(TensorShape.Unknown, ElementType.Unknown), c => Preconditions.Broadcast(c.Input, c.Tensor("other"))),
    ];
    /// <summary>What they are in TorchScript.</summary>
    public static IEnumerable<ScriptForm> Scripts =>
    [
        .. ScriptForm.Table("""
            atan2 bitwise_and bitwise_or bitwise_xor bitwise_left_shift bitwise_right_shift copysign float_power fmax fmin heaviside
            hypot isclose ldexp logaddexp logaddexp2 xlogy
            xlogy_scalar = torch.xlogy({})
            THSLinalg_cross = torch.linalg_cross({input}, {other}, dim={dim})
            true_divide
            add = torch.add({tensor}, {trg}, alpha={alpha})
            add_scalar = torch.add({tensor}, {trg}, alpha={alpha})
            sub = torch.sub({})
            sub_scalar = torch.sub({})
            mul = torch.mul({})
            mul_scalar = torch.mul({})
            pow = torch.pow({})
            pow_scalar = torch.pow({})
            true_divide_scalar = torch.true_divide({})
            floor_divide = torch.div({left}, {right}, rounding_mode="floor")
            floor_divide_scalar = torch.div({left}, {right}, rounding_mode="floor")
            remainder fmod eq ne lt gt le ge logical_and logical_or logical_xor lerp
            remainder_scalar = torch.remainder({})
            fmod_scalar = torch.fmod({})
            max_elementwise = torch.maximum({})
            min_elementwise = torch.minimum({})
            eq_scalar = torch.eq({})
            ne_scalar = torch.ne({})
            lt_scalar = torch.lt({})
            gt_scalar = torch.gt({})
            le_scalar = torch.le({})
            ge_scalar = torch.ge({})
            addcmul = torch.addcmul({tensor}, {tensor1}, {tensor2}, value={value})
            addcdiv = torch.addcdiv({tensor}, {tensor1}, {tensor2}, value={value})
            """),
        new("THSTensor_div", c => c.Filled(Quotient(c))),
        new("THSTensor_div_scalar", c => c.Filled(Quotient(c))),
    ];

    /// <summary>What they are in ONNX.</summary>
    public static IEnumerable<NativeRow> Natives =>
    [
        .. Arithmetic("add", "Add"),
        .. Arithmetic("sub", "Sub"),
        .. Arithmetic("mul", "Mul"),
        .. NativeRow.Each("THSTensor_pow THSTensor_pow_scalar", c => c.ResultType.IsFloating() || c.Opset >= 12
            ? c.Write.Node("Pow", Left(c), Right(c, c.ResultType))
            : throw c.Refuse("that of integers is in ONNX from opset 12 on (--opset 12)")),
        .. Arithmetic("true_divide", "Div"),
        .. NativeRow.Each("THSTensor_div THSTensor_div_scalar", Divided),
        .. NativeRow.Each("THSTensor_floor_divide THSTensor_floor_divide_scalar", c => FlooredQuotient(c, Left(c), Right(c, c.ResultType))),
        .. NativeRow.Each("THSTensor_remainder THSTensor_remainder_scalar", Remainder),
        .. NativeRow.Each(
            "THSTensor_fmod THSTensor_fmod_scalar", c => c.Write.Node("Mod", [Left(c), Right(c, c.ResultType)], ("fmod", 1L))),
        .. NativeRow.Each("THSTensor_max_elementwise", c => c.Write.Greater(Left(c), Right(c, c.ResultType))),
        .. NativeRow.Each("THSTensor_min_elementwise", c => c.Write.Less(Left(c), Right(c, c.ResultType))),
        .. Comparison("eq", "Equal"),
        .. Comparison("lt", "Less"),
        .. Comparison("gt", "Greater"),
        .. Comparison("le", "LessOrEqual"),
        .. Comparison("ge", "GreaterOrEqual"),
        .. NativeRow.Each("THSTensor_ne THSTensor_ne_scalar", c => c.Write.Typed(ElementType.Bool, "Not", Compared(c, "Equal"))),
        .. Logical("and", "And"),
        .. Logical("or", "Or"),
        .. Logical("xor", "Xor"),
        .. Bits("and"),
        .. Bits("or"),
        .. Bits("xor"),
        .. NativeRow.Refused("""
            THSTensor_bitwise_left_shift THSTensor_bitwise_right_shift THSTensor_gcd THSTensor_lcm THSTensor_nextafter
            """, "ONNX has no operator for it"),
        .. Computed("THSTensor_fmax", (w, x, y) => NativeMath.WithoutNaN(w, x, y, w.Greater(x, y))),
        .. Computed("THSTensor_fmin", (w, x, y) => NativeMath.WithoutNaN(w, x, y, w.Less(x, y))),
        .. Computed("THSTensor_atan2", NativeMath.Atan2),
        .. Computed("THSTensor_copysign", NativeMath.CopySign),
        .. Computed("THSTensor_heaviside", NativeMath.Step),
        .. Computed("THSTensor_hypot", NativeMath.Hypotenuse),
        .. Computed("THSTensor_logaddexp", (w, x, y) => NativeMath.LogAddExp(w, x, y, 1)),
        .. Computed("THSTensor_logaddexp2", (w, x, y) => NativeMath.LogAddExp(w, x, y, Math.Log(2))),
        .. Computed("THSTensor_xlogy THSTensor_xlogy_scalar", NativeMath.XLogY),
        .. Computed("THSTensor_float_power", (w, x, y) => w.Node("Pow", x, y)),
        // TorchSharp names the first one right.
        NativeRow.Of("THSTensor_ldexp", c => c.Write.Node("Mul", Left(c), c.Write.Node(
            "Pow", c.Write.Scalar(2, c.ResultType), c.Write.Cast(c.Tensor("left"), c.ResultType)))),
        NativeRow.Of("THSTensor_isclose", c =>
        {
            var type = Promotion.Floating(Promotion.Of(c.First, Other(c)));
            return NativeMath.IsClose(c, c.Write.Cast(c.First, type), c.Write.Cast(Other(c), type));
        }),
        NativeRow.Of("THSLinalg_cross", NativeProducts.Cross),
        NativeRow.Of("THSTensor_addcmul", c => c.Write.Node("Add", c.First, c.Write.Node("Mul", Scaled(c), c.Tensor("tensor2")))),
        NativeRow.Of("THSTensor_addcdiv", c => c.Write.Node("Add", c.First, c.Write.Node("Div", Scaled(c), c.Tensor("tensor2")))),
        NativeRow.Of("THSTensor_lerp", c => c.Write.Node(
            "Add", c.First, c.Write.Node("Mul", c.Tensor("weight"), c.Write.Node("Sub", c.Tensor("end"), c.First)))),
    ];

    /// <summary>
    /// True division of integers is floating; a rounding mode keeps them, but not in the static forms, which ignore it. Those have no
    /// parameter target.
    /// </summary>
    private static TensorValue Quotient(OperatorCall call)
    {
        var pair = Result(call);
        if (pair.Type.IsFloating()) return pair;
        if (!call.IsGiven("rounding_mode"))
            return pair with { Type = pair.Type == ElementType.Unknown ? ElementType.Unknown : Promotion.Floating(pair.Type) };
        var rounds = call.Arguments.Has("target") && call.Arguments.Constant("rounding_mode").Value is 1 or 2;
        return rounds && pair.Type.IsInteger() ? pair : pair with { Type = ElementType.Unknown };
    }

    internal static TensorValue Result(OperatorCall call)
    {
        var name = new[] { "other",
            "target",
            "exponent",
            "y",
            "scalar",
            "right",
            "value",
            "values" }.FirstOrDefault(n => call.Arguments[n] is not null);
        if (name is null) return call.Result(TensorShape.Unknown, ElementType.Unknown);
        var other = call.Value(name) as TensorValue;
        if (other is null && call.Arguments[name] is { } operand && operand.Type?.Name == "Tensor")
            return call.Result(TensorShape.Unknown, ElementType.Unknown);
        if (other is null) return call.Result(call.Shape, Promotion.WithScalar(call.Type, Promotion.IsFractional(call.Arguments[name]!)));
        return call.Input is { } input
            ? call.Result(Broadcasting.Of(input.Shape, other.Shape, call.Id), Promotion.Of(input, other))
            : call.Result(TensorShape.Unknown, ElementType.Unknown);
    }

    /// <summary>Three tensors that broadcast; how different dtypes are promoted is not followed.</summary>
    private static TensorValue Together(OperatorCall call, string second, string third)
    {
        var others = new[] { call.Tensor(second), call.Tensor(third) };
        var shape = others.Aggregate(call.Shape, (all, other) => Broadcasting.Of(all, other?.Shape ?? TensorShape.Unknown, call.Id));
        return call.Result(shape, others.All(o => o?.Type == call.Type) ? call.Type : ElementType.Unknown);
    }

    /// <summary>A C# operator with at least one tensor.</summary>
    public static Value Computed(
        BinaryOperatorKind kind,
        Value left,
        Value right,
        (IOperation Left, IOperation Right) operands,
        ValueId id)
    {
        var (l, r) = (left as TensorValue, right as TensorValue);
        if (l is null && r is null) return Value.Nothing;
        var comparison = kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals or BinaryOperatorKind.LessThan
            or BinaryOperatorKind.LessThanOrEqual or BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual;
        var shape = l is null ? r!.Shape : r is null ? l.Shape : Broadcasting.Of(l.Shape, r.Shape, id);
        var type = l is null
            ? Promotion.WithScalar(r!.Type, Promotion.IsFractional(operands.Left))
            : r is null ? Promotion.WithScalar(l.Type, Promotion.IsFractional(operands.Right)) : Promotion.Of(l, r);
        if (kind == BinaryOperatorKind.Divide && !type.IsFloating())
            type = type.IsInteger() || type == ElementType.Bool ? ElementType.Float32 : ElementType.Unknown;
        return new TensorValue(id, shape, comparison ? ElementType.Bool : type);
    }

    /// <summary>With a tensor and with a number.</summary>
    private static IEnumerable<NativeRow> Arithmetic(string name, string node) => NativeRow.Each(
        $"THSTensor_{name} THSTensor_{name}_scalar", c => c.Write.Node(node, Left(c), Right(c, c.ResultType)));

    private static IEnumerable<NativeRow> Comparison(string name, string node) =>
        NativeRow.Each($"THSTensor_{name} THSTensor_{name}_scalar", c => Compared(c, node));

    private static IEnumerable<NativeRow> Logical(string name, string node) =>
        NativeRow.Each($"THSTensor_logical_{name}", c => c.Write.Typed(
            ElementType.Bool, node, c.Write.Cast(c.First, ElementType.Bool), c.Write.Cast(Other(c), ElementType.Bool)));

    private static IEnumerable<NativeRow> Computed(string names, Func<GraphWriter, GraphValue, GraphValue, GraphValue> result) =>
        NativeRow.Each(names, c => result(c.Write, Left(c), Right(c, c.ResultType)));

    /// <summary>Of bools they are logical; of integers there are nodes from opset 18 on.</summary>
    private static IEnumerable<NativeRow> Bits(string name)
    {
        var node = char.ToUpperInvariant(name[0]) + name.Substring(1);
        return NativeRow.Each($"THSTensor_bitwise_{name}", c => c.ResultType == ElementType.Bool
            ? c.Write.Node(node, c.First, Other(c))
            : c.Opset >= 18
            ? c.Write.Node("Bitwise" + node, Left(c), Right(c, c.ResultType))
            : throw c.Refuse("that of integers is in ONNX from opset 18 on (--opset 18)"));
    }

    private static GraphValue Left(ExportCall call) => call.Write.Cast(call.First, call.ResultType);

    /// <summary>The second operand in a dtype, times alpha where there is one.</summary>
    private static GraphValue Right(ExportCall call, ElementType type)
    {
        var right = call.IsTensor(OtherName(call)) ? call.Write.Cast(Other(call), type) : call.Scalar(OtherName(call), type);
        return call.Has("alpha") && !call.Is("alpha", 1) ? call.Write.Node("Mul", right, call.Scalar("alpha", type)) : right;
    }

    private static GraphValue Other(ExportCall call) => call.Tensor(OtherName(call));

    private static string OtherName(ExportCall call) =>
        new[] { "trg", "target", "other", "right", "exponent", "scalar" }.FirstOrDefault(call.Has)
            ?? throw call.Refuse("its second operand is not given");

    /// <summary>Both in the dtype that they are compared in.</summary>
    private static GraphValue Compared(ExportCall call, string node)
    {
        var other = OtherName(call);
        var type = call.IsTensor(other)
            ? Promotion.Of(call.First, call.Tensor(other))
            : Promotion.WithScalar(call.First.Type, call.IsFraction(other));
        // Bools have an order here and none in ONNX.
        if (type == ElementType.Bool && node != "Equal") type = ElementType.Int32;
        var (left, right) = (call.Write.Cast(call.First, type), Right(call, type));
        if (call.Opset >= 12 || node is not ("LessOrEqual" or "GreaterOrEqual"))
            return call.Write.Typed(ElementType.Bool, node, left, right);
        var strict = call.Write.Typed(ElementType.Bool, node.Replace("OrEqual", ""), left, right);
        return call.Write.Typed(ElementType.Bool, "Or", strict, call.Write.Typed(ElementType.Bool, "Equal", left, right));
    }

    private static GraphValue Divided(ExportCall call)
    {
        var rounding = call.Has("rounding_mode") ? call.Text("rounding_mode") : null;
        if (rounding == "floor") return FlooredQuotient(call, Left(call), Right(call, call.ResultType));
        var quotient = call.Write.Node("Div", Left(call), Right(call, call.ResultType));
        if (rounding is null or "" || call.ResultType.IsInteger()) return quotient;
        return call.Write.Node(
            "Mul", call.Write.Node("Sign", quotient), call.Write.Node("Floor", call.Write.Node("Abs", quotient)));
    }

    /// <summary>The quotient rounded down.</summary>
    private static GraphValue FlooredQuotient(ExportCall call, GraphValue left, GraphValue right) => left.Type.IsInteger()
        ? call.Write.Node("Div", call.Write.Node("Sub", left, call.Write.Node("Mod", left, right)), right)
        : NativeMath.FlooredQuotient(call.Write, left, right);

    /// <summary>The remainder with the sign of the divisor; Mod has it for integers alone.</summary>
    private static GraphValue Remainder(ExportCall call)
    {
        var (write, left, right) = (call.Write, Left(call), Right(call, call.ResultType));
        return left.Type.IsInteger() ? write.Node("Mod", left, right) : NativeMath.Remainder(write, left, right);
    }

    private static GraphValue Scaled(ExportCall call) => call.Is("value", 1)
        ? call.Tensor("tensor1")
        : call.Write.Node("Mul", call.Tensor("tensor1"), call.Scalar("value", call.ResultType));

    private static string Quotient(ScriptCall call) => call.Text("rounding_mode") is "floor" or "trunc"
        ? "torch.div({tensor}, {trg}, rounding_mode={rounding_mode})"
        : "torch.div({tensor}, {trg})";
}
