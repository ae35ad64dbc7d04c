namespace ModelFix.Core.Tests.Knowledge;

/// <summary>As <see cref="ExportedCodeTests"/>, across classes.</summary>
public sealed class CalledElsewhereTests
{
    [Fact]
    public void What_forward_calls_in_other_classes() => ExportedCodeTests.Check("""
        public static class Helpers
        {
            public static Tensor Shrink(this Tensor x) => Deeper(x.Hit());
            private static Tensor Deeper(Tensor x) => x.Hit();
            public static Tensor Unused(Tensor x) => x.Miss();
            public static Tensor Training(Tensor x) => x.Miss();
        }
        public class Encoder : Module<Tensor, Tensor>
        {
            public Encoder() : base("Encoder") { }
            public Tensor Features(Tensor x) => Own(x.Hit());
            private Tensor Own(Tensor x) => x.Hit();
            public Tensor Auxiliary(Tensor x) => x.Miss();
            public override Tensor forward(Tensor x) => x.Hit();
        }
        public class PairLoss
        {
            public static Tensor Distance(Tensor x) => x.Miss();
        }
        public class Net : Module<Tensor, Tensor>
        {
            private readonly Encoder encoder = new Encoder();
            public Net() : base("Net") { Helpers.Unused(torch.ones(1)); }
            public override Tensor forward(Tensor x)
            {
                if (training) x = Helpers.Training(x) + PairLoss.Distance(x) + encoder.Auxiliary(x);
                return Helpers.Shrink(encoder.Features(x));
            }
        }
        """);

    [Fact]
    public void Packed_sequences_are_not_exported() => ExportedCodeTests.Check("""
        public class Net : Module<TorchSharp.torch.nn.utils.rnn.PackedSequence, Tensor>
        {
            public Net() : base("Net") { }
            public override Tensor forward(TorchSharp.torch.nn.utils.rnn.PackedSequence x) => Helper(torch.ones(1).Miss());
            private Tensor Helper(Tensor x) => x.Miss();
        }
        """);
}
