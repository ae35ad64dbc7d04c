using Microsoft.CodeAnalysis;
using ModelFix.Core.Values;

namespace ModelFix.Core.Interpretation;

/// <summary>What somebody says that methods and constructors are called with.</summary>
internal interface IStatedInputs
{
    /// <summary>The shapes and dtypes of a parameter, or null where nothing is said that its type can be given.</summary>
    ParameterContract? Find(IParameterSymbol parameter);

    /// <summary>The value of a constructor's argument, or null where nothing is said.</summary>
    object? Argument(INamedTypeSymbol type, string parameter);
}
