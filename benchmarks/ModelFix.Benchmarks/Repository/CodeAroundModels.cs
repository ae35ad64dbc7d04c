namespace ModelFix.Benchmarks.Repository;

/// <summary>Templates of what else a repository of models has: data and training, where nothing is to be found.</summary>
internal static class CodeAroundModels
{
    public const string Dataset = Templates.Usings + """
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

    public const string Training = Templates.Usings + """
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
}
