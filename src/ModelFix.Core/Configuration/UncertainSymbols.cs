using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace ModelFix.Core.Configuration;

/// <summary>The preprocessor symbols of which it is not certain whether the project defines them.</summary>
/// <param name="Names">Symbols that are not certain.</param>
/// <param name="Others">Which others are not.</param>
internal sealed record UncertainSymbols(ImmutableHashSet<string> Names, OtherSymbols Others)
{
    private static readonly Regex OfFramework = new(
        @"^(NET|NETCOREAPP|NETSTANDARD|NETFRAMEWORK)(\d[\d_]*)?(_OR_GREATER)?$",
        RegexOptions.CultureInvariant);

    /// <summary>Everything is known, as where the compiler's own arguments are.</summary>
    public static readonly UncertainSymbols None = new(ImmutableHashSet<string>.Empty, OtherSymbols.AreCertain);

    /// <summary>Nothing is known, as where no project says what the files are compiled for.</summary>
    public static readonly UncertainSymbols All = new(ImmutableHashSet<string>.Empty, OtherSymbols.AreUncertain);

    public bool Contains(string symbol) => Names.Contains(symbol) || Others switch
    {
        OtherSymbols.AreCertain => false,
        OtherSymbols.AreCertainIfOfFramework => !OfFramework.IsMatch(symbol),
        _ => true,
    };
}

/// <summary>What is known of the symbols that are not named.</summary>
internal enum OtherSymbols
{
    AreCertain,

    /// <summary>The target framework is known, and decides NET8_0_OR_GREATER and its kin; anything else may be defined elsewhere.</summary>
    AreCertainIfOfFramework,

    AreUncertain,
}
