namespace ModelFix.Testing;

/// <summary>The smallest module around a piece of forward, so that tests show only what they are about.</summary>
public static class ForwardSource
{
    /// <summary>What sources of models begin with.</summary>
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        """;

    /// <summary>A module <c>Net</c> with one input <c>x</c>.</summary>
    /// <param name="body">The statements of forward.</param>
    /// <param name="contract">The input contract, such as "[N, 3, 4, 5]" or "int64[N, 3]"; null for none.</param>
    /// <param name="members">Fields and helper methods.</param>
    /// <param name="constructor">Statements of the constructor before RegisterComponents().</param>
    public static string Of(string body, string? contract = null, string members = "", string constructor = "") =>
        Usings.Replace("\r\n", "\n") + "\n" + Class(body, contract, members, constructor);

    /// <summary>The same without usings.</summary>
    public static string Class(string body, string? contract = null, string members = "", string constructor = "") => $$"""
        public class Net : Module<Tensor, Tensor>
        {
        {{Indent(members, 4)}}
            public Net() : base("Net")
            {
        {{Indent(constructor, 8)}}
                RegisterComponents();
            }

            /// <param name="x">Input, {{contract ?? "any shape"}}.</param>
            public override Tensor forward(Tensor x)
            {
        {{Indent(body, 8)}}
            }
        }
        """.Replace("\r\n", "\n") + "\n";

    private static string Indent(string text, int by) =>
        string.Join("\n", text.Replace("\r\n", "\n").Split('\n').Select(l => l.Length == 0 ? l : new string(' ', by) + l));
}
