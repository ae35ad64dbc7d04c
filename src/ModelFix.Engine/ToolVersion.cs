using System.Reflection;

namespace ModelFix.Engine;

/// <summary>The version of the tool, as <c>--version</c> gives it without the commit.</summary>
internal static class ToolVersion
{
    public static string Text { get; } = typeof(ToolVersion).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
