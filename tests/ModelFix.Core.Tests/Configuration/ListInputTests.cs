using System.Collections.Immutable;
using ModelFix.Core.Configuration;
using ModelFix.Core.Values;

namespace ModelFix.Core.Tests.Configuration;

/// <summary>Tuples and lists of tensors in modelfix.json.</summary>
public sealed class ListInputTests
{
    [Fact]
    public void A_tuple_or_list_has_its_shapes_in_parentheses()
    {
        var settings = Read(
            """
            {
              "models": {
                "A": {
                  "inputs": { "maps": "(float32[N, 64, H, W], [N, 128, H/2, W/2]), H % 2 == 0", "one": "([N, 3])" },
                  "bindings": { "H": 48 }
                }
              }
            }
            """,
            out var errors);

        Assert.Empty(errors);
        var (maps, one) = (settings.Models["A"].Inputs["maps"], settings.Models["A"].Inputs["one"]);
        Assert.Equal([ElementType.Float32, ElementType.Unknown], maps.Tensors.Select(t => t.Type));
        Assert.Equal("([N, 64, H, W], [N, 128, (H)/2, (W)/2])", maps.ToString());
        Assert.Equal(2, maps.Facts.Of("H").Multiple);
        Assert.Equal((true, "([N, 3])"), (one.IsList, one.ToString()));
    }

    [Fact]
    public void One_of_which_a_tensor_is_too_large_is_refused()
    {
        Read("""{ "models": { "A": { "inputs": { "x": "([N, 3], [4294967296, 4294967296])" } } } }""", out var errors);

        Assert.Contains("no tensor is as large as", Assert.Single(errors).ToString());
    }

    private static ModelSettings Read(string json, out ImmutableArray<ConfigurationError> errors) =>
        ModelSettingsReader.Read([new ConfiguredFile("Net.cs", _ => null)], json, "m.json", out errors);
}
