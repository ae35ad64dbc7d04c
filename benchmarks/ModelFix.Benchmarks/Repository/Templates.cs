namespace ModelFix.Benchmarks.Repository;

/// <summary>Files as repositories of models have them. <c>$N</c> is the file's number, so that no two classes have the same name.</summary>
internal static class Templates
{
    /// <summary>Models in which nothing is to be found, and the code around models.</summary>
    public static readonly string[] Clean = [ResNet, UNet, Transformer, Classifier, Dataset, Training];

    /// <summary>Models in which something is to be found, by several rules.</summary>
    public static readonly string[] Hostile = [Attention, Decoder];

    private const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Models.Part$N;


        """;

    private const string ResNet = Usings + """
        public sealed class BasicBlock$N : Module<Tensor, Tensor>
        {
            private readonly Conv2d conv1, conv2;
            private readonly BatchNorm2d norm1, norm2;
            private readonly Module<Tensor, Tensor> shortcut;

            public BasicBlock$N(long inPlanes, long planes, long step = 1) : base("BasicBlock$N")
            {
                conv1 = Conv2d(inPlanes, planes, 3, stride: step, padding: 1, bias: false);
                norm1 = BatchNorm2d(planes);
                conv2 = Conv2d(planes, planes, 3, stride: 1, padding: 1, bias: false);
                norm2 = BatchNorm2d(planes);
                shortcut = step == 1 && inPlanes == planes
                    ? Identity()
                    : Sequential(("conv", Conv2d(inPlanes, planes, 1, stride: step, bias: false)), ("norm", BatchNorm2d(planes)));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x)
            {
                var y = functional.relu(norm1.call(conv1.call(x)));
                y = norm2.call(conv2.call(y));
                return functional.relu(y + shortcut.call(x));
            }
        }

        public sealed class ResNet$N : Module<Tensor, Tensor>
        {
            private readonly Conv2d stem;
            private readonly BatchNorm2d norm;
            private readonly Sequential layer1, layer2, layer3, layer4;
            private readonly Linear head;
            private long planes = 64;

            /// <param name="classes">How many classes.</param>
            public ResNet$N(int classes = 10) : base("ResNet$N")
            {
                stem = Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false);
                norm = BatchNorm2d(64);
                layer1 = Stage(64, 2, 1);
                layer2 = Stage(128, 2, 2);
                layer3 = Stage(256, 2, 2);
                layer4 = Stage(512, 2, 2);
                head = Linear(512, classes);
                RegisterComponents();
            }

            private Sequential Stage(long width, int blocks, long step)
            {
                var stage = Sequential();
                for (var i = 0; i < blocks; i++)
                {
                    stage.append("block" + i, new BasicBlock$N(planes, width, i == 0 ? step : 1));
                    planes = width;
                }

                return stage;
            }

