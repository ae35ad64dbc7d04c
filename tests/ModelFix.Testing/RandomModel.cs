namespace ModelFix.Testing;

/// <summary>
/// A module whose forward is random: branches, loops, helpers, local functions, lambdas, lists, fields and in-place changes around random
/// operators, those that rules look at among them. Many of its runs throw somewhere. The same number gives the same text.
/// </summary>
public static class RandomModel
{
    private static readonly string[][] Contracts = [
        ["N", "C", "H", "W"],
        ["N", "1", "4", "W"],
        ["N", "T", "6"],
        ["2", "3"],
        ["N", "3", "H", "H"],
        ["1", "C", "4", "4"],
        ["N"]];

    /// <summary>What stands before the classes.</summary>
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;


        """;

    private const string Layers =
        "private readonly ModuleList<Module<Tensor, Tensor>> layers = "
        + "ModuleList<Module<Tensor, Tensor>>(ReLU(), Flatten(1), Identity());";

    private const string Assignments = "this.flag = flag; this.count = count;";

    /// <summary>The class <c>M{seed}</c> with all that it needs; it is constructed with a bool and an int.</summary>
    /// <param name="seed">Which one.</param>
    /// <param name="isContracted">True for a doc comment that says the shape of x.</param>
    public static string Source(int seed, bool isContracted)
    {
        var scope = new RandomScope(seed);
        var expressions = new RandomExpressions(scope);
        var statements = new RandomStatements(scope, expressions);
        var dims = Dims(seed);
        expressions.IsHelper = true;
        var helper = statements.Body("y", null, "    ");
        expressions.IsHelper = false;
        var callee = statements.Body("z", null, "    ");
        var forward = statements.Body("x", dims.Length, "    ");
        var block = $"block = new B{seed}(flag, count);";
        return $$"""
            public sealed class B{{seed}} : Module<Tensor, Tensor>
            {
                private bool flag; private int count = 2; private Tensor state = torch.ones(1);
                {{Layers}}
                private readonly Sequential net = Sequential(ReLU(), Softmax(-1));
                private readonly Module<Tensor, Tensor> block = ReLU();
                public B{{seed}}(bool flag, int count) : base("B") { {{Assignments}} RegisterComponents(); }
                public override Tensor forward(Tensor z)
                {
            {{callee}}    }
                private Tensor Help(Tensor h) => h * 2;
            }

            public sealed class M{{seed}} : Module<Tensor, Tensor>
            {
                private bool flag; private int count; private Tensor state = torch.ones(1);
                {{Layers}}
                private readonly Sequential net = Sequential(Flatten(1), ReLU());
                private readonly B{{seed}} block;
                public M{{seed}}(bool flag, int count) : base("M") { {{Assignments}} {{block}} RegisterComponents(); }
                /// <param name="x">{{(isContracted ? $"float32[{string.Join(", ", dims)}]" : "anything")}}</param>
                public override Tensor forward(Tensor x)
                {
            {{forward}}    }
                private Tensor Help(Tensor y)
                {
            {{helper}}    }
            }


            """;
    }

    /// <summary>The contract of the input, and the symbols in it.</summary>
    public static string[] Dims(int seed) => Contracts[seed % Contracts.Length];
}
