using Microsoft.CodeAnalysis;
using ModelFix.Testing;
using TorchSharp;

namespace ModelFix.Analyzers.Tests;

/// <summary>
/// Code that once was rewritten into something else, or nearly: no Proven fix computes anything else there. The files in Traps hold them,
/// one for each rule: a line <c>=== name | contract | inputs</c>, the statements of forward and, each after a line <c>---</c>, members,
/// statements of the constructor, other types. An input is a dtype (f, d, h: float32, 64, 16; i: int64) and its sizes.
/// </summary>
[Collection(nameof(Alone))]
public sealed class TrapTests
{
    public static TheoryData<string, string> All
    {
        get
        {
            var all = new TheoryData<string, string>();
            foreach (var file in Directory.GetFiles(Folder, "*.txt").Order(StringComparer.Ordinal))
                foreach (var trap in Read(file)) all.Add(Path.GetFileNameWithoutExtension(file), trap.Name);
            return all;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Traps");

    [Theory]
    [MemberData(nameof(All))]
    public void No_proven_fix_computes_anything_else(string rule, string name)
    {
        var trap = Read(Path.Combine(Folder, $"{rule}.txt")).Single(t => t.Name == name);

        var run = RuleRun.Of(rule, trap.Source);

        Assert.NotEmpty(run.Findings);
        if (ReferenceEquals(run.Before, run.After)) return;
        var inputs = trap.Inputs.SelectMany(Values).ToLookup(i => Throws(run.Before, i));
        RuleNumbers.AssertBitExact(run, inputs[false]);
        Assert.All(inputs[true], i => Assert.True(Throws(run.After, i), "what threw before gives a result"));
    }

    private static bool Throws(Compilation compilation, torch.Tensor input)
    {
        var model = (torch.nn.Module)Execution.Create(compilation, "Net");
        model.eval();
        return Record.Exception(() => Execution.Call(model, "forward", input.clone())) is not null;
    }

    /// <summary>Random numbers, negative ones, ascending ones, and these with their dims stored in the other order.</summary>
    private static IEnumerable<torch.Tensor> Values(string input)
    {
        var words = input.Split(' ');
        var shape = words[1..].Select(long.Parse).ToArray();
        var type = words[0] switch
        {
            "d" => torch.float64,
            "h" => torch.float16,
            "i" => torch.int64,
            _ => torch.float32,
        };
        torch.manual_seed(5);
        yield return torch.randn(shape).to(type);
        yield return (-3 * torch.rand(shape)).to(type);
        var ascending = (torch.arange(shape.Aggregate(1L, (a, b) => a * b)).reshape(shape) * 0.25 - 1).to(type);
        yield return ascending;
        var backwards = Enumerable.Range(0, shape.Length).Reverse().Select(d => (long)d).ToArray();
        yield return ascending.permute(backwards).contiguous().permute(backwards);
    }

    private static IEnumerable<Trap> Read(string file)
    {
        foreach (var text in File.ReadAllText(file).Replace("\r\n", "\n").Split("=== ", StringSplitOptions.RemoveEmptyEntries))
        {
            var end = text.IndexOf('\n', StringComparison.Ordinal);
            var head = text[..end].Split(" | ");
            var parts = text[(end + 1)..].Split("---\n").Select(p => p.TrimEnd('\n')).Concat(["", "", ""]).ToArray();
            yield return new Trap(head[0], head[2].Split(';'), ForwardSource.Of(parts[0], head[1], parts[1], parts[2]) + parts[3] + "\n");
        }
    }

    private sealed record Trap(string Name, string[] Inputs, string Source);
}
