using System.Globalization;
using System.Reflection;
using ModelFix.Testing;

namespace ModelFix.Core.Tests;

/// <summary>
/// Tests that expect a shape error catch one where TorchSharp's own matmul ends the process. That the guard before it throws for the same
/// shapes is asked of libtorch itself, in a process of its own that each of them ends.
/// </summary>
public sealed class GuardedMatmulTests
{
    /// <summary>Vectors, matrices and batches that fit, that broadcast, and that do neither.</summary>
    private static readonly (string A, string B)[] Pairs =
    [
        ("3", "3"),
            ("2,3", "3"),
            ("3", "3,2"),
            ("2,3", "3,4"),
            ("5,2,3", "3,4"),
            ("2,3", "5,3,4"),
            ("5,2,3", "5,3,4"),
            ("1,2,3", "5,3,4"),
            ("2,1,2,3", "5,3,4"),
            ("5,2,3", "3"),
        ("0,3", "3,2"), ("2,0", "0,3"), ("0,2,3", "3,4"),
        ("3", "4"),
            ("2,3", "4"),
            ("4", "3,2"),
            ("2,3", "2,3"),
            ("5,2,3", "4,3"),
            ("5,2,3", "4,3,2"),
            ("2,5,2,3", "4,3,2"),
            ("2,0", "1,3"),
            ("", "3"),
            ("2,3", ""),
    ];

    [Fact]
    public void The_guard_throws_for_the_shapes_that_end_the_process()
    {
        var (guarded, real) = (Pairs.Select(Guarded).ToList(), Real());

        Assert.Equal(Named(real), Named(guarded));
        Assert.Contains(true, real);
        Assert.Contains(false, real);
    }

    private static IEnumerable<string> Named(IEnumerable<bool> fit) =>
        fit.Select((f, i) => $"[{Pairs[i].A}] x [{Pairs[i].B}]: {(f ? "fits" : "throws")}");

    private static readonly Lazy<Assembly> Probe = new(() => Execution.Load(TestCompilation.Create("""
        using System;
        using TorchSharp;

        public static class Probe
        {
            public static bool Fits(long[] a, long[] b)
            {
                try
                {
                    torch.ones(a).matmul(torch.ones(b));
                    return true;
                }
                catch (Exception)
                {
                    return false;
                }
            }
        }
        """)));

    private static bool Guarded((string A, string B) pair) =>
        (bool)Probe.Value.GetType("Probe")!.GetMethod("Fits")!.Invoke(null, [Sizes(pair.A), Sizes(pair.B)])!;

    private static long[] Sizes(string shape) =>
        [.. shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(s => long.Parse(s, CultureInfo.InvariantCulture))];

    /// <summary>The program says which pairs fit, one after the other, until one ends it; then it goes on behind that one.</summary>
    private static List<bool> Real()
    {
        var program = new ChildProgram("MatmulProgram", """
            long[] Sizes(string shape) => shape.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(long.Parse).ToArray();
            for (var i = 0; i < arguments.Length; i += 2)
            {
                torch.ones(Sizes(arguments[i])).matmul(torch.ones(Sizes(arguments[i + 1])));
                Console.WriteLine("fits");
            }
            """);
        var fits = new List<bool>();
        while (fits.Count < Pairs.Length)
        {
            var result = program.Run([.. Pairs.Skip(fits.Count).SelectMany(p => new[] { p.A, p.B })]);
            fits.AddRange(result.Output.Split('\n').Where(l => l.Trim() == "fits").Select(_ => true));
            if (result.ExitCode == 0) break;
            Assert.Contains("mat", result.Error);
            fits.Add(false);
        }

        return fits;
    }
}
