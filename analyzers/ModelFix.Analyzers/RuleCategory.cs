namespace ModelFix.Analyzers;

/// <summary>The area that the first two digits of a rule's id name: MFX13xx is Mutation.</summary>
internal static class RuleCategory
{
    public static string Of(string id) => id.Substring(3, 2) switch
    {
        "00" => "Contract",
        "10" => "Shape",
        "11" => "Range",
        "12" => "Normalization",
        "13" => "Mutation",
        "14" => "Pooling",
        "15" => "Convolution",
        "16" => "Indexing",
        "17" => "Tracing",
        "18" => "Numerics",
        "19" => "Weights",
        // Rules on trial, which only tests have.
        "90" => "Trial",
        "99" => "Defect",
        _ => throw new ArgumentException($"rule id {id} has no category", nameof(id)),
    };
}
