using System.Collections.Immutable;
using ModelFix.Core.Values;

namespace ModelFix.Core.Export;

/// <summary>A native call as its row sees it: its arguments, and what it gives.</summary>
/// <param name="call">The call.</param>
/// <param name="value">The value of the tensor with an id, as it is now.</param>
/// <param name="traced">What was seen of the tensor with an id.</param>
internal abstract class NativeCall(TracedCall call, Func<int, GraphValue> value, Func<int, TracedTensor> traced)
{
    public string Name => call.Name;

    /// <summary>The first argument that is a tensor: what the operator works on.</summary>
    public GraphValue First => value(FirstTensor);

    /// <summary>True for a call on tensors; what makes them of sizes alone is none.</summary>
    public bool HasTensor => call.FirstTensor is not null;

    public int FirstTensor => call.FirstTensor ?? throw Refuse("it is called on no tensor that was seen");

    /// <summary>The first result.</summary>
    public TracedTensor Result => traced(call.Results[0]);

    public TracedTensor ResultAt(int position) => traced(call.Results[position]);

    /// <summary>The dtype of the first result; that of the first argument for an in-place form, which gives none.</summary>
    public ElementType ResultType => Gives(0) ? Result.Type : First.Type;

    /// <summary>True where the native library gave a tensor at that position.</summary>
    public bool Gives(int position) => position < call.Results.Length && call.Results[position] >= 0;

    /// <summary>How many tensors it gives.</summary>
    public int Count => call.Results.Length;

    /// <summary>The names of its arguments, in order; what makes room for the results is none.</summary>
    public IEnumerable<string> Parameters => call.Arguments.Select(a => a.Name).Where(n => n != "allocator");

    /// <summary>True where this version of TorchSharp has the parameter.</summary>
    public bool HasParameter(string name) => call.Argument(name) is not null;

    public bool IsTensor(string name) => call.Argument(name)?.Tensor is not null;

    /// <summary>True for whole numbers in a list, as opposed to one.</summary>
    public bool IsList(string name) => call.Argument(name)?.Integers is not null;

    public bool Has(string name) => call.Argument(name) is { IsNull: false };

    /// <summary>A tensor.</summary>
    public GraphValue Tensor(string name) => Optional(name) ?? throw Refuse($"its argument {name} is not given");

    /// <summary>A tensor, or null where none is given.</summary>
    public GraphValue? Optional(string name)
    {
        var argument = Known(name);
        if (argument.IsUnknown) throw Refuse($"the tensor {name} is one of which nobody saw how it was made");
        return argument.Tensor is { } id ? value(id) : null;
    }

    public ImmutableArray<GraphValue> Tensors(string name) =>
        Known(name).Tensors is { } ids ? ids.Select(value).ToImmutableArray() : throw Refuse($"{name} is no list of tensors");

    /// <summary>One of a list of tensors.</summary>
    public GraphValue TensorAt(string name, int position) => Known(name).Tensors is { } ids && ids[position] >= 0
        ? value(ids[position])
        : throw Refuse($"nobody saw what tensor {position + 1} of {name} is");

    /// <summary>Sizes and positions, which may differ where the inputs' sizes do.</summary>
    public ImmutableArray<Size> Sizes(string name) => Known(name).Integers ?? ImmutableArray<Size>.Empty;

    /// <summary>Whole numbers that have to be the same for inputs of all sizes.</summary>
    public ImmutableArray<long> Integers(string name) => Sizes(name).Select(s => Constant(s, name)).ToImmutableArray();

    /// <summary>As <see cref="Integers"/>, with one number for all dims repeated; the fallback where none is given.</summary>
    public long[] PerDim(string name, int dims, long fallback = 0)
    {
        var given = Known(name).Integers is { } list ? list.Select(s => Constant(s, name)).ToArray() : [];
        if (given.Length == 0) return Enumerable.Repeat(fallback, dims).ToArray();
        return given.Length == 1 ? Enumerable.Repeat(given[0], dims).ToArray() : given;
    }

    public Size Size(string name) => Known(name).Integer ?? throw Refuse($"{name} is no whole number that is given");

    public long Integer(string name) => Constant(Size(name), name);

    /// <summary>A dim, counted from the front.</summary>
    public long Dim(string name, int rank)
    {
        var dim = Integer(name);
        return dim < 0 ? dim + rank : dim;
    }

