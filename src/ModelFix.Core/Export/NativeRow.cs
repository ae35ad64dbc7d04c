namespace ModelFix.Core.Export;

/// <summary>What a function of TorchSharp's native library is in ONNX and in TorchScript.</summary>
/// <param name="Name">The entry point: <c>THSTensor_relu</c>. It stands for the in-place form, with an underscore at the end, too.</param>
/// <remarks>Source of the functions and their parameters: the P/Invoke declarations of TorchSharp 0.107.</remarks>
internal sealed record NativeRow(string Name)
{
    /// <summary>Writes nodes that compute the results, in their order.</summary>
    public Func<ExportCall, IReadOnlyList<GraphValue>>? Results { get; init; }

    /// <summary>
    /// The results as views of the first tensor argument, in their order: each one after the other. Null for a call whose results are none.
    /// </summary>
    public Func<ExportCall, IReadOnlyList<IReadOnlyList<View>>?>? Views { get; init; }

    /// <summary>True where the results of <see cref="Views"/> are copies wherever they begin in other memory than the argument.</summary>
    public bool MayCopy { get; init; }

    /// <summary>True for a function that hands the program numbers, which it may only have of what is the same for all inputs.</summary>
    public bool ReadsElements { get; init; }

    /// <summary>The new value of the first tensor argument, for a function that only writes to it.</summary>
    public Func<ExportCall, GraphValue>? Written { get; init; }

    /// <summary>What it is in TorchScript; null where it is not exported to that.</summary>
    public Func<ScriptCall, string>? Script { get; init; }

    /// <summary>Why it is not exported.</summary>
    public string? Refusal { get; init; }

    /// <summary>The least operator set that has it.</summary>
    public int Opset { get; init; } = 11;

    /// <summary>A function with one result.</summary>
    public static NativeRow Of(string name, Func<ExportCall, GraphValue> result, int opset = 11) =>
        new(name) { Results = c => [result(c)], Opset = opset };

    /// <summary>Functions that differ in their names alone.</summary>
    public static IEnumerable<NativeRow> Each(string names, Func<ExportCall, GraphValue> result) =>
        names.Split(' ').Select(n => Of(n, result));

    /// <summary>Functions that are one node with one input: pairs of the function and the node.</summary>
    public static IEnumerable<NativeRow> Nodes(params (string Name, string Node)[] rows) =>
        rows.Select(r => Of(r.Name, c => c.Write.Node(r.Node, c.Write.Cast(c.First, c.ResultType))));

    /// <summary>A function whose result shares the storage of its first argument.</summary>
    public static NativeRow OfView(string name, Func<ExportCall, View> view) => new(name) { Views = c => new[] { new[] { view(c) } } };

    /// <summary>As <see cref="OfView"/> where libtorch makes no copy.</summary>
    public static NativeRow OfViewOrCopy(string name, Func<ExportCall, View> view) => OfView(name, view) with { MayCopy = true };

    /// <summary>Functions that are not exported.</summary>
    public static IEnumerable<NativeRow> Refused(string names, string why) =>
        names.Split(new[] { ' ', '\n' }, StringSplitOptions.RemoveEmptyEntries).Select(n => new NativeRow(n) { Refusal = why });
}
