using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ModelFix.Engine.Export.Recording;

/// <summary>
/// Lets the modules of an assembly tell <see cref="NativeCalls"/> where they are called, and where their forward begins and ends.
/// </summary>
internal static class ModuleRewriter
{
    /// <summary>A copy of a model's assembly that tells, with its lines.</summary>
    /// <param name="assembly">The assembly, with embedded debug information.</param>
    /// <param name="folder">Where the copy goes.</param>
    /// <param name="referenced">The assemblies that it refers to.</param>
    public static string Copy(string assembly, string folder, IEnumerable<string> referenced)
    {
        // What is written of constants and attributes depends on the types that others declare.
        using var resolver = new DefaultAssemblyResolver();
        foreach (var other in referenced.Append(typeof(object).Assembly.Location).Select(Path.GetDirectoryName).Distinct())
            resolver.AddSearchDirectory(other);
        var copy = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "telling")).FullName, Path.GetFileName(assembly));
        using var module = ModuleDefinition.ReadModule(
            assembly,
            new ReaderParameters
            {
                InMemory = true,
                AssemblyResolver = resolver,
                SymbolReaderProvider = new EmbeddedPortablePdbReaderProvider(),
            });
        Rewrite(module);
        module.Write(copy, new WriterParameters { SymbolWriterProvider = new EmbeddedPortablePdbWriterProvider() });
        return copy;
    }

    /// <summary>Every forward and call of every class: objects that are no modules of the model have no name to tell.</summary>
    public static void Rewrite(ModuleDefinition module)
    {
        var enter = module.ImportReference(typeof(NativeCalls).GetMethod(nameof(NativeCalls.EnterModule)));
        var leave = module.ImportReference(typeof(NativeCalls).GetMethod(nameof(NativeCalls.LeaveModule)));
        foreach (var method in module.GetTypes()
            .Where(t => t.IsClass && !t.IsValueType)
            .SelectMany(t => t.Methods)
            .Where(m => m is { HasBody: true, IsStatic: false, Name: "forward" or "call" }))
            Rewrite(method.Body, enter, leave);
    }

    private static void Rewrite(MethodBody body, MethodReference enter, MethodReference leave)
    {
        // Jumps may become too long for their short forms.
        body.SimplifyMacros();
        var il = body.GetILProcessor();
        // What jumps to the end is to tell of it too, so that the instruction becomes the first of those that do.
        foreach (var end in body.Instructions.Where(i => i.OpCode == OpCodes.Ret).ToList())
        {
            (end.OpCode, end.Operand) = (OpCodes.Ldarg, body.ThisParameter);
            var told = il.Create(OpCodes.Call, leave);
            il.InsertAfter(end, told);
            il.InsertAfter(told, il.Create(OpCodes.Ret));
        }

        var first = body.Instructions[0];
        il.InsertBefore(first, il.Create(OpCodes.Ldarg, body.ThisParameter));
        il.InsertBefore(first, il.Create(OpCodes.Call, enter));
        body.OptimizeMacros();
    }
}
