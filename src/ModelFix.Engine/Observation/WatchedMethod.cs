using System.Collections.Immutable;
using Mono.Cecil;
using Mono.Cecil.Cil;
using Mono.Cecil.Rocks;

namespace ModelFix.Engine.Observation;

/// <summary>One method that tells of its tensors.</summary>
/// <param name="method">The method.</param>
/// <param name="watch">What it tells.</param>
/// <param name="sites">Takes its places.</param>
internal sealed class WatchedMethod(MethodDefinition method, Watch watch, ImmutableArray<Site>.Builder sites)
{
    private readonly ILProcessor _il = method.Body.GetILProcessor();
    private readonly VariableDefinition _activation = new(method.Module.TypeSystem.Int32);

    public void Write()
    {
        var body = method.Body;
        var points = method.DebugInformation.SequencePoints.OrderBy(p => p.Offset).ToList();
        var instructions = body.Instructions
            .Select(i => (Instruction: i, Point: points.LastOrDefault(p => p.Offset <= i.Offset)))
            .Where(i => i.Point is { IsHidden: false })
            .ToList();
        if (instructions.Count == 0) return;
        // Short branches do not reach over what is added.
        body.SimplifyMacros();
        body.Variables.Add(_activation);
        var begin = body.Instructions[0];
        foreach (var (instruction, point) in instructions) See(instruction, point!);
        Enter(begin, instructions[0].Point!);
        body.OptimizeMacros();
    }

    private void See(Instruction instruction, SequencePoint point)
    {
        switch (instruction)
        {
            case { OpCode.Code: Code.Call or Code.Callvirt, Operand: MethodReference called } when TensorTypes.Given(called) is var given
                && TensorTypes.Holds(given):
                After(instruction, [_il.Create(OpCodes.Dup), .. Seeing(given, Number(point, Call(called)))]);
                break;
            case { OpCode.Code: Code.Stloc, Operand: VariableDefinition variable } when TensorTypes.Holds(variable.VariableType):
                if (method.DebugInformation.TryGetName(variable, out var name)) Store(instruction, point, name, variable.VariableType);
                else if (IsReturned(variable)) Before(instruction, variable.VariableType, Number(point, new SiteAction(SiteKind.Return)));
                break;
            case { OpCode.Code: Code.Starg, Operand: ParameterDefinition parameter } when TensorTypes.Holds(parameter.ParameterType):
                Store(instruction, point, parameter.Name, parameter.ParameterType);
                break;
            case { OpCode.Code: Code.Stfld or Code.Stsfld, Operand: FieldReference field } when TensorTypes.Holds(field.FieldType):
                Store(instruction, point, Written(field.Name), field.FieldType);
                break;
            case { OpCode.Code: Code.Ret, Previous.OpCode.Code: not Code.Ldloc } when TensorTypes.Holds(method.ReturnType):
                Before(instruction, method.ReturnType, Number(point, new SiteAction(SiteKind.Return)));
                break;
        }
    }

    /// <summary>A local function is called &lt;forward&gt;g__Name|1_0, and may be given what holds the variables that it uses.</summary>
    private static SiteAction Call(MethodReference called)
    {
        var begin = called.Name.IndexOf(">g__", StringComparison.Ordinal);
        return begin < 0
            ? new SiteAction(SiteKind.Call, called.Name, called.Parameters.Count)
            : new SiteAction(
                SiteKind.Call,
                called.Name[(begin + ">g__".Length)..called.Name.LastIndexOf('|')],
                called.Parameters.Count(p => !p.ParameterType.Name.StartsWith("<>c__DisplayClass", StringComparison.Ordinal)));
    }

    /// <summary>A variable that outlives its method is a field, called as it is or &lt;x&gt; and more.</summary>
    private static string Written(string field) => field.StartsWith('<') ? field[1..field.IndexOf('>', StringComparison.Ordinal)] : field;

    /// <summary>A method without optimisation puts what it returns into a variable without a name, and loads it at its end.</summary>
    private bool IsReturned(VariableDefinition variable) => method.Body.Instructions.Any(i =>
        i.OpCode.Code == Code.Ret && i.Previous is { OpCode.Code: Code.Ldloc, Operand: VariableDefinition loaded } && loaded == variable);

    private void Store(Instruction instruction, SequencePoint point, string name, TypeReference type) =>
        Before(instruction, type, Number(point, new SiteAction(SiteKind.Store, name)));

    private void After(Instruction instruction, IEnumerable<Instruction> added)
    {
        foreach (var next in added)
        {
            _il.InsertAfter(instruction, next);
            instruction = next;
        }
    }

    /// <summary>Sees what an instruction takes. Others may branch to it, so that it is the one that begins with seeing.</summary>
    private void Before(Instruction instruction, TypeReference type, int number)
    {
        var moved = _il.Create(OpCodes.Nop);
        (moved.OpCode, moved.Operand) = (instruction.OpCode, instruction.Operand);
        After(instruction, [.. Seeing(type, number), moved]);
        (instruction.OpCode, instruction.Operand) = (OpCodes.Dup, null);
    }

    private void Enter(Instruction begin, SequencePoint point)
    {
        _il.InsertBefore(begin, _il.Create(OpCodes.Call, watch.Enter));
        _il.InsertBefore(begin, _il.Create(OpCodes.Stloc, _activation));
        foreach (var parameter in method.Parameters.Where(p => TensorTypes.Holds(p.ParameterType)))
        {
            _il.InsertBefore(begin, _il.Create(OpCodes.Ldarg, parameter));
            foreach (var next in Seeing(parameter.ParameterType, Number(point, new SiteAction(SiteKind.Parameter, parameter.Name))))
                _il.InsertBefore(begin, next);
        }
    }

    private IEnumerable<Instruction> Seeing(TypeReference type, int number)
    {
        if (type.IsValueType) yield return _il.Create(OpCodes.Box, type);
        yield return _il.Create(OpCodes.Ldc_I4, number);
        yield return _il.Create(OpCodes.Ldloc, _activation);
        yield return _il.Create(OpCodes.Call, watch.See);
    }

    private int Number(SequencePoint point, SiteAction action)
    {
        var place = new SourcePoint(point.Document.Url, point.StartLine, point.StartColumn, point.EndLine, point.EndColumn);
        sites.Add(new Site(sites.Count, method.FullName, place, action));
        return sites.Count - 1;
    }
}
