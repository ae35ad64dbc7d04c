using System.Reflection;

namespace TorchSharp;

public static class FieldInfoExtensionMethods
{
    /// <summary>The name under which a field is registered in its module.</summary>
    public static string ComponentName(this FieldInfo field)
        => field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? field.Name;
}
