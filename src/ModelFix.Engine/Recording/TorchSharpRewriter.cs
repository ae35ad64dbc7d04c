using ModelFix.Recorder;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace ModelFix.Engine.Recording;

/// <summary>
/// Puts a method between every caller of a module's forward and the forward that runs, without a change to either. Callers are compiled to
/// call <c>Module&lt;…&gt;.forward</c> by its name, and overriding goes by the name of a virtual method: so the virtual one moves into a
/// base class, and in its place stands one that is not virtual, tells the recorder and calls it.
/// </summary>
internal static class TorchSharpRewriter
{
    private const string Forward = "forward";

    /// <summary>The image of a TorchSharp.dll with the recorder in it.</summary>
    /// <exception cref="NotSupportedException">Its modules are built otherwise.</exception>
    public static byte[] Rewrite(string path)
    {
        using var module = ModuleDefinition.ReadModule(path);
        var modules = (module.GetType("TorchSharp.torch/nn")?.NestedTypes ?? [])
            .Where(t => t.Name.StartsWith("Module`", StringComparison.Ordinal) && Declared(t) is not null)
            .ToList();
        if (modules.Count == 0) throw new NotSupportedException("it has no Module<…> with an abstract forward");
        foreach (var type in modules) Rewrite(type);
        using var image = new MemoryStream();
        module.Write(image);
        return image.ToArray();
    }

    private static MethodDefinition? Declared(TypeDefinition type) => type.Methods.SingleOrDefault(m => m.Name == Forward && m.IsAbstract);

    private static void Rewrite(TypeDefinition type)
    {
        var forward = Declared(type)!;
        var between = Between(type);
        var moved = new MethodDefinition(Forward, forward.Attributes, Of(between, forward.ReturnType));
        foreach (var parameter in forward.Parameters)
            moved.Parameters.Add(new ParameterDefinition(parameter.Name, parameter.Attributes, Of(between, parameter.ParameterType)));
        between.Methods.Add(moved);
        forward.Attributes &= ~(MethodAttributes.Abstract | MethodAttributes.Virtual | MethodAttributes.NewSlot);
        Fill(forward, moved, between);
    }

    /// <summary>A class between a module class and its base, with the same type parameters and with the constructors of the base.</summary>
    private static TypeDefinition Between(TypeDefinition type)
    {
        var attributes = TypeAttributes.NestedPublic | TypeAttributes.Abstract | TypeAttributes.BeforeFieldInit;
        var between = new TypeDefinition("", Calls.Overridden + type.Name["Module".Length..], attributes);
        foreach (var parameter in type.GenericParameters)
            between.GenericParameters.Add(new GenericParameter(parameter.Name, between) { Attributes = parameter.Attributes });
        type.DeclaringType.NestedTypes.Add(between);
        between.BaseType = Of(between, type.BaseType);
        type.BaseType = Instance(between, type.GenericParameters);
        foreach (var instruction in type.Methods.Where(m => m.IsConstructor).SelectMany(m => m.Body.Instructions))
            if (instruction.Operand is MethodReference { Name: ".ctor", DeclaringType: var called } constructor
                && called.Resolve() == between.BaseType.Resolve())
                instruction.Operand = Member(Passing(constructor, between), type.BaseType);
        return between;
    }

    /// <summary>The constructor of the class between that takes what one of the base takes.</summary>
    private static MethodDefinition Passing(MethodReference constructor, TypeDefinition between)
    {
        var definition = constructor.Resolve();
        var passing = new MethodDefinition(".ctor", definition.Attributes, definition.ReturnType);
        foreach (var parameter in definition.Parameters)
            passing.Parameters.Add(new ParameterDefinition(parameter.Name, parameter.Attributes, parameter.ParameterType));
        var body = passing.Body.GetILProcessor();
        body.Emit(OpCodes.Ldarg_0);
        foreach (var parameter in passing.Parameters) body.Emit(OpCodes.Ldarg, parameter);
        body.Emit(OpCodes.Call, Member(definition, between.BaseType));
        body.Emit(OpCodes.Ret);
        between.Methods.Add(passing);
        return passing;
    }

