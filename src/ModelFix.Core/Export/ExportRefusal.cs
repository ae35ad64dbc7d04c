namespace ModelFix.Core.Export;

/// <summary>A model cannot be exported: why, and where that is in its code.</summary>
internal sealed class ExportRefusal(string message, SourcePlace? place = null) : Exception(message)
{
    public SourcePlace? Place { get; } = place;

    /// <summary>The same with a place, where it has none.</summary>
    public ExportRefusal At(SourcePlace? place) => Place is null ? new ExportRefusal(Message, place) : this;
}
