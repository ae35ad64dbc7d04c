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
            "sharing_lines",
            "private readonly Conv2d conv; private readonly AdaptiveAvgPool2d pool;\n\n"
                + "protected override void Dispose(bool disposing)\n{\n    if (disposing) { pool.Dispose(); conv.Dispose(); }\n}\n",
            "conv = Conv2d(8, 8, 1); pool = AdaptiveAvgPool2d(1);", "return pool.call(conv.call(x));", "[N, 8, 6, 6]"
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
            "in_a_loop", "private readonly ModuleList<Module<Tensor, Tensor>> pools = new();\n",
            "foreach (var size in new[] { 2, 3, 6 }) pools.Add(AdaptiveMaxPool2d(new long[] { size, size }));",
            "var y = new List<Tensor>();\nforeach (var pool in pools) y.Add(pool.call(x).flatten(1));\nreturn cat(y, 1);", "[N, 8, 12, 24]"
        },
        {
            "in_a_loop_before_a_layer", "private readonly ModuleList<Module<Tensor, Tensor>> stages = new();\n",
            "foreach (var bins in new[] { 1, 2 })\n"
                + "    stages.append(Sequential((\"pool\", AdaptiveAvgPool2d(bins)), (\"conv\", Conv2d(8, 2, 1))));",
            "return stages[0].call(x) + stages[1].call(x);", "[N, 8, 8, 8]"
        },
        {
            "in_a_list_of_a_Sequential", "private readonly Sequential pools;\n",
            "var all = new List<(string, Module<Tensor, Tensor>)>();\nvar sizes = new[] { 1, 2, 4 };\n"
                + "for (int i = 0; i < sizes.Length; i++) all.Add(($\"p{i}\", AdaptiveAvgPool2d(sizes[i])));\npools = Sequential(all);",
            "var y = new List<Tensor>();\n"
                + "foreach (var pool in pools.children()) y.Add(((Module<Tensor, Tensor>)pool).call(x).flatten(1));\nreturn cat(y, 1);",
            "[N, 8, 8, 8]"
        },
        {
            "gone_through_by_name", "private readonly Sequential pools;\n",
            "pools = Sequential((\"a\", AdaptiveAvgPool2d(2)), (\"b\", AdaptiveAvgPool2d(4)));",
            "var y = x.flatten(1);\nforeach (var (name, pool) in pools.named_children())\n"
                + "    y = cat(new[] { y, ((Module<Tensor, Tensor>)pool).call(x).flatten(1) }, 1);\nreturn y;",
            "[N, 8, 8, 8]"
        },
        {
            "selected", "private readonly List<Module<Tensor, Tensor>> pools;\n",
            "pools = new[] { 1, 2, 4 }.Select(size => (Module<Tensor, Tensor>)AdaptiveAvgPool2d(size)).ToList();",
            "return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);", "[N, 8, 8, 4]"
        },
        {
            "in_a_list", "private readonly ModuleList<Module<Tensor, Tensor>> all;\n",
            "all = ModuleList<Module<Tensor, Tensor>>(AdaptiveAvgPool2d(2), AdaptiveAvgPool2d(4));",
            "return all[0].call(x);", "[N, 8, 8, 8]"
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
            "in_a_list_that_is_passed_on", "private readonly ModuleList<Module<Tensor, Tensor>> all;\n",
            "all = ModuleList<Module<Tensor, Tensor>>(AdaptiveAvgPool2d(2), AdaptiveAvgPool2d(1));",
            "return Through(all, x);\n\nstatic Tensor Through(IEnumerable<Module<Tensor, Tensor>> all, Tensor x) => all.First().call(x);",
            "[N, 8, 8, 8]"
        },
        {
            "in_a_loop_over_sizes_that_do_not_divide", "private readonly List<Module<Tensor, Tensor>> pools = new();\n",
            "foreach (var size in new[] { 1, 2, 3 }) pools.Add(AdaptiveAvgPool2d(size));",
            "return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);", "[N, 8, 8, 8]"
        },
        {
            "in_a_loop_with_different_inputs", "private readonly List<Module<Tensor, Tensor>> pools = new();\n",
            "foreach (var size in new[] { 2, 4 }) pools.Add(AdaptiveAvgPool2d(size));",
            "foreach (var pool in pools) x = pool.call(x);\nreturn x;", "[N, 8, 8, 8]"
        },
        {
            "in_a_loop_over_an_argument", "private readonly List<Module<Tensor, Tensor>> pools = new();\n",
            "foreach (var size in Environment.GetCommandLineArgs()) pools.Add(AdaptiveAvgPool2d(size.Length));",
            "return cat(pools.Select(p => p.call(x).flatten(1)).ToArray(), 1);", "[N, 8, 8, 8]"
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
        { "indexed", "Sequential(AdaptiveAvgPool2d(2), ReLU())", "return layers[0].call(x);", "[N, 3, 8, 8]" },
        { "nested", "Sequential(Conv2d(3, 8, 2, 2), Sequential(ReLU(), AdaptiveAvgPool2d(2)))", "return layers.call(x);", "[N, 3, 8, 8]" },
    };

    public static TheoryData<string, string, string, string?> SequentialsThatAreReported => new()
    {
        { "average_of_a_plane", "Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1))", "return layers.call(x);", "[N, 3, 18, 18]" },
        {
            "size_unknown", "Sequential(Conv2d(3, 8, 3), AdaptiveAvgPool2d(1), ReLU(), AdaptiveAvgPool2d(2))",
            "return layers.call(x);", "[N, 3, H, W]"
        },
        { "bins", "Sequential(ReLU(), AdaptiveAvgPool2d(3))", "return layers.call(x);", "[N, 3, 8, 8]" },
        {
            "different_inputs", "Sequential(AdaptiveAvgPool2d(2))", "return layers.call(x) + layers.call(x.narrow(2, 0, 4));",
            "[N, 3, 8, 8]"
        },
    };
}