            /// <param name="x">The images, float32[N, 3, 224, 224].</param>
            public override Tensor forward(Tensor x)
            {
                x = functional.relu(norm.call(stem.call(x)));
                x = functional.max_pool2d(x, 3, 2, 1);
                x = layer1.call(x);
                x = layer2.call(x);
                x = layer3.call(x);
                x = layer4.call(x);
                x = x.mean(new long[] { 2, 3 });
                return head.call(x);
            }
        }
        """;

    private const string UNet = Usings + """
        public sealed class DoubleConv$N : Module<Tensor, Tensor>
        {
            private readonly Sequential layers;

            public DoubleConv$N(long from, long to) : base("DoubleConv$N")
            {
                layers = Sequential(
                    ("conv1", Conv2d(from, to, 3, padding: 1)),
                    ("norm1", BatchNorm2d(to)),
                    ("relu1", ReLU()),
                    ("conv2", Conv2d(to, to, 3, padding: 1)),
                    ("norm2", BatchNorm2d(to)),
                    ("relu2", ReLU()));
                RegisterComponents();
            }

            public override Tensor forward(Tensor input) => layers.call(input);
        }

        public sealed class UNet$N : Module<Tensor, Tensor>
        {
            private readonly DoubleConv$N down1, down2, down3, bottom, up3, up2, up1;
            private readonly ConvTranspose2d rise3, rise2, rise1;
            private readonly MaxPool2d pool;
            private readonly Conv2d last;

            public UNet$N(int classes) : base("UNet$N")
            {
                down1 = new DoubleConv$N(3, 32);
                down2 = new DoubleConv$N(32, 64);
                down3 = new DoubleConv$N(64, 128);
                bottom = new DoubleConv$N(128, 256);
                rise3 = ConvTranspose2d(256, 128, 2, stride: 2);
                rise2 = ConvTranspose2d(128, 64, 2, stride: 2);
                rise1 = ConvTranspose2d(64, 32, 2, stride: 2);
                up3 = new DoubleConv$N(256, 128);
                up2 = new DoubleConv$N(128, 64);
                up1 = new DoubleConv$N(64, 32);
                pool = MaxPool2d(2);
                last = Conv2d(32, classes, 1);
                RegisterComponents();
            }

            /// <param name="image">The image, [N, 3, 256, 256].</param>
            public override Tensor forward(Tensor image)
            {
                var c1 = down1.call(image);
                var c2 = down2.call(pool.call(c1));
                var c3 = down3.call(pool.call(c2));
                var c4 = bottom.call(pool.call(c3));
                var u3 = up3.call(torch.cat(new[] { rise3.call(c4), c3 }, 1));
                var u2 = up2.call(torch.cat(new[] { rise2.call(u3), c2 }, 1));
                var u1 = up1.call(torch.cat(new[] { rise1.call(u2), c1 }, 1));
                return torch.sigmoid(last.call(u1));
            }
        }
        """;

    private const string Transformer = Usings + """
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

    private const string Classifier = Usings + """
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

    private const string Dataset = Usings + """
        public sealed class Images$N
        {
            private readonly List<string> files;
            private readonly Dictionary<string, int> labels = new Dictionary<string, int>();
            private readonly Random random = new Random($N);

            public Images$N(string folder)
            {
                files = Directory.EnumerateFiles(folder, "*.bin").OrderBy(f => f).ToList();
                foreach (var line in File.ReadLines(Path.Combine(folder, "labels.csv")))
                {
                    var fields = line.Split(',');
                    if (fields.Length < 2 || !int.TryParse(fields[1], out var label)) continue;
                    labels[fields[0]] = label;
                }
            }

            public int Count => files.Count;

            public IEnumerable<(Tensor Image, Tensor Label)> Batches(int size, Device device)
            {
                var order = files.OrderBy(_ => random.Next()).ToList();
                for (var start = 0; start + size <= order.Count; start += size)
                {
                    var images = new List<Tensor>();
                    var classes = new List<long>();
                    foreach (var file in order.Skip(start).Take(size))
                    {
                        images.Add(Read(file));
                        classes.Add(labels.TryGetValue(Path.GetFileName(file), out var label) ? label : 0);
                    }

                    yield return (torch.stack(images, 0).to(device), torch.tensor(classes.ToArray(), device: device));
                }
            }

            private static Tensor Read(string file)
            {
                var bytes = File.ReadAllBytes(file);
                var pixels = new float[3 * 32 * 32];
                for (var i = 0; i < pixels.Length && i < bytes.Length; i++) pixels[i] = bytes[i] / 255f;
                var image = torch.tensor(pixels).reshape(3, 32, 32);
                var mean = image.mean();
                return (image - mean).clamp(-3, 3).squeeze();
            }
        }
        """;

    private const string Training = Usings + """
        public sealed class Perceptron$N : Module<Tensor, Tensor>
        {
            private readonly Linear first = Linear(784, 128);
            private readonly Linear second = Linear(128, 10);

            public Perceptron$N() : base("Perceptron$N") => RegisterComponents();

            public override Tensor forward(Tensor x) => second.call(functional.relu(first.call(x.flatten(1))));
        }

        public static class Training$N
        {
            public static double Run(int epochs, Device device)
            {
                var model = new Perceptron$N();
                model.to(device);
                var optimizer = torch.optim.Adam(model.parameters(), lr: 1e-3);
                var loss = CrossEntropyLoss();
                var total = 0.0;
                for (var epoch = 0; epoch < epochs; epoch++)
                {
                    model.train();
                    total = 0;
                    for (var step = 0; step < 100; step++)
                    {
                        using var scope = torch.NewDisposeScope();
                        var input = torch.randn(32, 1, 28, 28, device: device);
                        var target = torch.randint(0, 10, new long[] { 32 }, device: device);
                        optimizer.zero_grad();
                        var result = loss.call(model.call(input), target);
                        result.backward();
                        optimizer.step();
                        total += result.item<float>();
                    }

                    Console.WriteLine($"epoch {epoch}: {total / 100:F4}");
                }

                return Evaluate(model, device) + total;
            }

            private static double Evaluate(Perceptron$N model, Device device)
            {
                model.eval();
                using var guard = torch.no_grad();
                var output = model.call(torch.randn(64, 1, 28, 28, device: device)).squeeze();
                var hits = output.argmax(1).eq(torch.zeros(64, dtype: ScalarType.Int64, device: device)).sum();
                return hits.item<long>() / 64.0;
            }
        }
        """;

    private const string Attention = Usings + """
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

    private const string Decoder = Usings + """
        public sealed class Decoder$N : Module<Tensor, Tensor>
        {
            private readonly Conv2d reduce;
            private readonly ConvTranspose2d rise;
            private readonly AdaptiveAvgPool2d pool;
            private readonly Linear head;

            public Decoder$N() : base("Decoder$N")
            {
                reduce = Conv2d(3, 16, 3, padding: 1);
                rise = ConvTranspose2d(16, 16, 3, stride: 2, padding: 1, output_padding: 1);
                pool = AdaptiveAvgPool2d(4);
                head = Linear(256, 10);
                RegisterComponents();
            }

            /// <param name="x">[N, 3, 32, 32]</param>
            public override Tensor forward(Tensor x)
            {
                var y = functional.relu(reduce.call(x));
                y = rise.call(y);
                y = pool.call(y);
                var z = head.call(y.view(y.shape[0], -1));
                var best = z.unsqueeze(1).squeeze(1);
                return best;
            }
        }
        """;
}
