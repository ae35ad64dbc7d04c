using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Export;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;
using ModelFix.Engine.Export;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Reporting;

namespace ModelFix.Engine.Observation;

/// <summary>All that the code of a project gave when its models were recorded.</summary>
/// <param name="torch">What is known of the project.</param>
/// <param name="joined">The code of the watched places, by their numbers.</param>
internal sealed class Observations(TorchCompilation torch, ImmutableDictionary<int, SiteTarget> joined)
{
    private readonly Dictionary<TensorPlace, List<Visit>> _visits = [];
    private readonly HashSet<SyntaxNode> _joined = [.. joined.Values.SelectMany(t => t.Nodes)];
    private readonly Dictionary<SyntaxNode, string> _returned = [];
    private readonly List<string> _failures = [];
    private readonly List<RunResult> _runs = [];

    /// <summary>Which models are not recorded, or not at all sizes, and why.</summary>
    public IReadOnlyList<string> Failures => _failures;

    public TorchCompilation Torch => torch;

    /// <summary>The code of the watched places, by their numbers.</summary>
    public ImmutableDictionary<int, SiteTarget> Joined => joined;

    /// <summary>The recordings.</summary>
    public IReadOnlyList<RunResult> Runs => _runs;

    /// <summary>No model was recorded.</summary>
    public static Observations Nothing(TorchCompilation torch, string why)
    {
        var nothing = new Observations(torch, ImmutableDictionary<int, SiteTarget>.Empty);
        nothing.Fail(why);
        return nothing;
    }

    /// <summary>Adds what a model did.</summary>
    public void Add(string model, RecordedRuns runs)
    {
        foreach (var run in runs.Results.Where(r => r is { Failure: null, Recording: not null })) Add(run);
        if (runs.Obstacle is { } obstacle) Fail($"{model} is not recorded{(runs.Results.Count > 1 ? " at all sizes" : "")}: {obstacle}.");
    }

    public void Fail(string why) => _failures.Add(why);

    /// <summary>Holds what was recorded at a place against what is inferred of it.</summary>
    public ObservedTensor Observed(TensorPlace place, TensorShape shape, ElementType type)
    {
        var inferred = ShapesText.Written(type, shape);
        if (!_joined.Contains(place.Node) || !_visits.TryGetValue(place, out var visits))
            return new ObservedTensor(place.Node, _joined.Contains(place.Node) ? ObservedState.NotReached : ObservedState.NotJoined)
            {
                Inferred = inferred,
            };
        var observed = new ObservedShape(shape, type, visits, place.Node is ParameterSyntax);
        return new ObservedTensor(place.Node, observed.Contradiction.Length == 0 ? ObservedState.Agrees : ObservedState.Contradicts)
        {
            Shown = observed.Shown,
            Inferred = inferred,
            Contradiction = observed.Contradiction,
            IsCompared = type != ElementType.Unknown || shape.Rank is not null || shape.MinRank > 0,
        };
    }

    /// <summary>What a parameter is at the start of its method.</summary>
    public Value Parameter(ParameterSyntax parameter) =>
        torch.Compilation.Bound(parameter.SyntaxTree).GetDeclaredSymbol(parameter) is IParameterSymbol symbol
            ? torch.ParameterOf(symbol)
            : Value.Nothing;

    /// <summary>A recording in which a method returned a tensor; null where none did.</summary>
    public string? Returned(SyntaxNode method) => _returned.GetValueOrDefault(method);

    /// <summary>What is at a place in a tuple or array; a value itself at none.</summary>
    private static Value Part(Value value, string path) => path.Length == 0 ? value
        : value is ListValue list && int.TryParse(path, CultureInfo.InvariantCulture, out var at) && at <= list.Items.Length
            ? list.Items[at - 1]
            : Value.Nothing;

    private void Add(RunResult run)
    {
        _runs.Add(run);
        var activations = new Dictionary<int, Activation>();
        foreach (var sight in run.Recording?.Sights ?? [])
        {
            if (!joined.TryGetValue(sight.Site, out var target)) continue;
            if (!activations.TryGetValue(sight.Activation, out var activation))
                activation = activations[sight.Activation] = new Activation(run.Name);
            var place = target.At(sight.Path);
            if (place.Node is ParameterSyntax parameter && Part(Parameter(parameter), place.Path) is TensorValue value)
                activation.Bind(value, sight.Shape);
            if (target.ReturnsFrom is { } method) _returned.TryAdd(method, run.Name);
            if (!_visits.TryGetValue(place, out var visits)) visits = _visits[place] = [];
            visits.Add(new Visit(activation, OnnxTypes.OfTorchSharp(sight.Type), sight.Shape));
        }
    }
}