    /// <summary>
    /// <c>var call = Calls.Entering(this, new object[] { x, … }); var result = base.forward(x, …); Calls.Returned(call); return
    /// result;</c>
    /// </summary>
    private static void Fill(MethodDefinition forward, MethodDefinition moved, TypeDefinition between)
    {
        var (module, types) = (forward.Module, forward.Module.TypeSystem);
        var call = new VariableDefinition(types.Object);
        forward.Body.InitLocals = true;
        forward.Body.Variables.Add(call);
        var body = forward.Body.GetILProcessor();
        body.Emit(OpCodes.Ldarg_0);
        body.Emit(OpCodes.Ldc_I4, forward.Parameters.Count);
        body.Emit(OpCodes.Newarr, types.Object);
        foreach (var parameter in forward.Parameters)
        {
            body.Emit(OpCodes.Dup);
            body.Emit(OpCodes.Ldc_I4, parameter.Index);
            body.Emit(OpCodes.Ldarg, parameter);
            body.Emit(OpCodes.Box, parameter.ParameterType);
            body.Emit(OpCodes.Stelem_Ref);
        }

        body.Emit(OpCodes.Call, Told(module, nameof(Calls.Entering), types.Object, types.Object, new ArrayType(types.Object)));
        body.Emit(OpCodes.Stloc, call);
        body.Emit(OpCodes.Ldarg_0);
        foreach (var parameter in forward.Parameters) body.Emit(OpCodes.Ldarg, parameter);
        body.Emit(OpCodes.Callvirt, Member(moved, Instance(between, forward.DeclaringType.GenericParameters)));
        body.Emit(OpCodes.Ldloc, call);
        body.Emit(OpCodes.Call, Told(module, nameof(Calls.Returned), types.Void, types.Object));
        body.Emit(OpCodes.Ret);
    }

    /// <summary>A method of the recorder. The reference is made by hand: an import would name the .NET Standard of this assembly.</summary>
    private static MethodReference Told(ModuleDefinition module, string name, TypeReference result, params TypeReference[] parameters)
    {
        var own = typeof(Calls).Assembly.GetName();
        var scope = module.AssemblyReferences.FirstOrDefault(r => r.Name == own.Name);
        if (scope is null) module.AssemblyReferences.Add(scope = new AssemblyNameReference(own.Name, own.Version));
        var type = new TypeReference(typeof(Calls).Namespace, nameof(Calls), module, scope);
        var method = new MethodReference(name, result, type);
        foreach (var parameter in parameters) method.Parameters.Add(new ParameterDefinition(parameter));
        return method;
    }

    private static GenericInstanceType Instance(TypeReference type, IEnumerable<TypeReference> arguments)
    {
        var instance = new GenericInstanceType(type);
        foreach (var argument in arguments) instance.GenericArguments.Add(argument);
        return instance;
    }

    /// <summary>A method, as a member of an instance of its generic class.</summary>
    private static MethodReference Member(MethodDefinition method, TypeReference type)
    {
        var member = new MethodReference(method.Name, method.ReturnType, type) { HasThis = true };
        foreach (var parameter in method.Parameters) member.Parameters.Add(new ParameterDefinition(parameter.ParameterType));
        return member;
    }

    /// <summary>A type with the type parameters of one class taken for those of another that has the same.</summary>
    private static TypeReference Of(TypeDefinition owner, TypeReference type) => type switch
    {
        GenericParameter { Type: GenericParameterType.Type } parameter => owner.GenericParameters[parameter.Position],
        GenericInstanceType generic => Instance(generic.ElementType, generic.GenericArguments.Select(a => Of(owner, a))),
        _ => type,
    };
}
