using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Core.Configuration;
using ModelFix.Core.Knowledge;
using ModelFix.Testing;

namespace ModelFix.Core.Tests.Knowledge;

/// <summary>Each source marks calls as Hit() where they are exported and Miss() where they are not.</summary>
public sealed class ExportedCodeTests
{
    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public static class Marks
        {
            public static Tensor Hit(this Tensor x) => x;
            public static Tensor Miss(this Tensor x) => x;
        }

        """;

    [Fact]
    public void Forward_and_what_it_reaches_in_its_class() => Check("""
        public class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { torch.ones(1).Miss(); }
            public override Tensor forward(Tensor x)
            {
                Func<Tensor, Tensor> twice = t => t.Hit() * 2;
                return Inner(Helper(x.Hit())) + Weight + twice(x);
                Tensor Inner(Tensor t) => Deep(t.Hit());
            }
            private Tensor Helper(Tensor x) => Static(x.Hit());
            private Tensor Deep(Tensor x) { return x.Hit(); }
            private static Tensor Static(Tensor x) => x.Hit();
            private Tensor Weight => torch.ones(1).Hit();
            private Tensor Block { get { return torch.ones(1).Miss(); } }
            public Tensor Predict(Tensor x) => forward(x.Miss());
        }
        """);

    [Fact]
    public void Call_is_a_forward_too_and_members_that_call_each_other_end() => Check("""
        public class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }
            public override Tensor forward(Tensor x) => A(x);
            public Tensor call(Tensor x, int n) => x.Hit();
            private Tensor A(Tensor x) => B(x.Hit());
            private Tensor B(Tensor x) => x.shape[0] > 1 ? A(x.Hit()) : x;
        }
        """);

    [Fact]
    public void Overrides_of_what_a_base_class_reaches() => Check("""
        public abstract class Template : Module<Tensor, Tensor>
        {
            protected Template() : base("Template") { }
            public override Tensor forward(Tensor x) => Head(Body(x.Hit()));
            protected abstract Tensor Body(Tensor x);
            protected virtual Tensor Head(Tensor x) => x.Hit();
            protected virtual Tensor Loss(Tensor x) => x.Miss();
            protected virtual Tensor Scale => torch.ones(1).Miss();
        }
        public class Net : Template
        {
            protected override Tensor Body(Tensor x) => Own(x.Hit());
            protected override Tensor Head(Tensor x) => x.Hit();
            protected override Tensor Loss(Tensor x) => x.Miss();
            private Tensor Own(Tensor x) => x.Hit();
        }
        """);

    [Fact]
    public void A_helper_of_the_base_class_that_only_the_derived_forward_calls() => Check("""
        public abstract class Base : Module<Tensor, Tensor>
        {
            protected Base() : base("Base") { }
            protected static Tensor Pool(Tensor x) => x.Hit();
            protected static Tensor Unused(Tensor x) => x.Miss();
        }
        public class Net : Base
        {
            public override Tensor forward(Tensor x) => Pool(x.Hit());
        }
        """);

    [Fact]
    public void Partial_and_nested_and_generic_classes() => Check("""
        public partial class Net<T> : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }
            public override Tensor forward(Tensor x) => Helper(x.Hit());
            private sealed class Block : Module<Tensor, Tensor>
            {
                public Block() : base("Block") { }
                public override Tensor forward(Tensor x) => x.Hit();
                public Tensor Other(Tensor x) => x.Miss();
            }
        }
        public partial class Net<T>
        {
            private Tensor Helper(Tensor x) => x.Hit();
            private Tensor Other(Tensor x) => x.Miss();
        }
        """);

    [Fact]
    public void Losses_and_metrics_are_not_exported_nor_what_derives_from_them() => Check("""
        public class FocalLoss : Module<Tensor, Tensor>
        {
            public FocalLoss() : base("FocalLoss") { }
            public override Tensor forward(Tensor x) => x.Miss();
        }
        public class Softened : FocalLoss
        {
            public override Tensor forward(Tensor x) => x.Miss();
        }
        public class TopKMetric : Module<Tensor, Tensor>
        {
            public TopKMetric() : base("m") { }
            public override Tensor forward(Tensor x) => x.Miss();
        }
        public class Lossless : Module<Tensor, Tensor>
        {
            public Lossless() : base("m") { }
            public override Tensor forward(Tensor x) => x.Hit();
        }
        """);

    [Fact]
    public void Code_outside_modules_is_not_exported() => Check("""
        public static class Trainer
        {
            public static Tensor forward(Tensor x) => x.Miss();
            public static void Main() { var x = torch.ones(1).Miss(); }
        }
        public class NotAModule
        {
            public Tensor forward(Tensor x) => x.Miss();
        }
        """);

    [Fact]
    public void The_whole_program_is_exported_where_the_settings_say_so() => Check(
        """
        public static class Trainer
        {
            public static Tensor Step(Tensor x) => x.Hit();
        }
        public class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }
            public override Tensor forward(Tensor x) { if (training) return x.Miss(); return x.Hit(); }
            public Tensor Other(Tensor x) => x.Hit();
        }
        public class FocalLoss : Module<Tensor, Tensor>
        {
            public FocalLoss() : base("FocalLoss") { }
            public override Tensor forward(Tensor x) => x.Hit();
        }
        """,
        ModelSettings.Default with { WholeProgram = true });

    [Fact]
    public void Roots_restrict_to_the_modules_that_they_can_contain() => Check(
        """
        public class Part : Module<Tensor, Tensor>
        {
            public Part() : base("Part") { }
            public override Tensor forward(Tensor x) => x.Hit();
        }
        public class Base : Module<Tensor, Tensor>
        {
            public Base() : base("Base") { }
            public override Tensor forward(Tensor x) => x.Hit();
        }
        public class Net : Base
        {
            private readonly Module<Tensor, Tensor> part = Factory.Make();
            private readonly Part direct = new Part();
            public override Tensor forward(Tensor x) => part.call(direct.call(x.Hit()));
        }
        public static class Factory
        {
            public static Module<Tensor, Tensor> Make() => new Part();
        }
        public class Unused : Module<Tensor, Tensor>
        {
            public Unused() : base("Unused") { }
            public override Tensor forward(Tensor x) => x.Miss();
        }
        """,
        ModelSettings.Default with { Roots = ["Net"] });

    [Fact]
    public void What_only_training_runs_is_not_exported() => Check("""
        public class Net : Module<Tensor, Tensor>
        {
            private readonly bool fast;
            public Net(bool fast) : base("Net") { this.fast = fast; }
            public override Tensor forward(Tensor x)
            {
                if (training) x = x.Miss();
                if (!training) x = x.Hit(); else x = x.Miss();
                if (training && fast) x.Miss();
                if (training || fast) x.Hit();
                if (training == true) x.Miss();
                if (training == false) x.Hit();
                if (this.training) { x.Miss(); }
                if (fast) x.Hit();
                x = training ? x.Miss() : x.Hit();
                if (!(training && x.Miss().shape[0] > 1)) { x.Hit(); }
                if (training && x.Miss().shape[0] > 1) { }
                while (fast) { if (training) { x.Miss(); } x.Hit(); }
                if (!training) return x.Hit();
                return x.Miss();
            }
        }
        """);

    [Fact]
    public void Code_behind_a_return_in_eval_is_not_exported() => Check("""
        public class Net : Module<Tensor, Tensor>
        {
            public Net() : base("Net") { }
            public override Tensor forward(Tensor x)
            {
                if (training)
                {
                    return x.Miss();
                }
                x = x.Hit();
                if (training) throw new InvalidOperationException();
                x = x.Hit();
                if (!training)
                {
                    x = x.Hit();
                    return x;
                }
                else
                {
                    x = x.Miss();
                }
                { x = x.Miss(); }
                return x.Miss();
            }
        }
        """);

    [Fact]
    public void A_training_flag_of_another_object_decides_nothing() => Check("""
        public class Net : Module<Tensor, Tensor>
        {
            private readonly Linear other = Linear(1, 1);
            public Net() : base("Net") { }
            public override Tensor forward(Tensor x)
            {
                if (other.training) x = x.Hit();
                return x.Hit();
            }
        }
        """);

    internal static void Check(string source, ModelSettings? settings = null)
    {
        var compilation = TestCompilation.Create(Usings + source);
        Assert.DoesNotContain(compilation.GetDiagnostics(), d => d.Severity == DiagnosticSeverity.Error);
        var tree = compilation.SyntaxTrees.Single();
        var model = compilation.GetSemanticModel(tree);
        var torch = TorchCompilation.Create(compilation, settings ?? ModelSettings.Default)!;
        var marks = tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
            .Where(i => i.Expression is MemberAccessExpressionSyntax { Name.Identifier.Text: "Hit" or "Miss" })
            .ToList();
        Assert.NotEmpty(marks);
        foreach (var mark in marks)
        {
            var expected = ((MemberAccessExpressionSyntax)mark.Expression).Name.Identifier.Text == "Hit";
            var line = mark.GetLocation().GetLineSpan().StartLinePosition.Line - Usings.Count(c => c == '\n') + 1;
            Assert.True(expected == torch.Exported.Contains(model.GetOperation(mark)!), $"line {line}: {mark}");
        }
    }
}
