using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using ModelFix.Core.Contracts;
using ModelFix.Core.Knowledge;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Engine.Initialisation;

/// <summary>What the layers of a model demand of its inputs: rank, channels, features and dtype, as far as every run shows it.</summary>
internal sealed class DemandedInputs
{
    private const string FromLayers = "from the layers that take it";

    private readonly TorchCompilation _torch;
    private readonly TorchCompilation? _batched;
    private readonly InputContracts _stated;

    /// <param name="torch">The project with its roots stated, so that what examples call them with says nothing.</param>
    public DemandedInputs(TorchCompilation torch)
    {
        _torch = torch;
        _batched = torch.Settings.IsBatched ? null : torch.Readings.First();
        _stated = new InputContracts(torch.Settings.Models, torch.Symbols);
    }

    /// <summary>The parameters of a model's forward, each with what can be written of it.</summary>
    public ImmutableArray<InputDraft> Of(INamedTypeSymbol type)
    {
        var forward = RootModels.Forward(type)!;
        var names = new ShapeNames(forward.Parameters.Select(_stated.Find).OfType<ParameterContract>()
            .SelectMany(c => c.Tensors).SelectMany(t => t.Shape.Dims).SelectMany(d => d.Names));
        return [.. forward.Parameters.Select(p => Of(p, type, names))];
    }

    private InputDraft Of(IParameterSymbol parameter, INamedTypeSymbol type, ShapeNames names)
    {
        InputDraft Unwritten(string note) => new(parameter.Name, null, note);
        if (_stated.Find(parameter) is { } contract)
            return Unwritten($"{contract} is stated in the code") with { Known = contract.Tensor?.Shape };
        if (!_torch.Symbols.IsTensor(parameter.Type))
            return Unwritten(
                $"is a {parameter.Type.ToDisplayString(SymbolDisplayFormat.MinimallyQualifiedFormat)}, which has no shape"
                + (TensorList.Of(parameter.Type, _torch.Symbols) is null
                    ? ""
                    : "; write those of its tensors, as in \"([N, 64, 32, 32], [N, 128, 16, 16])\""));
        var declaring = parameter.ContainingType;
        var isOwn = SymbolEqualityComparer.Default.Equals(declaring, type);
        if (parameter.IsOptional || parameter.NullableAnnotation == NullableAnnotation.Annotated)
            return Unwritten("may be left out; write a shape where it never is") with { IsOpen = isOwn && !IsShared(parameter) };
        if (!isOwn)
            return Unwritten($"is a parameter of {declaring.Name}.forward; state its shape in the doc comment there");
        if (_torch.ConflictAround(Declaration(parameter)) is { } conflict)
            return Unwritten($"no shape fits the code as it is: {conflict.Reason}");
        if (IsShared(parameter)) return Unwritten("is a parameter of several methods; state its shapes in their doc comments");
        var demanded = Demanded(parameter, names);
        // What is written counts as a fact from then on.
        if (demanded is not null && Assumption(Declaration(parameter)) is { } assumption)
            return Unwritten($"write \"{demanded.Shape}\" if {assumption}") with { IsOpen = true };
        return (demanded ?? Unwritten($"no layer says what it takes{Read(parameter)}; write it as in \"[N, 3, 224, 224]\""))
            with { IsOpen = true };
    }

    private InputDraft? Demanded(IParameterSymbol parameter, ShapeNames names)
    {
        var isIndex = IndexInputs.Contain(parameter, Declaration(parameter), _torch);
        var shape = (_torch.ParameterOf(parameter) as TensorValue)?.Shape ?? TensorShape.Unknown;
        var isBatched = shape.Rank is null && (_batched?.ParameterOf(parameter) as TensorValue)?.Shape is { Rank: not null };
        if (isBatched) shape = ((TensorValue)_batched!.ParameterOf(parameter)).Shape;
        if (shape.Rank is null && !shape.Dims.Any(d => d.IsConstant) && !isIndex) return null;
        var note = (isIndex, isBatched, shape.Rank) switch
        {
            (true, _, _) => "rows of an Embedding; write int32 if that is what you pass",
            (_, true, _) => FromLayers + ", for batches",
            (_, _, null) => FromLayers + "; \"...\" stands for any dims, write them if they are always the same",
            _ => FromLayers,
        };
        return new InputDraft(parameter.Name, (isIndex ? "int64" : "") + names.Written(shape, isIndex), note)
        {
            IsBatched = isBatched,
            Known = shape,
        };
    }

    /// <summary>What has to hold for anything that is known of a method, as a sentence; null where nothing has to.</summary>
    private string? Assumption(SyntaxNode method) => _torch.Disputed.AssumptionAround(method)
        ?? _torch.Altered.Assumption
        ?? RefLocals.AssumptionAround(method);

    private string Read(IParameterSymbol parameter) => (_torch.ParameterOf(parameter) as TensorValue)?.Shape.MinRank is > 0 and var rank
        ? FormattableString.Invariant($", only that it has at least {rank} {(rank == 1 ? "dim" : "dims")}")
        : "";

    /// <summary>True where a contract, which goes by the parameter's name alone, would speak of another method too.</summary>
    private static bool IsShared(IParameterSymbol parameter) => parameter.ContainingType.GetMembers("forward")
        .Concat(parameter.ContainingType.GetMembers("call"))
        .OfType<IMethodSymbol>()
        .SelectMany(m => m.Parameters)
        .Count(p => p.Name == parameter.Name) > 1;

    private static SyntaxNode Declaration(IParameterSymbol parameter) => parameter.ContainingSymbol.Declarations().First().GetSyntax();
}
