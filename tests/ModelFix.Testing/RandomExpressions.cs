using System.Globalization;

namespace ModelFix.Testing;

/// <summary>Random expressions of a <see cref="RandomModel"/> over the variables in scope.</summary>
internal sealed class RandomExpressions(RandomScope scope)
{
    /// <summary>True in the method that the others call: it does not call itself.</summary>
    public bool IsHelper { get; set; }

    /// <summary>What a switch may be over.</summary>
    public string Selector() => scope.Pick(["count", $"(int){scope.PickTensor().Name}.dim()", $"{scope.PickTensor().Name}.shape[0]"]);

    public string Condition()
    {
        var name = scope.PickTensor().Name;
        return scope.Next(12) switch
        {
            0 or 1 => "flag",
            2 => "training",
            3 => $"{name}.dim() == {scope.Next(1, 5)}",
            4 => $"{name}.shape[0] == {scope.Next(1, 4)}",
            5 => $"{name}.shape[^1] > {scope.Next(1, 5)}",
            6 => $"{name}.shape[0] == {scope.PickTensor().Name}.shape[^1]",
            7 => $"{name}.dim() > 2 && {name}.shape[1] == {scope.Next(1, 5)}",
            8 => $"{name}.size(-1) % 2 == 0",
            9 => $"!flag || {name}.shape.Length != {scope.Next(1, 5)}",
            10 => $"{name}.shape[0] is 1 or 2",
            _ => $"count > {scope.Next(1, 4)}",
        };
    }

    /// <summary>A size.</summary>
    public string Number()
    {
        var name = scope.PickTensor().Name;
        if (scope.Integers.Count > 0 && scope.Next(3) == 0)
            return $"{scope.Pick(scope.Integers)} {scope.Pick(["+ 1", "* 2", "- 1", "/ 2"])}";
        return scope.Next(8) switch
        {
            0 => $"{name}.shape[0]",
            1 => $"{name}.shape[^1]",
            2 => $"{name}.size(-1) / 2",
            3 => $"{name}.shape[0] * {name}.shape[^1]",
            4 => $"Math.Max({name}.shape[0], {scope.Next(1, 4)}L)",
            5 => $"Math.Min({name}.shape[^1], {scope.Next(1, 4)}L)",
            6 => $"{name}.numel() / {name}.shape[0]",
            _ => scope.Next(1, 5).ToString(CultureInfo.InvariantCulture) + "L",
        };
    }

    /// <summary>A tensor expression; its rank where that is plain.</summary>
    public string Tensor(out int? rank)
    {
        var (name, known) = scope.PickTensor();
        rank = known;
        var (r, d, e) = (known ?? 2, Dim(known), Dim(known));
        var other = scope.PickTensor().Name;
        switch (scope.Next(40))
        {
            case 0: return $"{name}.relu()";
            case 1: return $"{name} * 2 + 1";
            case 2: return $"{name} + {name}.mean(new long[] {{ {d} }}, keepdim: true)";
            case 3: rank = null; return $"{name} + {other}";
            case 4: return $"{name}.softmax({d})";
            case 5: return $"{name}.transpose({d}, {e})";
            case 6: rank = known - 1; return $"{name}.sum({d})";
            case 7: return $"{name}.sum({d}, keepdim: true)";
            case 8: rank = known + 1; return $"{name}.unsqueeze({d})";
            case 9: rank = null; return $"{name}.squeeze({d})";
            case 10: rank = null; return $"{name}.squeeze()";
            case 11: rank = 2; return $"{name}.flatten(1)";
            case 12: rank = null; return $"{name}.flatten({scope.Next(2)}, {scope.Next(-2, 0)})";
            case 13: rank = 2; return $"{name}.reshape({name}.shape[0], -1)";
            case 14: rank = 2; return $"{name}.reshape(-1, {name}.shape[^1])";
            case 15: rank = known - 1; return $"{name}.select({d}, 0)";
            case 16: return $"{name}.narrow({d}, 0, {(scope.Next(2) == 0 ? "1" : Number())})";
            case 17: rank = null; return $"{name}[{scope.Next(2)}]";
            case 18: return $"{name}[{scope.Pick(["..", "..1", "1..", "..^1", "^1.."])}]";
            case 19: rank = null; return $"{name}[.., {scope.Pick(["0", "..2", "^1..", ".."])}]";
            case 20: return $"torch.cat(new[] {{ {name}, {name} }}, {d})";
            case 21: rank = known + 1; return $"torch.stack(new[] {{ {name}, {name} }}, {d})";
            case 22: rank = null; return $"{name}.matmul({name}.transpose(-1, -2))";
            case 23: return $"{name}.permute({string.Join(", ", Enumerable.Range(0, r).OrderBy(_ => scope.Next()))})";
            case 24:
                rank = null;
                return $"{name}.unsqueeze(0).expand({scope.Next(1, 4)}, {string.Join(", ", Enumerable.Repeat("-1", Math.Max(r, 1)))})";
            case 25: return $"{name}.repeat({string.Join(", ", Enumerable.Range(0, r).Select(_ => scope.Next(1, 3)))})";
            case 26: rank = null; return IsHelper ? $"{name}.abs()" : $"Help({name})";
            case 27: rank = null; return $"block.call({name})";
            case 28: rank = null; return $"net.call({name})";
            case 29: rank = null; return $"{name}.reshape({Number()}, {Number()})";
            case 30: rank = null; return $"torch.zeros({Number()}, {Number()})";
            case 31: return $"functional.pad({name}, new long[] {{ {scope.Next(3)}, {scope.Next(3)} }})";
            case 33: return $"{name}.clamp(min: {scope.Next(2)})";
            case 34: return $"functional.normalize({name}, 2, {d})";
            case 35: return $"functional.adaptive_avg_pool2d({name}, {scope.Next(1, 4)})";
            case 36: return $"{name}.clamp_max(0.5)";
            case 37: rank = null; return $"{name}.view({name}.shape[0], {name}.shape[^1], -1)";
            case 38: rank = known; return $"{name}.unsqueeze({d}).squeeze({d})";
            case 32: rank = null; return $"{name}.view({name}.shape.Take(1).Append(-1L).ToArray())";
            default: rank = null; return $"layers[{scope.Next(3)}].call({name})";
        }
    }

    /// <summary>A dim that a tensor of the rank has, or of one that is below the least: such models throw.</summary>
    private string Dim(int? rank)
    {
        var dims = Math.Max(rank ?? 2, 0);
        return scope.Next(-dims, dims).ToString(CultureInfo.InvariantCulture);
    }
}
