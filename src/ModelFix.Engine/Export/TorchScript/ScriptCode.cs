using System.Text;

namespace ModelFix.Engine.Export.TorchScript;

/// <summary>
/// A module of a TorchScript archive: a class of its own for each module of the model, so that parameters keep their names.
/// </summary>
/// <param name="className">The class, in the namespace __torch__.</param>
internal sealed class ScriptModule(string className)
{
    public string ClassName { get; } = className;

    public List<(string Name, ScriptWeight Weight)> Weights { get; } = [];

    public List<(string Name, ScriptModule Module)> Children { get; } = [];

    /// <summary>The modules that weights' names tell, from the model itself on.</summary>
    public static ScriptModule Of(string model, IEnumerable<ScriptWeight> weights)
    {
        var root = new ScriptModule(ScriptNames.Identifier(model));
        var names = new HashSet<string>(StringComparer.Ordinal) { root.ClassName };
        foreach (var weight in weights)
        {
            var path = weight.Name.Split('.');
            var owner = path[..^1].Aggregate(root, (module, name) => module.Child(name, names));
            owner.Weights.Add((path[^1], weight));
        }

        return root;
    }

    private ScriptModule Child(string name, HashSet<string> names)
    {
        if (Children.FirstOrDefault(c => c.Name == name).Module is { } known) return known;
        var unique = ScriptNames.Identifier($"{ClassName}_{name}");
        while (!names.Add(unique)) unique += "_";
        var child = new ScriptModule(unique);
        Children.Add((name, child));
        return child;
    }
}

/// <summary>Writes a model's classes as the code of a TorchScript archive.</summary>
internal static class ScriptCode
{
    /// <summary>The method that a module's call runs.</summary>
    public const string Forward = "forward";

    public static string Of(ScriptModel model, ScriptModule root)
    {
        var code = new StringBuilder();
        Class(code, root);
        Methods(code, model, root);
        foreach (var module in Below(root)) Class(code, module);
        return code.ToString();
    }

    private static IEnumerable<ScriptModule> Below(ScriptModule module) =>
        module.Children.SelectMany(c => Below(c.Module).Prepend(c.Module));

    private static void Class(StringBuilder code, ScriptModule module)
    {
        code.Append($"class {module.ClassName}(Module):\n");
        code.Append($"  __parameters__ = [{Listed(module, parameters: true)}]\n");
        code.Append($"  __buffers__ = [{Listed(module, parameters: false)}]\n");
        var attributes = module.Weights.Select(w => (w.Name, Type: "Tensor"))
            .Concat(module.Children.Select(c => (c.Name, Type: "__torch__." + c.Module.ClassName)))
            .Append((Name: "training", Type: "bool"))
            .ToList();
        foreach (var (name, type) in attributes.Where(a => IsPlain(a.Name))) code.Append($"  {name} : {type}\n");
        var others = attributes.Where(a => !IsPlain(a.Name)).ToList();
        if (others.Count > 0) code.Append("  __annotations__ = []\n");
        foreach (var (name, type) in others) code.Append($"  __annotations__[\"{name}\"] = {type}\n");
    }

    private static bool IsPlain(string name) => name == "training" || ScriptNames.IsIdentifier(name);

    private static string Listed(ScriptModule module, bool parameters) =>
        string.Concat(module.Weights.Where(w => w.Weight.IsParameter == parameters).Select(w => $"\"{w.Name}\", "));

    private static void Methods(StringBuilder code, ScriptModel model, ScriptModule root)
    {
        if (model.TensorsMethod == Forward)
        {
            Method(code, model, root, (Forward, ScriptResult.Of(model.Returned, model.Variables), model.Lines));
            return;
        }

        var parts = model.Variables.Select((_, i) => FormattableString.Invariant($"r{i}")).ToList();
        var call = $"{string.Join(", ", parts)} = self.{model.TensorsMethod}({string.Join(", ", model.Inputs.Select(i => i.Name))})";
        Method(code, model, root, (Forward, ScriptResult.Of(model.Returned, parts), [call]));
        Method(code, model, root, (model.TensorsMethod, ScriptResult.Plain(model.Variables), model.Lines));
    }

    private static void Method(
        StringBuilder code, ScriptModel model, ScriptModule root, (string Name, ScriptResult Result, IReadOnlyList<string> Lines) method)
    {
        code.Append($"  def {method.Name}(self: __torch__.{root.ClassName}");
        foreach (var input in model.Inputs) code.Append($",\n    {input.Name}: Tensor");
        code.Append($") -> {method.Result.Type}:\n");
        foreach (var line in method.Lines) code.Append($"    {line}\n");
        code.Append($"    return {method.Result.Text}\n");
    }
}
