namespace ModelFix.Benchmarks.Repository;

/// <summary>Templates of networks over words; something is to be found in the attention.</summary>
internal static class SequenceModels
{
    public const string Transformer = Templates.Usings + """
        public sealed class FeedForward$N : Module<Tensor, Tensor>
        {
            private readonly Linear widen, narrow;
            private readonly LayerNorm norm;
            private readonly Dropout dropout;

            public FeedForward$N(long width, double rate) : base("FeedForward$N")
            {
                widen = Linear(width, width * 4);
                narrow = Linear(width * 4, width);
                norm = LayerNorm(new long[] { width });
                dropout = Dropout(rate);
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var y = functional.gelu(widen.call(norm.call(x)));
                return x + dropout.call(narrow.call(y));
            }
        }

        public sealed class Encoder$N : Module<Tensor, Tensor>
        {
            private readonly Embedding words, places;
            private readonly ModuleList<FeedForward$N> blocks = new ModuleList<FeedForward$N>();
            private readonly Linear query, key, value, output;
            private readonly int depth;

            public Encoder$N(int vocabulary, int depth) : base("Encoder$N")
            {
                this.depth = depth;
                words = Embedding(vocabulary, 256);
                places = Embedding(512, 256);
                for (int i = 0; i < depth; i++) blocks.Add(new FeedForward$N(256, 0.1));
                query = Linear(256, 256);
                key = Linear(256, 256);
                value = Linear(256, 256);
                output = Linear(256, vocabulary);
                RegisterComponents();
            }

            /// <param name="tokens">int64[N, 128]</param>
            public override Tensor forward(Tensor tokens)
            {
                var x = words.call(tokens) + places.call(torch.arange(128, device: tokens.device));
                for (int i = 0; i < depth; i++)
                {
                    var scores = torch.matmul(query.call(x), key.call(x).transpose(1, 2)) / 16.0;
                    x = x + torch.matmul(functional.softmax(scores, -1), value.call(x));
                    x = blocks[i].call(x);
                }

                return output.call(x);
            }
        }
        """;

    public const string Classifier = Templates.Usings + """
        public sealed class Classifier$N : Module<Tensor, Tensor>
        {
            private readonly Embedding embedding;
            private readonly LSTM lstm;
            private readonly Linear hidden, output;
            private readonly Dropout dropout;

            public Classifier$N(int vocabulary, int classes) : base("Classifier$N")
            {
                embedding = Embedding(vocabulary, 128);
                lstm = LSTM(128, 256, numLayers: 2, batchFirst: true);
                hidden = Linear(256, 64);
                output = Linear(64, classes);
                dropout = Dropout(0.5);
                RegisterComponents();
            }

            public override Tensor forward(Tensor text)
            {
                var embedded = dropout.call(embedding.call(text));
                var (states, last, cells) = lstm.call(embedded);
                var features = torch.tanh(hidden.call(states.select(1, -1)));
                return functional.log_softmax(output.call(dropout.call(features)), 1);
            }

            public void Initialise()
            {
                foreach (var (name, parameter) in named_parameters())
                {
                    if (name.EndsWith("bias", StringComparison.Ordinal)) init.zeros_(parameter);
                    else if (parameter.dim() > 1) init.xavier_uniform_(parameter);
                }
            }
        }
        """;

    public const string Attention = Templates.Usings + """
        public sealed class Attention$N : Module<Tensor, Tensor>
        {
            private readonly Linear query, key, value;
            private readonly int heads;

            public Attention$N(int width, int heads) : base("Attention$N")
            {
                this.heads = heads;
                query = Linear(width, width);
                key = Linear(width, width);
                value = Linear(width, width);
                RegisterComponents();
            }

            /// <param name="x">[N, 64, 256]</param>
            public override Tensor forward(Tensor x)
            {
                var (b, n, c) = (x.shape[0], x.shape[1], x.shape[2]);
                var q = query.call(x).view(b, n, heads, c / heads).transpose(1, 2);
                var k = key.call(x).view(b, n, heads, c / heads).transpose(1, 2);
                var v = value.call(x).view(b, n, heads, c / heads).transpose(1, 2);
                var scores = torch.matmul(q, k.transpose(-2, -1)).clamp(-50, 50);
                var y = torch.matmul(functional.softmax(scores, -1), v);
                return functional.normalize(y.transpose(1, 2).reshape(b, n, c), dim: -1);
            }
        }
        """;
}
