namespace TorchSharp;

public static partial class torch
{
    public static Tensor randint(
        long low,
        long high,
        Size size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        Integers(low, high, size.Shape, new(dtype ?? ScalarType.Int64, device, requires_grad, names), generator);

    public static Tensor randint(
        long high,
        Size size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, size, dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long high,
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        long low,
        long high,
        long[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int low,
        int high,
        int[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        randint(low, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static Tensor randint(
        int high,
        int[] size,
        ScalarType? dtype = null,
        Device? device = null,
        bool requires_grad = false,
        Generator? generator = null,
        string[]? names = null) =>
        randint(0, high, new Size(size), dtype, device, requires_grad, generator, names);

    public static double rand_float(Generator? generator = null) => Source(generator).NextUniform();

    public static double randn_float(Generator? generator = null) => Source(generator).NextNormal();

    public static bool randint_bool(Generator? generator = null) => randint_long(2, generator) == 1;

    public static int randint_int(int high, Generator? generator = null) => (int)randint_long(high, generator);

    public static int randint_int(int low, int high, Generator? generator = null) => (int)randint_long(low, high, generator);

    public static long randint_long(long high, Generator? generator = null) => randint_long(0, high, generator);

    public static long randint_long(long low, long high, Generator? generator = null) => Source(generator).NextInteger(low, high);

    public static Tensor randperm(
        long n, ScalarType? dtype = null, Device? device = null, bool requires_grad = false, Generator? generator = null)
    {
        var order = Enumerable.Range(0, (int)n).Select(static i => (long)i).ToArray();
        for (var i = order.Length - 1; i > 0; i--)
        {
            var j = Source(generator).NextInteger(0, i + 1);
            (order[i], order[j]) = (order[j], order[i]);
        }

        return new TensorOptions(dtype, device, requires_grad, null).Apply(Tensor.FromData(order, [n]));
    }

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    private static Tensor Integers(long low, long high, long[] shape, TensorOptions options, Generator? generator)
    {
        if (low >= high) throw Errors.Torch($"random_ expects 'from' to be less than 'to', but got from={low} >= to={high}");
        var source = Source(generator);
        return options.Apply(Tensor.FromData(Draw(Strided.Count(shape), () => source.NextInteger(low, high)), shape));
    }

    public partial class Tensor
    {
        public Tensor fill_(Scalar value) => Elements.Run<Filling, Tensor>(dtype, "fill_", new(this, value));

        public Tensor zero_() => fill_(0);

        public Tensor uniform_(double from, double to, Generator? generator = null)
        {
            var source = Source(generator);
            return Sample("uniform_", () => from + ((to - from) * source.NextUniform()));
        }

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null)
        {
            var source = Source(generator);
            return Sample("normal_", () => mean + (std * source.NextNormal()));
        }

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null)
        {
            var source = Source(generator);
            WriteData(Draw(numel(), () => source.NextUniform() < p));
            return this;
        }

        /// <summary>1 with the probability that each element gives, else 0.</summary>
        public Tensor bernoulli(Generator? generator = null)
        {
            var source = Source(generator);
            var drawn = Array.ConvertAll(CopyData<double>(), p => source.NextUniform() < p);
            return FromData(drawn, shape).to_type(dtype);
        }

        private Tensor Sample(string op, Func<double> next)
        {
            if (!is_floating_point()) throw Errors.NotImplemented(op, dtype);
            WriteData(Draw(numel(), next));
            return this;
        }

        private readonly record struct Filling(Tensor Destination, Scalar Value) : IElementComputation<Tensor>
        {
            public Tensor Run<T>() where T : unmanaged
            {
                var data = GC.AllocateUninitializedArray<T>((int)Destination.numel());
                Array.Fill(data, Value.As<T>());
                Destination.WriteData(data);
                return Destination;
            }
        }
    }
}
