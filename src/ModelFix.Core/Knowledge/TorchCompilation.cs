using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Interpretation;
using ModelFix.Core.Operators;
using ModelFix.Core.Rewriting;
using ModelFix.Core.Targets;
using ModelFix.Core.TorchSharp;
using ModelFix.Core.Values;

namespace ModelFix.Core.Knowledge;

/// <summary>
/// Everything that is known of one compilation's TorchSharp code. Thread-safe; answers do not depend on the order of questions.
/// </summary>
internal sealed class TorchCompilation
{
    private readonly ShapeFlow _shapes;
    private readonly Lazy<TorchCompilation>? _next;

    private TorchCompilation(Compilation compilation, TorchSymbols symbols, ModelSettings settings, Func<OperatorCall, Value> transfers)
    {
        Compilation = compilation;
        Symbols = symbols;
        Disputed = new DisputedCode(compilation, settings.UncertainSymbols);
        Altered = new AlteredLayers(compilation, symbols);
        // Where an #if is not certain, neither is it that all calls are seen.
        Settings = settings = settings with { IsWholeAssembly = settings.IsWholeAssembly && Disputed.IsEmpty };
        Exported = new ExportedCode(compilation, symbols, settings);
        Layers = new LayerFields(compilation, symbols);
        TypeTests = new LayerTypeTests(compilation, symbols);
        Calls = new SeenCalls(compilation, symbols, settings);
        var inputs = settings.IsBatched ? InputReading.Batched : InputReading.AsStated;
        _shapes = new ShapeFlow(compilation, symbols, Layers, Calls, settings, transfers, inputs);
        _next = new Lazy<TorchCompilation>(() => new TorchCompilation(this, transfers, inputs + 1));
    }

    /// <summary>What is known of the same code where more is taken for granted of its inputs.</summary>
    private TorchCompilation(TorchCompilation other, Func<OperatorCall, Value> transfers, InputReading inputs)
    {
        (Compilation, Symbols, Disputed, Altered) = (other.Compilation, other.Symbols, other.Disputed, other.Altered);
        (Exported, Layers, TypeTests, Calls, Settings) = (other.Exported, other.Layers, other.TypeTests, other.Calls, other.Settings);
        _shapes = new ShapeFlow(Compilation, Symbols, Layers, Calls, Settings, transfers, inputs);
        if (inputs < InputReading.NoOtherDims) _next = new Lazy<TorchCompilation>(() => new TorchCompilation(this, transfers, inputs + 1));
    }

    public Compilation Compilation { get; }
    public TorchSymbols Symbols { get; }
    public ModelSettings Settings { get; }
    public DisputedCode Disputed { get; }

    /// <summary>Where layers are changed after their construction.</summary>
    public AlteredLayers Altered { get; }
    public ExportedCode Exported { get; }
    public LayerFields Layers { get; }
    public LayerTypeTests TypeTests { get; }
    public SeenCalls Calls { get; }

    /// <summary>The knowledge, or null where the compilation does not see TorchSharp, so that nothing is to be done.</summary>
    public static TorchCompilation? Create(
        Compilation compilation,
        ModelSettings settings) => Create(compilation, settings, OperatorCatalog.ResultOf);

    /// <summary>As above, with other knowledge of what operators make of shapes.</summary>
    public static TorchCompilation? Create(Compilation compilation, ModelSettings settings, Func<OperatorCall, Value> transfers) =>
        TorchSymbols.Find(compilation) is { } symbols ? new TorchCompilation(compilation, symbols, settings, transfers) : null;

    /// <summary>
    /// What is known of the same code where ever more is taken for granted of its inputs, see <see cref="InputReading"/>; the least first.
    /// </summary>
    public IEnumerable<TorchCompilation> Readings => _next is null ? [] : _next.Value.Readings.Prepend(_next.Value);

