using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>
/// All that is known of one operator, in one row: where it is declared, what it does to storage and shapes, and what it demands.
/// </summary>
/// <param name="Name">Its name, without the underscore of its in-place form.</param>
/// <param name="Ids">
/// Documentation-comment ids of the methods that compute it, without the parameter list, so that one covers every overload.
/// </param>
/// <param name="InPlaceIds">Those of its in-place forms.</param>
/// <param name="Storage">What its result shares with its arguments.</param>
/// <remarks>
/// Source: the public API of TorchSharp 0.99.6, 0.102.8, 0.105.2 and 0.107.0. A member that only some versions have has one row all the
/// same: binding decides whether it exists. How versions named parameters is in <see cref="TorchSharp.ParameterNames"/>, for operators and
/// layers alike.
/// </remarks>
internal sealed record Operator(string Name, ImmutableArray<string> Ids, ImmutableArray<string> InPlaceIds, Storage Storage)
{
    /// <summary>Shape and dtype of the result; null where they are not followed.</summary>
    public Func<OperatorCall, Value>? Result { get; init; }

    /// <summary>
    /// Why libtorch refuses the arguments, or null; null as a whole where no demand is known. A demand that is not proven to fail is met.
    /// </summary>
    public Func<OperatorCall, Mismatch?>? Demand { get; init; }

    /// <summary>True where the result has the rank of the tensor that the operator is called on, known or not.</summary>
    public bool KeepsRank { get; init; }

    /// <summary>True where the in-place form changes the shape of its receiver.</summary>
    public bool ReshapesInPlace { get; init; }

    /// <summary>Operators of which the same is known.</summary>
    /// <param name="table">
    /// A line each for operators that are declared alike: names, where they are declared, where their in-place forms are. T is
    /// torch.Tensor, S torch, F torch.nn.functional, L torch.linalg, P torch.special, - nowhere.
    /// </param>
    /// <param name="storage">What their results share with their arguments.</param>
    /// <param name="result">Shape and dtype of their results; null where they are not followed.</param>
    /// <param name="demand">What they demand of their arguments; null where nothing is known.</param>
    /// <param name="keepsRank">As <see cref="KeepsRank"/>.</param>
    /// <param name="reshapesInPlace">As <see cref="ReshapesInPlace"/>.</param>
    public static IEnumerable<Operator> Each(
        string table,
        Storage storage,
        Func<OperatorCall, Value>? result = null,
        Func<OperatorCall, Mismatch?>? demand = null,
        bool keepsRank = false,
        bool reshapesInPlace = false)
    {
        foreach (var line in table.Split('\n'))
        {
            var columns = line.Trim().Split(' ');
            var (places, inPlace) = (columns[columns.Length - 2], columns[columns.Length - 1]);
            foreach (var name in columns.Take(columns.Length - 2))
                yield return new Operator(name, Declared(places, name), Declared(inPlace, name + "_"), storage)
                {
                    Result = result,
                    Demand = demand,
                    KeepsRank = keepsRank,
                    ReshapesInPlace = reshapesInPlace,
                };
        }
    }

    private static ImmutableArray<string> Declared(
        string places,
        string name) => places.Where(p => p != '-').Select(p => Place(p) + name).ToImmutableArray();

    private static string Place(char place) => place switch
    {
        'T' => "M:TorchSharp.torch.Tensor.",
        'S' => "M:TorchSharp.torch.",
        'F' => "M:TorchSharp.torch.nn.functional.",
        'L' => "M:TorchSharp.torch.linalg.",
        'P' => "M:TorchSharp.torch.special.",
        _ => throw new ArgumentException($"'{place}' is no place where operators are declared", nameof(place)),
    };
}
