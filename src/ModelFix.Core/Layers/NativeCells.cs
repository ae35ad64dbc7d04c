using ModelFix.Core.Export;
using ModelFix.Core.Operators;

namespace ModelFix.Core.Layers;

/// <summary>One step of recurrent layers, as the sums and products that it is.</summary>
internal static class NativeCells
{
    /// <summary>ONNX's name of the nonlinearity that a module was made with: TorchSharp's NonLinearities.</summary>
    public static string Nonlinearity(NativeCall call) => call.MadeInteger("nonlinearity") switch
    {
        0 => "Relu",
        1 => "Tanh",
        _ => throw call.Refuse("its nonlinearity is not exported"),
    };

    /// <summary>f(W x + b + V h + c).</summary>
    public static GraphValue Rnn(ExportCall call) => call.Write.Node(Nonlinearity(call), Sum(call, OfInput(call), OfState(call)));

    /// <summary>n = tanh(x_n + r * h_n); h' = n + z * (h - n), with r and z the sigmoids of their gates.</summary>
    public static GraphValue Gru(ExportCall call)
    {
        var write = call.Write;
        var (input, state) = (OfInput(call), OfState(call));
        GraphValue? OfStates(int gate) => state is null ? null : Gate(call, state, gate);
        var reset = write.Node("Sigmoid", Sum(call, Gate(call, input, 0), OfStates(0)));
        var update = write.Node("Sigmoid", Sum(call, Gate(call, input, 1), OfStates(1)));
        var gated = OfStates(2) is { } hidden ? write.Node("Mul", reset, hidden) : null;
        var next = write.Node("Tanh", Sum(call, Gate(call, input, 2), gated));
        var change = call.Optional("h_0") is { } previous ? write.Node("Sub", previous, next) : write.Node("Neg", next);
        return write.Node("Add", next, write.Node("Mul", update, change));
    }

    /// <summary>c' = f * c + i * g; h' = o * tanh(c'). TorchSharp's cannot be called without states.</summary>
    public static IReadOnlyList<GraphValue> Lstm(ExportCall call)
    {
        var write = call.Write;
        var sum = Sum(call, OfInput(call), OfState(call));
        GraphValue Opened(int gate, string node = "Sigmoid") => write.Node(node, Gate(call, sum, gate));
        var kept = write.Node("Mul", Opened(1), call.Tensor("c_0"));
        var cell = write.Node("Add", kept, write.Node("Mul", Opened(0), Opened(2, "Tanh")));
        return [write.Node("Mul", Opened(3), write.Node("Tanh", cell)), cell];
    }

    private static GraphValue OfInput(ExportCall call) =>
        Linear.Of(call.Write, call.Tensor("input"), call.NeededWeight("weight_ih"), call.Weight("bias_ih"));

    /// <summary>What the state adds; its bias alone where there is none, which stands for zeros.</summary>
    private static GraphValue? OfState(ExportCall call) => call.Optional("h_0") is { } state
        ? Linear.Of(call.Write, state, call.NeededWeight("weight_hh"), call.Weight("bias_hh"))
        : call.Weight("bias_hh");

    private static GraphValue Sum(ExportCall call, GraphValue left, GraphValue? right) =>
        right is null ? left : call.Write.Node("Add", left, right);

    /// <summary>The elements of one gate, which stand one after the other in the last dim.</summary>
    private static GraphValue Gate(ExportCall call, GraphValue gates, int gate)
    {
        var size = call.MadeInteger("hidden_size");
        return call.Write.Slice(gates, -1, gate * size, (gate + 1) * size);
    }
}
