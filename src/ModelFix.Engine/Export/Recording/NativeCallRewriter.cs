using System.Collections.Immutable;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelFix.Engine.Export.Recording;

/// <summary>
/// Rewrites a TorchSharp assembly in memory: each function of the native library that it declares is put behind a method of the same name
/// that tells <see cref="NativeCalls"/> of the call. So do its modules of where they are called.
/// </summary>
internal sealed class NativeCallRewriter
{
    private const string Suffix = "__native";

    private readonly ModuleDefinition _module;
    private readonly MethodReference _enter;
    private readonly MethodReference _watched;
    private readonly MethodReference _exit;
    private readonly ImmutableArray<NativeSignature>.Builder _signatures = ImmutableArray.CreateBuilder<NativeSignature>();
    private readonly Dictionary<MethodDefinition, MethodDefinition> _wrappers = [];

    private NativeCallRewriter(ModuleDefinition module)
    {
        _module = module;
        _enter = module.ImportReference(typeof(NativeCalls).GetMethod(nameof(NativeCalls.Enter)));
        _watched = module.ImportReference(typeof(NativeCalls).GetMethod(nameof(NativeCalls.Watched)));
        _exit = module.ImportReference(typeof(NativeCalls).GetMethod(nameof(NativeCalls.Exit)));
    }

    /// <summary>The rewritten assembly's image, and the functions in the order of their numbers.</summary>
    /// <param name="path">The project's own TorchSharp.dll, which is left as it is.</param>
    public static (MemoryStream Image, ImmutableArray<NativeSignature> Signatures) Rewrite(string path)
    {
        using var module = ModuleDefinition.ReadModule(path, new ReaderParameters { InMemory = true });
        var rewriter = new NativeCallRewriter(module);
        rewriter.Rewrite();
        var image = new MemoryStream();
        module.Write(image);
        image.Position = 0;
        return (image, rewriter._signatures.ToImmutable());
    }

    private void Rewrite()
    {
        var types = _module.GetTypes().ToList();
        foreach (var method in types.SelectMany(t => t.Methods).Where(m => m.IsPInvokeImpl).ToList()) Wrap(method);
        foreach (var instruction in types
            .SelectMany(t => t.Methods)
            .Where(m => m.HasBody && !_wrappers.ContainsValue(m))
            .SelectMany(m => m.Body.Instructions))
        {
            if (instruction.Operand is MethodDefinition called && _wrappers.TryGetValue(called, out var wrapper))
                instruction.Operand = wrapper;
        }

        ModuleRewriter.Rewrite(_module);
    }

    private void Wrap(MethodDefinition native)
    {
        var wrapper = new MethodDefinition(native.Name, native.Attributes & ~MethodAttributes.PInvokeImpl, native.ReturnType);
        foreach (var parameter in native.Parameters)
            wrapper.Parameters.Add(new ParameterDefinition(
                parameter.Name, parameter.Attributes & ~ParameterAttributes.HasFieldMarshal, parameter.ParameterType));
        // The entry point keeps its name; only the method that declares it gets another.
        native.PInvokeInfo.EntryPoint = native.PInvokeInfo.EntryPoint is { Length: > 0 } entry ? entry : native.Name;
        _signatures.Add(new NativeSignature(native.PInvokeInfo.EntryPoint, [.. native.Parameters.Select(p => p.Name)]));
        native.Name += Suffix;
        native.DeclaringType.Methods.Add(wrapper);
        _wrappers.Add(native, wrapper);
        new WrapperBody(_module, wrapper, native).Write(_signatures.Count - 1, _enter, _watched, _exit);
    }

    /// <summary>The body of one wrapper: enter, the native call, exit.</summary>
    private sealed class WrapperBody(ModuleDefinition module, MethodDefinition wrapper, MethodDefinition native)
    {
        private readonly ILProcessor _il = wrapper.Body.GetILProcessor();

