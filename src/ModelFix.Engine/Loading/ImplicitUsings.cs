namespace ModelFix.Engine.Loading;

/// <summary>
/// The namespaces that each SDK uses in every file where ImplicitUsings is enabled (Microsoft.NET.Sdk.CSharp.props and its kin).
/// </summary>
internal static class ImplicitUsings
{
    private static readonly string[] Common = [
        "System",
        "System.Collections.Generic",
        "System.IO",
        "System.Linq",
        "System.Net.Http",
        "System.Threading",
        "System.Threading.Tasks"];

    private static readonly string[] Hosting = [
        "Microsoft.Extensions.Configuration",
        "Microsoft.Extensions.DependencyInjection",
        "Microsoft.Extensions.Hosting",
        "Microsoft.Extensions.Logging"];

    private static readonly Dictionary<string, string[]> BySdk = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Microsoft.NET.Sdk"] = [],
        ["Microsoft.NET.Sdk.Razor"] = [],
        ["Microsoft.NET.Sdk.WindowsDesktop"] = [],
        ["Microsoft.NET.Sdk.Worker"] = Hosting,
        ["Microsoft.NET.Sdk.Web"] =
            [
                .. Hosting,
                "System.Net.Http.Json",
                "Microsoft.AspNetCore.Builder",
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Http",
                "Microsoft.AspNetCore.Routing"],
    };

    public static bool IsKnown(string sdk) => BySdk.ContainsKey(sdk);

    /// <summary>True where the SDK references ASP.NET Core.</summary>
    public static bool IsWeb(string sdk) => string.Equals(sdk, "Microsoft.NET.Sdk.Web", StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<string> Of(IEnumerable<string> sdks, LiteralProperties properties, TargetFramework framework)
    {
        var names = Common.Concat(sdks.SelectMany(s => BySdk.GetValueOrDefault(s) ?? []));
        if (framework.Framework.Framework == ".NETFramework") names = names.Where(n => n != "System.Net.Http");
        if (properties.IsTrue("UseWPF")) names = names.Where(n => n is not ("System.IO" or "System.Net.Http"));
        return properties.IsTrue("UseWindowsForms") ? names.Append("System.Drawing").Append("System.Windows.Forms") : names;
    }
}
