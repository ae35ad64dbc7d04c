using System.Globalization;
using ModelFix.Core.Export;

namespace ModelFix.Core.Layers;

/// <summary>Recurrent layers and their cells in TorchScript: libtorch's operators of the module's parameters.</summary>
internal static class ScriptRecurrence
{
    /// <summary>A layer whose operator takes one state.</summary>
    public static string Layer(ScriptCall call, string name) =>
        Operator(call, name, call.Optional("h_0")?.Name ?? Zeros(call, StateShape(call)));

    public static string Rnn(ScriptCall call) => Layer(call, "rnn_" + Nonlinearity(call));

    /// <summary>TorchSharp gives both states or none.</summary>
    public static string Lstm(ScriptCall call)
    {
        var (hidden, cell) = (call.Optional("h_0")?.Name, call.Optional("c_0")?.Name);
        if (hidden is null) hidden = cell = Zeros(call, StateShape(call));
        return Operator(call, "lstm", $"[{hidden}, {cell}]");
    }

    /// <summary>A cell whose operator takes one state; without one, libtorch takes a batch alone.</summary>
    public static string Cell(ScriptCall call, string name)
    {
        var input = call.Tensor("input");
        var state = call.Optional("h_0") is { } given
            ? Batched(given)
            : Zeros(call, [input.Shape[0], call.MadeInteger("hidden_size")]);
        return Unbatched(input, $"torch.{name}_cell({Batched(input)}, {state}, {CellWeights(call)})");
    }

    public static string RnnCell(ScriptCall call) => Cell(call, "rnn_" + Nonlinearity(call));

    /// <summary>TorchSharp's cannot be called without states.</summary>
    public static string LstmCell(ScriptCall call)
    {
        var input = call.Tensor("input");
        var states = $"[{Batched(call.Tensor("h_0"))}, {Batched(call.Tensor("c_0"))}]";
        var step = $"torch.lstm_cell({Batched(input)}, {states}, {CellWeights(call)})";
        if (input.Rank == 2) return step;
        var (hidden, cell) = (call.Write.Fresh(), call.Write.Fresh());
        call.Write.Line($"{hidden}, {cell} = {step}");
        return $"({Unbatched(input, hidden)}, {Unbatched(input, cell)})";
    }

    private static string Operator(ScriptCall call, string name, string states)
    {
        string Made(string flag) => ScriptCall.Boolean(call.MadeFlag(flag));
        var (layers, dropout) = (ScriptCall.Number(call.MadeInteger("num_layers")), ScriptCall.Fraction(call.MadeNumber("dropout")));
        return $"torch.{name}({call.Tensor("input").Name}, {states}, [{Weights(call)}], {Made("bias")}, {layers}, {dropout}, False, "
            + $"{Made("bidirectional")}, {Made("batchFirst")})";
    }

    /// <summary>The parameters of all layers and directions in the order in which libtorch's operators take them.</summary>
    private static string Weights(ScriptCall call)
    {
        string[] kinds = call.MadeFlag("bias") ? ["weight_ih", "weight_hh", "bias_ih", "bias_hh"] : ["weight_ih", "weight_hh"];
        string[] directions = call.MadeFlag("bidirectional") ? ["", "_reverse"] : [""];
        var names =
            from layer in Enumerable.Range(0, (int)call.MadeInteger("num_layers"))
            from direction in directions
            from kind in kinds
            select call.NeededWeight($"{kind}_l{layer.ToString(CultureInfo.InvariantCulture)}{direction}").Name;
        return string.Join(", ", names);
    }

    private static string CellWeights(ScriptCall call)
    {
        var weights = $"{call.NeededWeight("weight_ih").Name}, {call.NeededWeight("weight_hh").Name}";
        return call.MadeFlag("bias") ? $"{weights}, {call.NeededWeight("bias_ih").Name}, {call.NeededWeight("bias_hh").Name}" : weights;
    }

    private static Size[] StateShape(ScriptCall call)
    {
        var batch = call.Tensor("input").Shape[call.MadeFlag("batchFirst") ? 0 : 1];
        return [call.MadeInteger("num_layers") * (call.MadeFlag("bidirectional") ? 2 : 1), batch, call.MadeInteger("hidden_size")];
    }

    private static string Zeros(ScriptCall call, Size[] shape) => call.Write.Named(
        $"torch.zeros({call.List(shape)}, dtype={ScriptCall.Number(ScriptTypes.Number(call.Tensor("input").Type))})");

    private static string Batched(GraphValue value) => value.Rank == 2 ? value.Name : $"torch.unsqueeze({value.Name}, 0)";

    private static string Unbatched(GraphValue input, string result) => input.Rank == 2 ? result : $"torch.squeeze({result}, 0)";

    private static string Nonlinearity(ScriptCall call) => NativeCells.Nonlinearity(call).ToLowerInvariant();
}
