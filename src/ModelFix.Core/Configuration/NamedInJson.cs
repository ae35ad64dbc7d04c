namespace ModelFix.Core.Configuration;

/// <summary>What a name in modelfix.json is the name of.</summary>
internal enum NamedKind
{
    Root,
    Model,
    Input,
    Argument,
}

/// <summary>Something of the code that modelfix.json names, to be looked for in the code.</summary>
/// <param name="Kind">What it names.</param>
/// <param name="Model">The metadata name of the model, or of the root.</param>
/// <param name="Name">The name of the input or argument; of a model its own.</param>
/// <param name="File">The file.</param>
/// <param name="Line">Its line, counted from 1.</param>
/// <param name="Column">Its column, counted from 1.</param>
internal sealed record NamedInJson(NamedKind Kind, string Model, string Name, string File, int Line, int Column);
