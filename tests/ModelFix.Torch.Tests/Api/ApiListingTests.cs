using TorchSharp;
using Xunit.Abstractions;

namespace ModelFix.Torch.Tests.Api;

/// <summary>Code that compiles against ModelFix.Torch compiles against TorchSharp: nothing is public here that TorchSharp does not have.</summary>
public sealed class ApiListingTests(ITestOutputHelper output)
{
    [Fact]
    public void Every_public_member_is_TorchSharps()
    {
        if (ApiListing.Find("0.107.0") is not { } listing)
        {
            output.WriteLine("No listing of TorchSharp's API (shared/torchsharp-api/0.107.0.txt) lies above the sources: nothing to compare with.");
            return;
        }

        var types = PublicSurface.Types(typeof(torch).Assembly).ToList();
        var foreign = types.Where(type => !listing.HasType(PublicSurface.Name(type))).Select(PublicSurface.Name)
            .Concat(
                from type in types
                let name = PublicSurface.Name(type)
                where listing.HasType(name)
                from member in PublicSurface.Members(type)
                where !Lists(listing, type, member)
                select $"{name}: {ApiListing.Normalize(member)}")
            .ToList();

        Assert.True(types.Count > 50, "the public types were not found");
        Assert.True(foreign.Count == 0, $"{foreign.Count} are not TorchSharp's:\n" + string.Join("\n", foreign));
    }

    // An override may stand on another class of the hierarchy than TorchSharp's own.
    private static bool Lists(ApiListing listing, Type type, string member)
    {
        for (var level = type; level is not null; level = level.BaseType)
            if (listing.Has(PublicSurface.Name(level), member)) return true;
        return false;
    }
}
