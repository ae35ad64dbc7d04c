using System.Collections.Immutable;

namespace ModelFix.Core.Configuration;

/// <summary>A value of a JSON text, with the place where it starts; lines and columns count from 1.</summary>
internal abstract record JsonValue(int Line, int Column)
{
    /// <summary>What the value is, for messages: "a string", "an object".</summary>
    public abstract string Kind { get; }
}

internal sealed record JsonObject(int Line, int Column, ImmutableArray<JsonMember> Members) : JsonValue(Line, Column)
{
    public override string Kind => "an object";
}

internal sealed record JsonArray(int Line, int Column, ImmutableArray<JsonValue> Items) : JsonValue(Line, Column)
{
    public override string Kind => "an array";
}

/// <summary>A string, a number (long where it is written as an integer that fits, else double), a bool or null.</summary>
internal sealed record JsonScalar(int Line, int Column, object? Value) : JsonValue(Line, Column)
{
    public override string Kind => Value switch
    {
        null => "null",
        string => "a string",
        bool => "true or false",
        _ => "a number",
    };
}

/// <summary>A member of an object; the place is that of its name.</summary>
internal sealed record JsonMember(int Line, int Column, string Name, JsonValue Value);
