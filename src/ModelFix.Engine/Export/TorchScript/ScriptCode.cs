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
    public static string Of(ScriptModel model, ScriptModule root)
    {
        var code = new StringBuilder();
        Class(code, root);
        Forward(code, model, root);
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

    private static void Forward(StringBuilder code, ScriptModel model, ScriptModule root)
    {
        var returned = model.Returned.Length == 1
            ? (Type: "Tensor", Value: model.Returned[0])
            : (Type: $"Tuple[{string.Join(", ", model.Returned.Select(_ => "Tensor"))}]", Value: $"({string.Join(", ", model.Returned)})");
        code.Append($"  def forward(self: __torch__.{root.ClassName}");
        foreach (var input in model.Inputs) code.Append($",\n    {input.Name}: Tensor");
        code.Append($") -> {returned.Type}:\n");
        foreach (var line in model.Lines) code.Append($"    {line}\n");
        code.Append($"    return {returned.Value}\n");
    }
}
