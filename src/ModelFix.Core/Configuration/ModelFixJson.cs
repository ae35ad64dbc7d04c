using System.Collections.Immutable;
using ModelFix.Core.Contracts;
using ModelFix.Core.Values;

namespace ModelFix.Core.Configuration;

/// <summary>Reads modelfix.json. What is wrong is reported and left out; the rest counts.</summary>
internal sealed class ModelFixJson
{
    private const int MaxShown = 80;

    private static readonly string[] TopLevelNames =
        ["$schema", .. Configuration.Settings.All.Select(s => s.JsonName).OfType<string>(), "models"];
    private static readonly string[] ModelNames = ["arguments", "create", "inputs", "bindings"];

    private readonly string _file;
    private readonly ImmutableArray<ConfigurationError>.Builder _errors;

    private readonly ImmutableArray<NamedInJson>.Builder _named = ImmutableArray.CreateBuilder<NamedInJson>();

    private ModelFixJson(string file, ImmutableArray<ConfigurationError>.Builder errors)
    {
        _file = file;
        _errors = errors;
    }

    /// <summary>The settings with what the file says in place of what was said before.</summary>
    public static ModelSettings Apply(string text, string file, ModelSettings settings, ImmutableArray<ConfigurationError>.Builder errors)
    {
        try
        {
            return new ModelFixJson(file, errors).Settings(JsonReader.Read(text), settings);
        }
        catch (JsonSyntaxException e)
        {
            errors.Add(new ConfigurationError(file, e.Line, e.Column, e.Message, "Correct the JSON; nothing of the file was used"));
            return settings;
        }
    }

    private ModelSettings Settings(JsonValue root, ModelSettings settings)
    {
        foreach (var member in Members(root, "modelfix.json", TopLevelNames))
        {
            if (member.Name == "models") settings = settings with { Models = Models(member) };
            if (Configuration.Settings.InJson(member.Name) is { } setting && Values(member, setting) is { } values)
                settings = setting.With(settings, values);
            if (member is { Name: "roots", Value: JsonArray { Items: var roots } })
                foreach (var item in roots)
                    if (item is JsonScalar { Value: string name }) Name(NamedKind.Root, name, name, item.Line, item.Column);
        }

        return settings with { Named = _named.ToImmutable() };
    }

    /// <summary>The values of a setting; null where they are wrong.</summary>
    private ImmutableArray<string>? Values(JsonMember member, Setting setting)
    {
        if (setting.Type.IsList && (setting.Type.Known.IsEmpty || member.Value is JsonArray)) return Names(member, setting.Type);
        var value = member.Value;
        if (setting.Type == SettingType.Truth)
        {
            if (value is JsonScalar { Value: bool isTrue }) return ImmutableArray.Create(isTrue ? "true" : "false");
            Expected(value, $"\"{member.Name}\"", setting.Type.Description, $"\"{member.Name}\": true");
            return null;
        }

        if (Text(value, $"\"{member.Name}\"", $"\"{member.Name}\": \"{setting.Get(ModelSettings.Default).First()}\"") is not { } text)
            return null;
        return Known(value, text, member.Name, setting.Type) is null ? null : ImmutableArray.Create(text);
    }

    private string? Known(JsonValue value, string text, string name, SettingType type)
    {
        if (type.Unknown([text]) is null) return text;
        Report(value.Line, value.Column, $"There is no {name} \"{text}\"", NearestNames.Suggestion(text, type.Known));
        return null;
    }

    private ImmutableArray<string> Names(JsonMember member, SettingType type)
    {
        var one = type.Known.IsEmpty ? "a class name in double quotes" : $"\"{type.Known[0]}\"";
        if (member.Value is JsonArray array)
            return array.Items
                .Select(i => Text(i, $"An entry of \"{member.Name}\"", one) is { } text ? Known(i, text, member.Name, type) : null)
                .OfType<string>()
                .ToImmutableArray();
        Expected(member.Value, $"\"{member.Name}\"", "an array of strings", $"\"{member.Name}\": [\"Namespace.Class\"]");
        return ImmutableArray<string>.Empty;
    }

    private ImmutableDictionary<string, ModelContract> Models(JsonMember models) => Members(models.Value, "\"models\"", null)
        .ToImmutableDictionary(m => m.Name, Contract, StringComparer.Ordinal);

    private ModelContract Contract(JsonMember model)
    {
        Name(NamedKind.Model, model.Name, model.Name, model.Line, model.Column);
        var parts = Members(model.Value, $"\"{model.Name}\"", ModelNames).ToDictionary(m => m.Name);
        Names(NamedKind.Input, model, parts, "inputs");
        Names(NamedKind.Argument, model, parts, "arguments");
        var inputs = Part<ParameterContract>(parts, "inputs", Input);
        CheckFacts(parts, inputs);
        return new ModelContract(inputs, Part<object>(parts, "arguments", Argument))
        {
            Bindings = Part<long>(parts, "bindings", binding => Binding(binding, inputs)),
            Create = parts.TryGetValue("create", out var create)
                ? Text(create.Value, "\"create\"", $"\"create\": \"new {model.Name.Split('.', '+').Last()}(64)\"")
                : null,
        };
    }

    private void Names(NamedKind kind, JsonMember model, Dictionary<string, JsonMember> parts, string part)
    {
        if (!parts.TryGetValue(part, out var member) || member.Value is not JsonObject { Members: var members }) return;
        foreach (var named in members) Name(kind, model.Name, named.Name, named.Line, named.Column);
    }

