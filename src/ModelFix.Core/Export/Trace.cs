using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>What a model's forward asks of libtorch, at several sizes of its inputs at once.</summary>
/// <param name="Inputs">The inputs.</param>
/// <param name="Calls">The calls, in order.</param>
/// <param name="Outputs">What forward returns.</param>
/// <param name="Tensors">Every tensor, by its id.</param>
/// <param name="Returned">How the outputs lie in what forward returns.</param>
internal sealed record Trace(
    ImmutableArray<TracePort> Inputs,
    ImmutableArray<TracedCall> Calls,
    ImmutableArray<TracePort> Outputs,
    ImmutableArray<TracedTensor> Tensors,
    ReturnedValue Returned);

/// <summary>An input or an output by name, and the id of its tensor.</summary>
internal sealed record TracePort(string Name, int Tensor)
{
    /// <summary>The names of an input's symbolic dims; null for one that is fixed.</summary>
    public ImmutableArray<string?> Symbols { get; init; } = ImmutableArray<string?>.Empty;
}

/// <summary>A line of the user's code.</summary>
/// <param name="Method">The method: <c>Net.forward</c>.</param>
/// <param name="File">The file, where the code was compiled with lines.</param>
/// <param name="Line">The line, from 1.</param>
internal sealed record SourcePlace(string Method, string? File, int Line);

/// <summary>One call of a function of TorchSharp's native library.</summary>
/// <param name="Name">The entry point: <c>THSTensor_conv2d</c>.</param>
/// <param name="Arguments">The arguments in the order of the parameters, without the lengths of arrays.</param>
/// <param name="Results">The ids of the tensors that it gives; -1 for one that it leaves out.</param>
/// <param name="Place">Where it is called.</param>
internal sealed record TracedCall(
    string Name, ImmutableArray<TracedArgument> Arguments, ImmutableArray<int> Results, SourcePlace? Place)
{
    /// <summary>The name of the module whose forward asks for it; null for the model's own.</summary>
    public string? Scope { get; init; }

    /// <summary>The id of the first argument that is a tensor, or null.</summary>
    public int? FirstTensor => Arguments.Select(a => a.Tensor).FirstOrDefault(t => t is not null);

    public TracedArgument? Argument(string name) => Arguments.FirstOrDefault(a => a.Name == name);
}

/// <summary>One argument. Which property is set says of which kind it is; none for null.</summary>
/// <param name="Name">The parameter's name.</param>
internal sealed record TracedArgument(string Name)
{
    public int? Tensor { get; init; }

    public ImmutableArray<int>? Tensors { get; init; }

    public Size? Integer { get; init; }

    public ImmutableArray<Size>? Integers { get; init; }

    public bool? Flag { get; init; }

    public double? Number { get; init; }

    public ImmutableArray<double>? Numbers { get; init; }

    public string? Text { get; init; }

    public TracedModule? Module { get; init; }

    /// <summary>True for libtorch's Scalar.</summary>
    public bool IsScalar { get; init; }

    /// <summary>True for an address of which nobody saw what is there.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>True for a number, a flag or a text that is not the same in every recording.</summary>
    public bool Varies { get; init; }

    /// <summary>A number that varies and is no whole one everywhere: what it is in each recording.</summary>
    public ImmutableArray<double>? Fractions { get; init; }

    public bool IsNull =>
        Tensor is null && Tensors is null && Integer is null && Integers is null && Flag is null && Number is null && Numbers is null
            && Text is null && Module is null && !IsUnknown && !Varies;
}

/// <summary>A module that libtorch implements.</summary>
/// <param name="Name">Its name in the model.</param>
/// <param name="Arguments">What it was made with.</param>
/// <param name="Weights">The ids of its parameters by their names in it.</param>
internal sealed record TracedModule(
    string Name, ImmutableArray<TracedArgument> Arguments, ImmutableDictionary<string, int> Weights);

/// <summary>A tensor of the trace.</summary>
/// <param name="Type">Its dtype.</param>
/// <param name="Shape">Its sizes.</param>
internal sealed record TracedTensor(ElementType Type, ImmutableArray<Size> Shape)
{
    /// <summary>Where its first element is in each recording.</summary>
    public Size Memory { get; init; }

    /// <summary>True for recordings in which it begins where the other does.</summary>
    public Size SharesMemory(TracedTensor other) => Memory.With(other.Memory, (own, others) => own == others ? 1 : 0);

    /// <summary>What it holds, where no other tensor goes into that.</summary>
    public TensorContent? Content { get; init; }
}

/// <summary>The elements of a tensor that are known.</summary>
/// <param name="Name">Its name in the state_dict, or null.</param>
/// <param name="Obstacle">Why it may not be taken for a constant, or null.</param>
/// <param name="Elements">The elements in each recording, in row-major order.</param>
internal sealed record TensorContent(string? Name, string? Obstacle, ImmutableArray<Func<byte[]>> Elements)
{
    /// <summary>True for what the model or its program keeps between calls of forward.</summary>
    public bool IsKept { get; init; }

    /// <summary>True for a parameter of the model; a buffer is none.</summary>
    public bool IsParameter { get; init; }
}
