using System.Reflection;
using TorchSharp;

namespace ModelFix.Torch.Tests.Modules;

/// <summary>Every layer and function computes what PyTorch 1.13 computes.</summary>
public sealed class GoldenTests
{
    public static TheoryData<string, string> Cases()
    {
        var cases = new TheoryData<string, string>();
        foreach (var topic in GoldenCase.Topics)
        {
            foreach (var name in GoldenCase.Names(topic)) cases.Add(topic, name);
        }
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Matches_PyTorch(string topic, string name)
    {
        var golden = GoldenCase.Load(topic, name);
        var made = FactoryBinding.Call(golden.Owner, golden.Member, golden.Arguments);
        if (made is not torch.nn.Module module)
        {
            Expect.Close(Assert.Single(golden.Outputs), (torch.Tensor)made);
            return;
        }
        Assert.Equal(golden.State.Keys, module.state_dict().Keys);
        Assert.All(golden.State, entry => Assert.Equal(entry.Value.shape, module.state_dict()[entry.Key].shape));
        module.load_state_dict(golden.State);
        module.train(golden.Train);
        for (var i = 1; i < golden.Calls; i++) Forward(module, golden.Inputs);
        var outputs = Forward(module, golden.Inputs);
        Assert.Equal(golden.Outputs.Length, outputs.Length);
        Assert.All(golden.Outputs.Zip(outputs), static pair => Expect.Close(pair.First, pair.Second));
        foreach (var (key, value) in golden.StateAfter) Expect.Close(value, module.state_dict()[key]);
    }

    private static torch.Tensor[] Forward(torch.nn.Module module, object?[] inputs)
    {
        var call = module.GetType().GetMethods().First(method => method.Name == "call" && Takes(method, inputs.Length));
        object?[] values = [.. call.GetParameters().Select((parameter, i) => i < inputs.Length ? inputs[i] : parameter.DefaultValue)];
        try
        {
            return call.Invoke(module, values) switch
            {
                torch.Tensor tensor => [tensor],
                Tuple<torch.Tensor, torch.Tensor?> pair => pair.Item2 is null ? [pair.Item1] : [pair.Item1, pair.Item2],
                var other => throw new InvalidDataException($"call gave {other}"),
            };
        }
        catch (TargetInvocationException exception)
        {
            throw exception.InnerException!;
        }
    }

    private static bool Takes(MethodInfo method, int inputs) =>
        method.GetParameters().Length >= inputs && method.GetParameters().Skip(inputs).All(static parameter => parameter.HasDefaultValue);
}