    /// <summary>What is taken for granted of the inputs of the method around a node, as sentences: "x has 4 dims".</summary>
    public IEnumerable<string> TakenForGrantedAround(SyntaxNode node) => _shapes.TakenForGrantedAround(node);

    /// <summary>How names and arrays are written where a node stands.</summary>
    public SourceStyle StyleAt(SyntaxNode node) => SourceStyle.At(node, Compilation.Bound(node.SyntaxTree), Symbols);

    /// <summary>Where the models in a node's file go.</summary>
    public Target TargetAt(SyntaxNode node) => Settings.In(node.SyntaxTree).Target;

    /// <summary>
    /// What is known of an expression's value at the place where it stands; <see cref="Value.Nothing"/> where nothing is.
    /// </summary>
    public Value ValueOf(IOperation expression) => _shapes.ValueOf(expression);

    /// <summary>As <see cref="ValueOf"/>, but what the contract would make of the expression where the method cannot run with it.</summary>
    public Value InterpretedValueOf(IOperation expression) => _shapes.InterpretedValueOf(expression);

    /// <summary>What a parameter holds whenever its method returns, by what is stated of it and what layers demand of it.</summary>
    public Value ParameterOf(IParameterSymbol parameter) => _shapes.ParameterOf(parameter);

    /// <summary>Why the method around a node throws whenever it runs; null where that is not proven.</summary>
    public ShapeConflict? ConflictAround(SyntaxNode node) =>
        Disputed.AssumptionAround(node) is null && RefLocals.AssumptionAround(node) is null ? _shapes.ConflictAround(node) : null;

    /// <summary>
    /// What was thrown when the method around a node was interpreted, so that nothing is known in it; null where nothing was.
    /// </summary>
    public Exception? DefectAround(SyntaxNode node) => _shapes.DefectAround(node);

    /// <summary>True where a doc comment or modelfix.json says what a method is called with.</summary>
    public bool HasContract(MethodDeclarationSyntax method) =>
        Compilation.Bound(method.SyntaxTree).GetDeclaredSymbol(method) is IMethodSymbol symbol && _shapes.HasContract(symbol);

    /// <summary>The tensor that an expression denotes, with whatever is known of its shape and dtype.</summary>
    public TensorValue? TensorOf(IOperation expression) => ValueOf(expression) as TensorValue;

    /// <summary>The shape of a tensor expression; unknown rank where nothing is known.</summary>
    public TensorShape ShapeOf(IOperation expression) => TensorOf(expression)?.Shape ?? TensorShape.Unknown;

    /// <summary>The dtype of a tensor expression.</summary>
    public ElementType ElementTypeOf(IOperation expression) => TensorOf(expression)?.Type ?? ElementType.Unknown;

    /// <summary>A tensor that no expression denotes, such as the input of a layer inside a Sequential.</summary>
    public TensorValue UnknownTensor(string name) => _shapes.UnknownTensor(name);

    /// <summary>The shape that the layer at an index of a Sequential gets where the Sequential is given a tensor.</summary>
    public TensorShape ShapeInto(Layer sequential, int index, TensorValue input) =>
        _shapes.ValueThrough(sequential, index, input) is TensorValue tensor ? tensor.Shape : TensorShape.Unknown;

    /// <summary>
    /// True where the method around a node takes too many steps to interpret, so that nothing is known of any expression in it.
    /// </summary>
    public bool IsBeyondBudget(SyntaxNode node) => _shapes.IsBeyondBudget(node);

    /// <summary>The size or count that an integer expression denotes, or null where it is not known.</summary>
    public Dim? IntegerOf(IOperation expression) => ValueOf(expression) is IntegerValue integer ? integer.Dim : null;

    /// <summary>The range that a loop variable stays in, as [lower, upper), or null where the loop does not say.</summary>
    public (Dim Lower, Dim Upper)? LoopBounds(ILocalSymbol variable) => _shapes.LoopBounds(variable);
}
