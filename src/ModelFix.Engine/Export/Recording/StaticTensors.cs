using System.Reflection;
using System.Runtime.CompilerServices;

namespace ModelFix.Engine.Export.Recording;

/// <summary>The tensors that classes keep for themselves.</summary>
internal static class StaticTensors
{
    /// <summary>
    /// Makes those of an assembly. A class makes them when its code is first used, which may be in the middle of a call of forward, and
    /// they would look like what that call has made.
    /// </summary>
    public static void Make(Assembly assembly)
    {
        foreach (var type in Types(assembly).Where(t => !t.ContainsGenericParameters && HasTensors(t)))
        {
            try
            {
                RuntimeHelpers.RunClassConstructor(type.TypeHandle);
            }
            catch (TypeInitializationException)
            {
                // Where the model needs the class, it fails there, too, and says so.
            }
        }
    }

    private static bool HasTensors(Type type) => type
        .GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)
        .Any(f => f.FieldType.ToString().Contains("TorchSharp.", StringComparison.Ordinal));

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        try
        {
            return assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            return e.Types.OfType<Type>();
        }
    }
}