    /// <summary>Dims, counted from the front; all where none is given.</summary>
    public long[] Dims(string name, int rank)
    {
        var given = Integers(name);
        return given.IsEmpty
            ? Enumerable.Range(0, rank).Select(d => (long)d).ToArray()
            : given.Select(d => d < 0 ? d + rank : d).ToArray();
    }

    public bool Flag(string name)
    {
        var argument = Known(name);
        return argument.Flag ?? (argument.Integer is { } number ? Constant(number, name) != 0 : throw Refuse($"{name} is no flag"));
    }

    public string? Text(string name) => Known(name).Text;

    public ImmutableArray<double> Numbers(string name) => Known(name).Numbers ?? ImmutableArray<double>.Empty;

    /// <summary>A number that is the same for inputs of all sizes.</summary>
    public double Number(string name)
    {
        var argument = Known(name);
        return argument.Number ?? (argument.Flag is { } flag ? flag ? 1 : 0 : (double?)null)
            ?? (argument.Integer is { } integer
                ? Exact(Constant(integer, name), name)
                : throw Refuse($"{name} is no number that is given"));
    }

    /// <summary>True for a number that is this one for inputs of all sizes.</summary>
    public bool Is(string name, double number) =>
        call.Argument(name) is { Varies: false, Integer: null or { IsConstant: true } } && Number(name) == number;

    /// <summary>A whole number that floating point holds.</summary>
    private double Exact(long number, string name) => Math.Abs(number) <= 1L << 53
        ? number
        : throw Refuse($"{name} is a whole number of more than 53 bits, which is only exported where it is one of the graph's own");

    /// <summary>True for a number that was given as a fraction: it makes a result of integers floating.</summary>
    public bool IsFraction(string name) => Fractions(name) is not null || Known(name).Number is not null;

    /// <summary>The module that the call is one of.</summary>
    public TracedModule Module => call.Arguments.Select(a => a.Module).FirstOrDefault(m => m is not null) switch
    {
        null => throw Refuse("the module that it belongs to was made before anybody watched"),
        { Name: "" } => throw Refuse("its module is not registered in the model, so that its weights are in no state_dict"),
        var module => module,
    };

    /// <summary>A parameter of the module, or null where it has none of that name.</summary>
    public GraphValue? Weight(string name) => Module.Weights.TryGetValue(name, out var id) ? value(id) : null;

    /// <summary>A parameter that the module has.</summary>
    public GraphValue NeededWeight(string name) => Weight(name) ?? throw Refuse($"{Module.Name} has no parameter {name}");

    /// <summary>An argument of the module's constructor.</summary>
    public TracedArgument Made(string name) => Module.Arguments.FirstOrDefault(a => a.Name == name)
        ?? throw Refuse($"this version of TorchSharp does not tell {name} when it makes the module");

    /// <summary>A whole number that the module was made with.</summary>
    public long MadeInteger(string name) => Made(name).Integer?.First ?? throw Refuse($"{name} of {Module.Name} is no whole number");

    /// <summary>A number that the module was made with.</summary>
    public double MadeNumber(string name) =>
        Made(name) is { Number: { } number } ? number : MadeInteger(name);

    /// <summary>A flag that the module was made with.</summary>
    public bool MadeFlag(string name) => Made(name).Flag ?? throw Refuse($"{name} of {Module.Name} is no flag");

    /// <summary>That the call cannot be exported.</summary>
    public ExportRefusal Refuse(string why) => new($"{NativeNames.Operator(call.Name)}: {why}", call.Place);

    /// <summary>A number that varies with the inputs' sizes and is no whole one: what it is in each recording.</summary>
    protected ImmutableArray<double>? Fractions(string name) => call.Argument(name)?.Fractions;

    protected TracedArgument Known(string name)
    {
        var argument = call.Argument(name) ?? throw Refuse($"this version of TorchSharp has no argument {name}");
        return argument.Varies ? throw Refuse(
            $"{NativeNames.Argument(name)} is another one for inputs of other sizes. Only operands may be that, where they are a size, or "
                + "a number times, by or over the root of one; what else the program computes is not in the model. Compute it from a "
                + "tensor of the size: torch.tensor(L).log() in place of Math.Log(L)")
            : argument;
    }

    private long Constant(Size size, string name) =>
        size.IsConstant ? size.First : throw Refuse(
            $"{NativeNames.Argument(name)} is {size} where the inputs' sizes differ, and has to be the same for all");
}
