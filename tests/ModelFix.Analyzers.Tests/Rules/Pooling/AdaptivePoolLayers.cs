namespace ModelFix.Analyzers.Tests.Rules.Pooling;

/// <summary>
/// Adaptive pools that are layers, in fields and in Sequential: the name of the case, the fields, the constructor, the body of forward and
/// the contract.
/// </summary>
public static class AdaptivePoolLayers
{
    public static TheoryData<string, string, string, string, string?> FieldsThatTrigger => new()
    {
        {
            "to_one", "private readonly AdaptiveAvgPool2d pool;\nprivate readonly Conv2d conv;\n",
            "conv = Conv2d(8, 4, 1);\npool = AdaptiveAvgPool2d(1);",
            "return conv.call(pool.call(x)) + conv.forward(this.pool.forward(x));", null
        },
        {
            "to_one_initialised", "private readonly Module<Tensor, Tensor> pool = AdaptiveMaxPool2d([1, 1]);\n",
            "", "return pool.call(x.relu() + 1);", "[N, 8, 6, 6]"
        },
        {
            "to_one_shared_declaration", "private readonly Module<Tensor, Tensor> act, pool, conv;\n",
            "act = ReLU();\npool = nn.AdaptiveAvgPool1d(1);\nconv = Conv1d(8, 8, 1);",
            "return conv.call(pool.call(act.call(x)));", "[N, 8, 16]"
        },
        {
            "registered_and_disposed",
            """
            private readonly Module<Tensor, Tensor> pool;

            protected override void Dispose(bool disposing)
            {
                if (disposing)
                {
                    pool.Dispose();
                }

                base.Dispose(disposing);
            }

            """,
            "pool = AdaptiveAvgPool2d(1);\nregister_module(\"pool\", pool);", "return pool.call(x);", null
        },
        {
            "commented", "// Global pooling.\nprivate readonly AdaptiveAvgPool2d pool;\n",
            "pool = AdaptiveAvgPool2d(1);", "return pool.call(x);", null
        },
        {
            "fixed", "private readonly AdaptiveAvgPool2d pool;\n",
            "pool = AdaptiveAvgPool2d((2, 3));", "return pool.call(x) - pool.call(x.relu());", "[N, 8, 6, 7]"
        },
        {
            "fixed_general_type", "private readonly Module<Tensor, Tensor> pool;\n",
            "pool = torch.nn.AdaptiveMaxPool2d(new long[] { 2, 2 });", "return pool.call(x);", "[N, 8, 4, 4]"
        },
        {
            "fixed_nullable_qualified", "private TorchSharp.Modules.AdaptiveAvgPool1d? pool = nn.AdaptiveAvgPool1d(4);\n",
            "", "return pool!.relu() ?? x;".Replace("pool!.relu() ?? x", "pool.call(x)"), "[N, 8, 12]"
        },
        {
            "fixed_shared_type", "private readonly AdaptiveAvgPool2d small, large;\n",
            "small = AdaptiveAvgPool2d(2);\nlarge = AdaptiveAvgPool2d(4);", "return small.call(large.call(x));", "[N, 8, 8, 8]"
        },
        {
            "different_inputs", "private readonly AdaptiveAvgPool2d pool;\n",
            "pool = AdaptiveAvgPool2d(2);", "return pool.call(x) + pool.call(x.narrow(2, 0, 4));", "[N, 8, 8, 8]"
        },
        {
            "bins", "private readonly AdaptiveAvgPool2d pool;\n",
            "pool = AdaptiveAvgPool2d((3, 3));", "return pool.call(x) + pool.call(x + 1);", "[N, 8, 8, 8]"
        },
        {
            "called_where_made", "", "", "return AdaptiveAvgPool2d(1).call(x) + nn.AdaptiveMaxPool2d(new long[] { 2, 2 }).forward(x);",
            "[N, 8, 8, 8]"
        },
    };

    public static TheoryData<string, string, string, string, string?> FieldsThatAreReported => new()
    {
        {
            "size_unknown", "private readonly AdaptiveAvgPool2d pool;\n",
            "pool = AdaptiveAvgPool2d(2);", "return pool.call(x);", "[N, 8, H, 8]"
        },
        {
            "not_private", "public readonly AdaptiveAvgPool2d pool;\n", "pool = AdaptiveAvgPool2d(1);", "return pool.call(x);",
            "[N, 8, 8, 8]"
        },
        {
            "assigned_twice", "private Module<Tensor, Tensor> pool;\n",
            "pool = AdaptiveAvgPool2d(1);\nif (DateTime.Now.Year > 2000) pool = ReLU();", "return pool.call(x);", "[N, 8, 8, 8]"
        },
        {
            "passed_on", "private readonly AdaptiveAvgPool2d pool;\nprivate readonly ModuleList<Module<Tensor, Tensor>> all;\n",
            "pool = AdaptiveAvgPool2d(1);\nall = ModuleList<Module<Tensor, Tensor>>(pool);", "return pool.call(x);", "[N, 8, 8, 8]"
        },
        {
            "in_a_list", "private readonly ModuleList<Module<Tensor, Tensor>> all;\n",
            "all = ModuleList<Module<Tensor, Tensor>>(AdaptiveAvgPool2d(2), AdaptiveAvgPool2d(1));",
            "return all[0].call(x);", "[N, 8, 8, 8]"
        },
    };

    public static TheoryData<string, string, string, string, string?> FieldsThatDoNotTrigger => new()
    {
        {
            "never_called", "private readonly AdaptiveAvgPool2d pool;\n", "pool = AdaptiveAvgPool2d(3);", "return x;", "[N, 8, 8, 8]"
        },
    };

    public static TheoryData<string, string, string, string?> SequentialsThatTrigger => new()
    {
        {
            "positional",
            "Sequential(Conv2d(3, 8, 3, padding: 1), AdaptiveAvgPool2d(4), Flatten(), Linear(128, 2))",
            "return layers.call(x);", "[N, 3, 8, 8]"
        },
        {
            "named",
            "Sequential((\"conv\", Conv2d(3, 8, 3)), (\"pool\", AdaptiveMaxPool2d(new long[] { 1, 1 })))",
            "return layers.call(x);", "[N, 3, 18, 18]"
        },
        { "average_of_a_small_plane", "Sequential(Conv2d(3, 8, 2), AdaptiveAvgPool2d((1, 1)))", "return layers.call(x);", "[N, 3, 8, 8]" },
        { "nested", "Sequential(Conv2d(3, 8, 2, 2), Sequential(ReLU(), AdaptiveAvgPool2d(2)))", "return layers.call(x);", "[N, 3, 8, 8]" },
    };

    public static TheoryData<string, string, string, string?> SequentialsThatAreReported => new()
    {
        { "average_of_a_large_plane", "Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1))", "return layers.call(x);", "[N, 3, 18, 18]" },
        {
            "size_unknown", "Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1), ReLU(), AdaptiveAvgPool2d(2))",
            "return layers.call(x);", "[N, 3, H, W]"
        },
        { "bins", "Sequential(ReLU(), AdaptiveAvgPool2d(3))", "return layers.call(x);", "[N, 3, 8, 8]" },
        {
            "different_inputs", "Sequential(AdaptiveAvgPool2d(2))", "return layers.call(x) + layers.call(x.narrow(2, 0, 4));",
            "[N, 3, 8, 8]"
        },
        { "indexed", "Sequential(AdaptiveAvgPool2d(2), ReLU())", "return layers[0].call(x);", "[N, 3, 8, 8]" },
    };
}