    private void Name(NamedKind kind, string model, string name, int line, int column) =>
        _named.Add(new NamedInJson(kind, model, name, _file, line, column));

    private ImmutableDictionary<string, T> Part<T>(Dictionary<string, JsonMember> parts, string name, Func<JsonMember, object?> read)
    {
        var values = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        if (!parts.TryGetValue(name, out var part)) return values.ToImmutable();
        foreach (var member in Members(part.Value, $"\"{name}\"", null))
            if (read(member) is T value) values.Add(member.Name, value);
        return values.ToImmutable();
    }

    private ParameterContract? Input(JsonMember input)
    {
        var value = input.Value;
        if (Text(value, $"Input \"{input.Name}\"", $"\"{input.Name}\": \"float32[N, 3, 224, 224]\"") is not { } text) return null;
        if (ContractText.Parse(text, out var unreadable) is not { } contract)
        {
            Report(
                value.Line,
                value.Column,
                $"\"{Brief(text)}\" is not a shape",
                "Write a dtype and sizes, such as float32[N, 3, H/4, 224] or [..., 64]");
            return null;
        }

        if (contract.IsTooLarge)
        {
            Report(
                value.Line,
                value.Column,
                $"Input \"{input.Name}\": no tensor is as large as \"{Brief(text)}\"",
                "Write sizes whose product 64 bits hold, or name the sizes that vary");
            return null;
        }

        if (unreadable is not null)
            Report(
                value.Line,
                value.Column,
                $"Input \"{input.Name}\": \"{unreadable}\" says nothing of a size",
                "Write H % 32 == 0, H >= 32 or H > 31, one after the other with commas");
        return contract;
    }

    /// <summary>Facts about a size that no input has are a slip of the pen.</summary>
    private void CheckFacts(Dictionary<string, JsonMember> parts, ImmutableDictionary<string, ParameterContract> inputs)
    {
        var sizes = SizesOf(inputs);
        if (!parts.TryGetValue("inputs", out var part) || part.Value is not JsonObject { Members: var members }) return;
        foreach (var member in members.Where(m => inputs.ContainsKey(m.Name)))
            foreach (var name in inputs[member.Name].Facts.Names.Where(n => !sizes.Contains(n)))
                Report(
                    member.Value.Line,
                    member.Value.Column,
                    $"Input \"{member.Name}\": no input has a dim \"{name}\"",
                    NextOf(name, sizes));
    }

    private static List<string> SizesOf(ImmutableDictionary<string, ParameterContract> inputs) =>
        inputs.Values
            .SelectMany(i => i.Tensors)
            .SelectMany(t => t.Shape.Dims)
            .SelectMany(d => d.Names)
            .Distinct()
            .OrderBy(s => s, StringComparer.Ordinal)
            .ToList();

    private static string NextOf(string name, List<string> sizes) =>
        sizes.Count == 0 ? "Name a dim of an input, as in \"float32[N, 3, 64, 64]\"" : NearestNames.Suggestion(name, sizes);

    private object? Argument(JsonMember argument)
    {
        if (argument.Value is JsonScalar { Value: { } constant }) return constant;
        Expected(argument.Value, $"Argument \"{argument.Name}\"", "a number, a string, true or false", $"\"{argument.Name}\": 64");
        return null;
    }

    private object? Binding(JsonMember binding, ImmutableDictionary<string, ParameterContract> inputs)
    {
        if (binding.Value is not JsonScalar { Value: long and >= 0 and var size })
        {
            Expected(binding.Value, $"Binding \"{binding.Name}\"", "a size, zero or more", $"\"{binding.Name}\": 2");
            return null;
        }

        var symbols = SizesOf(inputs);
        if (!symbols.Contains(binding.Name))
        {
            Report(binding.Line, binding.Column, $"No input has a dim \"{binding.Name}\"", NextOf(binding.Name, symbols));
            return null;
        }

        var nearest = inputs.Values.Aggregate(SizeFacts.None, (all, i) => all.And(i.Facts)).Of(binding.Name).AtLeast(size);
        if (nearest == size) return size;
        Report(
            binding.Value.Line,
            binding.Value.Column,
            FormattableString.Invariant($"Binding \"{binding.Name}\": {size} is not what the inputs say of {binding.Name}"),
            FormattableString.Invariant($"Write \"{binding.Name}\": {nearest}"));
        return null;
    }

    private ImmutableArray<JsonMember> Members(JsonValue value, string what, string[]? known)
    {
        if (value is not JsonObject { Members: var members })
        {
            Expected(value, what, "an object", "{ … }");
            return ImmutableArray<JsonMember>.Empty;
        }

        foreach (var member in members.Where(m => known is not null && !known.Contains(m.Name)))
            Report(member.Line, member.Column, $"{what} has no setting \"{member.Name}\"", NearestNames.Suggestion(member.Name, known!));
        return members;
    }

    private string? Text(JsonValue value, string what, string example)
    {
        if (value is JsonScalar { Value: string text }) return text;
        Expected(value, what, "a string", example);
        return null;
    }

    /// <summary>A text that may be of any length, as a message shows it.</summary>
    private static string Brief(string text) => text.Length <= MaxShown ? text : text.Substring(0, MaxShown) + "…";

    private void Expected(JsonValue value, string what, string expected, string example) =>
        Report(value.Line, value.Column, $"{what} must be {expected}, not {value.Kind}", $"Write {example}");

    private void Report(int line, int column, string cause, string next) =>
        _errors.Add(new ConfigurationError(_file, line, column, cause, next));
}
