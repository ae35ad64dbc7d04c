namespace ModelFix.Core.Targets;

/// <summary>What a target makes of a construct that it does not take as it is, the lesser first.</summary>
internal enum Effect
{
    /// <summary>The same numbers from more nodes than are needed.</summary>
    Bloats,

    /// <summary>An error of the exporter or of the runtime.</summary>
    Refuses,

    /// <summary>Other numbers, or another shape, without a word.</summary>
    Miscomputes,
}
