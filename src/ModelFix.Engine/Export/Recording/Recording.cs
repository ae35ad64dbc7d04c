using System.Text.Json.Serialization;
using ModelFix.Core.Export;

namespace ModelFix.Engine.Export.Recording;

/// <summary>What was seen of one call of forward: all that libtorch was asked to do, in order.</summary>
/// <param name="Inputs">The ids of the tensors that forward was given.</param>
/// <param name="Calls">The calls of the native library.</param>
/// <param name="Outputs">What forward returned.</param>
internal sealed record Recording(IReadOnlyList<int> Inputs, IReadOnlyList<RecordedCall> Calls, IReadOnlyList<RecordedOutput> Outputs)
{
    /// <summary>Every tensor, by its id.</summary>
    public required IReadOnlyList<RecordedTensor> Tensors { get; init; }

    /// <summary>How the outputs lie in what forward returned; null where there are none.</summary>
    public ReturnedValue? Returned { get; init; }

    /// <summary>Why forward ended early, or null.</summary>
    public RecordedFailure? Failure { get; init; }

    /// <summary>What places of the model's code gave, in order, where these are watched.</summary>
    public IReadOnlyList<RecordedSight> Sights { get; init; } = [];
}

/// <summary>A tensor that a place of the model's code gave.</summary>
/// <param name="Activation">Tells the calls of methods apart.</param>
/// <param name="Site">The number of the place.</param>
/// <param name="Path">Where in what the place gave, counted from 1: empty where it is all.</param>
/// <param name="Type">TorchSharp's number of the dtype.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Tensor">Its id; null where no call has used or made it.</param>
internal sealed record RecordedSight(int Activation, int Site, string Path, int Type, IReadOnlyList<long> Shape, int? Tensor);

/// <summary>One call of a native function.</summary>
/// <param name="Name">The entry point.</param>
/// <param name="Arguments">Its arguments by the parameters' names, without the lengths of arrays.</param>
internal sealed record RecordedCall(string Name, IReadOnlyDictionary<string, RecordedArgument> Arguments)
{
    /// <summary>The ids of the tensors that it gave, in order; -1 for one that it left out.</summary>
    public IReadOnlyList<int> Results { get; set; } = [];

    /// <summary>The number that it gave, where it is one.</summary>
    public double? Number { get; set; }

    /// <summary>Where in the user's code.</summary>
    public RecordedPlace? Place { get; init; }

    /// <summary>The name of the module whose forward asks for it: <c>layer1.0.conv1</c>; null for the model's own.</summary>
    public string? Scope { get; init; }
}

/// <summary>A line of the user's code.</summary>
internal sealed record RecordedPlace(string Method, string? File, int Line);

/// <summary>One argument: the property that is not null says of which kind; none for null.</summary>
internal sealed record RecordedArgument
{
    /// <summary>A tensor's id.</summary>
    public int? Tensor { get; init; }

    /// <summary>The ids of tensors.</summary>
    public IReadOnlyList<int>? Tensors { get; init; }

    public long? Integer { get; init; }

    public IReadOnlyList<long>? Integers { get; init; }

    public bool? Flag { get; init; }

    public double? Number { get; init; }

    public IReadOnlyList<double>? Numbers { get; init; }

    public string? Text { get; init; }

    /// <summary>True for an address of which nobody saw what was made there.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>True for a number that came as libtorch's Scalar; its type is told by the property that holds it.</summary>
    public bool IsScalar { get; init; }

    /// <summary>A module that libtorch implements.</summary>
    public RecordedModule? Module { get; init; }
}

/// <summary>A module that libtorch implements: what it was made with.</summary>
/// <param name="Name">Its name in the model: <c>encoder.lstm</c>.</param>
/// <param name="Arguments">The constructor's arguments.</param>
internal sealed record RecordedModule(string Name, IReadOnlyDictionary<string, RecordedArgument> Arguments)
{
    /// <summary>The ids of its parameters, by the names that they have in it.</summary>
    public required IReadOnlyDictionary<string, int> Weights { get; init; }
}

/// <summary>A tensor that was seen.</summary>
/// <param name="Type">TorchSharp's number of the dtype.</param>
/// <param name="Shape">Its sizes.</param>
/// <param name="Memory">Where its first element is: two tensors that share storage and begin at the same element have the same.</param>
internal sealed record RecordedTensor(int Type, IReadOnlyList<long> Shape, long Memory)
{
    /// <summary>Its elements, for one that forward found and did not make, or made of numbers of the program.</summary>
    public RecordedElements? Elements { get; init; }
}

/// <summary>Where a tensor's elements are, and where it comes from.</summary>
/// <param name="Origin">What it is.</param>
/// <param name="Name">Its name in the state_dict, or null.</param>
/// <param name="Offset">Where in the data file they begin.</param>
/// <param name="Length">How many bytes they are.</param>
internal sealed record RecordedElements(Origin Origin, string? Name, long Offset, long Length)
{
    /// <summary>Reads them from the data file.</summary>
    public byte[] Read(string data) => DataFile.Read(data, Offset, Length);
}

/// <summary>Where a tensor comes from that no call of forward's has made of others.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Origin>))]
internal enum Origin
{
    /// <summary>A parameter of the model.</summary>
    Parameter,

    /// <summary>A buffer of the model.</summary>
    Buffer,

    /// <summary>Made before forward was called, and kept in the model or elsewhere.</summary>
    Constructor,

    /// <summary>Made in forward of numbers of the program.</summary>
    Literal,

    /// <summary>Nothing was written to it: its elements are what the memory held before.</summary>
    Unwritten,

    /// <summary>Made by an earlier call of forward.</summary>
    EarlierCall,

    /// <summary>Nobody saw how it was made.</summary>
    Unknown,
}

/// <summary>A tensor that forward returned.</summary>
/// <param name="Name">Where in what it returned: <c>Item1</c>, <c>boxes</c>; empty where it is all.</param>
/// <param name="Tensor">Its id.</param>
internal sealed record RecordedOutput(string Name, int Tensor);

/// <summary>Why forward ended early.</summary>
internal sealed record RecordedFailure(string Message, RecordedPlace? Place);
