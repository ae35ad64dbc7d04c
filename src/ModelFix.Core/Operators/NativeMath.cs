using ModelFix.Core.Export;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Functions of elements that take more than one ONNX node, in forms that are right for zeros and infinities too.</summary>
internal static class NativeMath
{
    /// <summary>True for negative numbers, and for the zero with a minus.</summary>
    public static GraphValue IsNegative(GraphWriter write, GraphValue x)
    {
        var isLess = Is(write, "Less", x, 0);
        return x.Type.IsFloating() ? write.Node("Or", isLess, Is(write, "Less", write.Node("Reciprocal", x), 0)) : isLess;
    }

    /// <summary>The absolute value with the sign of the other.</summary>
    public static GraphValue CopySign(GraphWriter write, GraphValue x, GraphValue sign)
    {
        var absolute = write.Node("Abs", x);
        return Where(write, IsNegative(write, sign), write.Node("Neg", absolute), absolute);
    }

    /// <summary>atan(y / x), turned by pi where x is negative.</summary>
    public static GraphValue Atan2(GraphWriter write, GraphValue y, GraphValue x)
    {
        // The quotient of two zeros is one of the signs alone, and that of two infinities too.
        var isBoth = write.Node("And", Is(write, "Equal", y, 0), Is(write, "Equal", x, 0));
        var areInfinite = write.Node("And", IsInfinite(write, y), IsInfinite(write, x));
        var top = Where(write, areInfinite, write.Node("Sign", y), y);
        var bottom = Where(write, isBoth, write.Like(x, 1), Where(write, areInfinite, write.Node("Sign", x), x));
        var angle = write.Node("Atan", write.Node("Div", top, bottom));
        var half = CopySign(write, write.Like(x, Math.PI), y);
        var turned = Where(write, isBoth, half, write.Node("Add", angle, half));
        return Where(write, IsNegative(write, x), turned, angle);
    }

    /// <summary>The root of the sum of both squares, of their quotients by the greater one, so that no square overflows.</summary>
    public static GraphValue Hypotenuse(GraphWriter write, GraphValue x, GraphValue y)
    {
        var (a, b) = (write.Node("Abs", x), write.Node("Abs", y));
        var greater = write.Node("Max", a, b);
        var isItself = write.Node("Or", Is(write, "Equal", greater, 0), IsInfinite(write, greater));
        var quotient = write.Node("Div", write.Node("Min", a, b), Where(write, isItself, write.Like(x, 1), greater));
        var root = write.Node("Sqrt", write.Node("Add", write.Node("Mul", quotient, quotient), write.Like(x, 1)));
        return Where(write, isItself, greater, write.Node("Mul", greater, root));
    }

    /// <summary>max(x, y) + log(1 + base^-|x - y|), to a base.</summary>
    public static GraphValue LogAddExp(GraphWriter write, GraphValue x, GraphValue y, double logOfBase)
    {
        var distance = Where(
            write,
            write.Typed(ElementType.Bool, "Equal", x, y),
            write.Like(x, 0),
            write.Node("Neg", write.Node("Abs", write.Node("Sub", x, y))));
        var power = write.Node("Exp", logOfBase == 1 ? distance : write.Node("Mul", distance, write.Like(x, logOfBase)));
        var log = Log1P(write, power);
        return write.Node("Add", write.Node("Max", x, y), logOfBase == 1 ? log : write.Node("Div", log, write.Like(x, logOfBase)));
    }

    /// <summary>
    /// log(1 + x), near 0 too: what the rounding of 1 + x has taken from x, or added, is made up for by the quotient of both.
    /// </summary>
    public static GraphValue Log1P(GraphWriter write, GraphValue x)
    {
        var sum = write.Node("Add", x, write.Like(x, 1));
        var log = write.Node("Log", sum);
        var quotient = write.Node("Div", x, write.Node("Sub", sum, write.Like(x, 1)));
        // Of large numbers, and the infinite one, nothing is lost.
        var isItself = write.Typed(ElementType.Bool, "Equal", sum, x);
        var scaled = Where(write, isItself, log, write.Node("Mul", log, quotient));
        return Where(write, Is(write, "Equal", sum, 1), x, scaled);
    }

    /// <summary>exp(x) - 1, near 0 too: as <see cref="Log1P"/>, by the quotient of x and the logarithm of the rounded power.</summary>
    public static GraphValue ExpM1(GraphWriter write, GraphValue x)
    {
        var power = write.Node("Exp", x);
        var less = write.Node("Sub", power, write.Like(x, 1));
        var scaled = write.Node("Mul", less, write.Node("Div", x, write.Node("Log", power)));
        var isItself = write.Node("Or", write.Typed(ElementType.Bool, "Equal", less, power), Is(write, "Equal", less, -1));
        return Where(write, Is(write, "Equal", power, 1), x, Where(write, isItself, less, scaled));
    }

    /// <summary>The remainder of fractions with the sign of the divisor: what fmod leaves, and the divisor where signs differ.</summary>
    public static GraphValue Remainder(GraphWriter write, GraphValue x, GraphValue y)
    {
        var rest = write.Node("Mod", [x, y], ("fmod", 1L));
        return Where(write, HasOtherSign(write, rest, y), write.Node("Add", rest, y), rest);
    }

