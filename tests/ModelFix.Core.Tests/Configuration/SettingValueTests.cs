using System.Collections.Immutable;
using ModelFix.Core.Configuration;

namespace ModelFix.Core.Tests.Configuration;

/// <summary>The values that single settings take, in both files.</summary>
public sealed class SettingValueTests
{
    [Theory]
    [InlineData("{ \"batched\": true }", true, null)]
    [InlineData("{ \"batched\": false }", false, null)]
    [InlineData(
        "{ \"batched\": \"yes\" }",
        false,
        "m.json(1,14): \"batched\" must be true or false, not a string. Write \"batched\": true.")]
    public void Whether_inputs_are_batched_is_true_or_false(string json, bool isBatched, string? error)
    {
        var settings = Read(json, out var errors);

        Assert.Equal(isBatched, settings.IsBatched);
        Assert.Equal(error, errors.SingleOrDefault()?.ToString());
    }

    [Theory]
    [InlineData("{ \"target\": [\"onnx-17\", \"tensorrt-8.6\"] }", "onnx-17, tensorrt-8.6")]
    [InlineData("{ \"target\": [\"onnx-17\"] }", "onnx-17")]
    [InlineData("{ \"target\": \"bmnetp\" }", "bmnetp")]
    [InlineData("{ \"target\": [] }", "portable")]
    public void Models_may_go_to_several_targets(string json, string target)
    {
        Assert.Equal(target, Read(json, out var errors).Target.Name);
        Assert.Empty(errors);
        Assert.Equal(target, Read(null, out errors, ("modelfix_target", target)).Target.Name);
    }

    [Fact]
    public void Every_setting_gives_back_what_it_was_given()
    {
        Assert.All(Settings.All, setting =>
        {
            var values = setting.Type.Known.IsEmpty ? ["A", "B*"] : setting.Type.Known.Skip(1).Take(1).ToImmutableArray();
            Assert.NotEqual(values, setting.Get(ModelSettings.Default));
            Assert.Equal(values, setting.Get(setting.With(ModelSettings.Default, values)));
            Assert.StartsWith("modelfix_", setting.Key);
        });
    }

    private static ModelSettings Read(string? json, out ImmutableArray<ConfigurationError> errors, params (string Key, string Value)[] keys)
    {
        var options = keys.ToDictionary(k => k.Key, k => k.Value);
        return ModelSettingsReader.Read([new ConfiguredFile("a.cs", options.GetValueOrDefault)], json, "m.json", out errors);
    }
}