        public void Write(int signature, MethodReference enter, MethodReference watched, MethodReference exit)
        {
            wrapper.Body.InitLocals = true;
            var call = Local(module.TypeSystem.Object);
            _il.Emit(OpCodes.Ldc_I4, signature);
            Boxes(wrapper.Parameters, p => !p.IsOut);
            _il.Emit(OpCodes.Call, enter);
            _il.Emit(OpCodes.Stloc, call);
            foreach (var parameter in wrapper.Parameters)
            {
                _il.Emit(OpCodes.Ldarg, parameter);
                if (IsDelegate(parameter.ParameterType)) Watch(parameter, call, watched);
            }

            _il.Emit(OpCodes.Call, native);
            Leave(call, exit);
            _il.Emit(OpCodes.Ret);
        }

        /// <summary>The delegate that is called instead lives in the argument until the call has returned.</summary>
        private void Watch(ParameterDefinition parameter, VariableDefinition call, MethodReference watched)
        {
            var given = Local(parameter.ParameterType);
            _il.Emit(OpCodes.Stloc, given);
            _il.Emit(OpCodes.Ldloc, call);
            _il.Emit(OpCodes.Ldloc, given);
            _il.Emit(OpCodes.Call, watched);
            _il.Emit(OpCodes.Castclass, parameter.ParameterType);
            _il.Emit(OpCodes.Dup);
            _il.Emit(OpCodes.Starg, parameter);
        }

        private void Leave(VariableDefinition call, MethodReference exit)
        {
            var result = native.ReturnType.MetadataType == MetadataType.Void ? null : Local(native.ReturnType);
            if (result is not null) _il.Emit(OpCodes.Stloc, result);
            _il.Emit(OpCodes.Ldloc, call);
            if (result is null) _il.Emit(OpCodes.Ldnull);
            else
            {
                _il.Emit(OpCodes.Ldloc, result);
                Box(result.VariableType);
            }

            Boxes([.. wrapper.Parameters.Where(p => p.ParameterType is ByReferenceType)], _ => true);
            _il.Emit(OpCodes.Call, exit);
            foreach (var parameter in wrapper.Parameters.Where(p => IsDelegate(p.ParameterType)))
            {
                _il.Emit(OpCodes.Ldarg, parameter);
                _il.Emit(OpCodes.Call, module.ImportReference(typeof(GC).GetMethod(nameof(GC.KeepAlive))));
            }

            if (result is not null) _il.Emit(OpCodes.Ldloc, result);
        }

        private void Boxes(IList<ParameterDefinition> parameters, Func<ParameterDefinition, bool> isGiven)
        {
            _il.Emit(OpCodes.Ldc_I4, parameters.Count);
            _il.Emit(OpCodes.Newarr, module.TypeSystem.Object);
            for (var i = 0; i < parameters.Count; i++)
            {
                if (!isGiven(parameters[i])) continue;
                _il.Emit(OpCodes.Dup);
                _il.Emit(OpCodes.Ldc_I4, i);
                _il.Emit(OpCodes.Ldarg, parameters[i]);
                var type = parameters[i].ParameterType;
                if (type is ByReferenceType { ElementType: { } referred })
                {
                    _il.Emit(OpCodes.Ldobj, referred);
                    type = referred;
                }

                Box(type);
                _il.Emit(OpCodes.Stelem_Ref);
            }
        }

        private void Box(TypeReference type)
        {
            if (type is PointerType) _il.Emit(OpCodes.Box, module.TypeSystem.IntPtr);
            else if (type.IsValueType) _il.Emit(OpCodes.Box, type);
        }

        private VariableDefinition Local(TypeReference type)
        {
            var local = new VariableDefinition(type);
            wrapper.Body.Variables.Add(local);
            return local;
        }

        private static bool IsDelegate(TypeReference type) =>
            type is not (ByReferenceType or PointerType or ArrayType) && !type.IsValueType && !type.IsPrimitive
                && type.Resolve()?.BaseType?.FullName == "System.MulticastDelegate";
    }
}