    /// <summary>
    /// The quotient of fractions rounded down. What fmod leaves is taken from x first, so that the quotient is a whole number but for its
    /// rounding; infinite or NaN where y is 0.
    /// </summary>
    /// <remarks>Source: div_floor_floating of PyTorch's c10/util/generic_math.h, 2.10.</remarks>
    public static GraphValue FlooredQuotient(GraphWriter write, GraphValue x, GraphValue y)
    {
        var rest = write.Node("Mod", [x, y], ("fmod", 1L));
        var quotient = write.Node("Div", write.Node("Sub", x, rest), y);
        var lowered = write.Node("Sub", quotient, write.Cast(HasOtherSign(write, rest, y), x.Type));
        var floor = write.Node("Floor", lowered);
        var isBelow = Is(write, "Greater", write.Node("Sub", lowered, floor), 0.5);
        var rounded = write.Node("Add", floor, write.Cast(isBelow, x.Type));
        return Where(write, Is(write, "Equal", y, 0), write.Node("Div", x, y), rounded);
    }

    /// <summary>True where a remainder is not 0 and has not the sign of the divisor.</summary>
    private static GraphValue HasOtherSign(GraphWriter write, GraphValue rest, GraphValue y) => write.Node(
        "And",
        write.Node("Not", Is(write, "Equal", rest, 0)),
        write.Node("Xor", Is(write, "Less", y, 0), Is(write, "Less", rest, 0)));

    /// <summary>x * log(y), which is 0 where x is 0, whatever y is but NaN.</summary>
    public static GraphValue XLogY(GraphWriter write, GraphValue x, GraphValue y)
    {
        var product = Where(write, Is(write, "Equal", x, 0), write.Like(x, 0), write.Node("Mul", x, write.Node("Log", y)));
        return Where(write, write.Typed(ElementType.Bool, "IsNaN", y), y, product);
    }

    /// <summary>sin(pi * x) / (pi * x), and 1 where x is 0.</summary>
    public static GraphValue Sinc(GraphWriter write, GraphValue x)
    {
        var isZero = Is(write, "Equal", x, 0);
        var angle = write.Node("Mul", Where(write, isZero, write.Like(x, 1), x), write.Like(x, Math.PI));
        return Where(write, isZero, write.Like(x, 1), write.Node("Div", write.Node("Sin", angle), angle));
    }

    /// <summary>log(x / (1 - x)), of x between eps and 1 - eps where that is given.</summary>
    public static GraphValue Logit(GraphWriter write, GraphValue x, double? eps)
    {
        var within = eps is { } least ? write.Clip(x, write.Like(x, least), write.Like(x, 1 - least)) : x;
        return write.Node("Log", write.Node("Div", within, write.Node("Sub", write.Like(x, 1), within)));
    }

    /// <summary>The value where x is 0, else 0 for negative numbers and 1 for others.</summary>
    public static GraphValue Step(GraphWriter write, GraphValue x, GraphValue value) =>
        Where(write, Is(write, "Equal", x, 0), value, write.Cast(Is(write, "Greater", x, 0), x.Type));

    /// <summary>The greater or the less of both, where neither is NaN, and the other where one is.</summary>
    public static GraphValue WithoutNaN(GraphWriter write, GraphValue x, GraphValue y, GraphValue chosen) => x.Type.IsFloating()
        ? Where(
            write,
            write.Typed(ElementType.Bool, "IsNaN", x),
            y,
            Where(write, write.Typed(ElementType.Bool, "IsNaN", y), x, chosen))
        : chosen;

    /// <summary>Numbers in place of NaN and the infinities.</summary>
    public static GraphValue Finite(ExportCall call)
    {
        var (write, x) = (call.Write, call.First);
        if (!x.Type.IsFloating()) return x;
        var greatest = x.Type == ElementType.Float64 ? double.MaxValue : float.MaxValue;
        var above = write.Like(x, call.Has("posinf") ? call.Number("posinf") : greatest);
        var below = write.Like(x, call.Has("neginf") ? call.Number("neginf") : -greatest);
        var finite = Where(write, IsInfinite(write, x), Where(write, Is(write, "Less", x, 0), below, above), x);
        return Where(
            write,
            write.Typed(ElementType.Bool, "IsNaN", x),
            write.Like(x, call.Has("nan") ? call.Number("nan") : 0),
            finite);
    }

    /// <summary>|x - y| at most atol + rtol * |y|, or both the same; both NaN too where that is asked for.</summary>
    public static GraphValue IsClose(ExportCall call, GraphValue x, GraphValue y)
    {
        var write = call.Write;
        var allowed = write.Node(
            "Add", write.Node("Mul", write.Node("Abs", y), write.Like(y, call.Number("rtol"))), write.Like(y, call.Number("atol")));
        var isFar = write.Typed(ElementType.Bool, "Greater", write.Node("Abs", write.Node("Sub", x, y)), allowed);
        // What is infinite, or no number, is close to nothing else.
        var areFinite = write.Node("And", IsFinite(write, x), IsFinite(write, y));
        var isClose = write.Node(
            "Or",
            write.Typed(ElementType.Bool, "Equal", x, y),
            write.Node("And", areFinite, write.Node("Not", isFar)));
        if (!call.Flag("nanEqual")) return isClose;
        var areNaN = write.Node("And", write.Typed(ElementType.Bool, "IsNaN", x), write.Typed(ElementType.Bool, "IsNaN", y));
        return write.Node("Or", isClose, areNaN);
    }

    public static GraphValue IsFinite(GraphWriter write, GraphValue x) =>
        write.Node("Not", write.Node("Or", IsInfinite(write, x), write.Typed(ElementType.Bool, "IsNaN", x)));

    private static GraphValue IsInfinite(GraphWriter write, GraphValue x) => write.Typed(ElementType.Bool, "IsInf", x);

    private static GraphValue Is(GraphWriter write, string node, GraphValue x, double number) =>
        write.Typed(ElementType.Bool, node, x, write.Like(x, number));

    private static GraphValue Where(GraphWriter write, GraphValue condition, GraphValue x, GraphValue y) =>
        write.Typed(x.Type, "Where", condition, x, y);
}
