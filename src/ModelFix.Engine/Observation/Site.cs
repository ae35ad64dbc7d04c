namespace ModelFix.Engine.Observation;

/// <summary>An instruction of the compiled model that gives a tensor.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Method">The compiled method that it is in.</param>
/// <param name="Point">The code that it was compiled from, as the debug information says.</param>
/// <param name="Action">What it does.</param>
internal sealed record Site(int Number, string Method, SourcePoint Point, SiteAction Action);

/// <summary>What an instruction does that gives a tensor.</summary>
/// <param name="Kind">What kind of instruction it is.</param>
/// <param name="Name">The method, variable or parameter; empty for a return.</param>
/// <param name="Parameters">How many parameters the method has.</param>
internal readonly record struct SiteAction(SiteKind Kind, string Name = "", int Parameters = 0);

internal enum SiteKind
{
    /// <summary>A method, operator or property is called, and gives it.</summary>
    Call,

    /// <summary>It is put into a variable.</summary>
    Store,

    /// <summary>It is returned.</summary>
    Return,

    /// <summary>It is a parameter where its method begins.</summary>
    Parameter,
}

/// <summary>What one entry of debug information covers: lines and columns from 1, the end is behind the last character.</summary>
internal readonly record struct SourcePoint(string File, int Line, int Column, int EndLine, int EndColumn);
