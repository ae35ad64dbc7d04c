namespace TorchSharp;

public static partial class torch
{
    /// <summary>A seeded source of random numbers. Equal seeds give equal numbers here, but not libtorch's numbers.</summary>
    public class Generator : IDisposable
    {
        private static readonly Generator s_default = new(67280421310721);
        private ulong _state;
        private long _seed;

        /// <param name="seed">Where the sequence starts.</param>
        /// <param name="device">Only the CPU.</param>
        public Generator(ulong seed = 0, Device? device = null)
        {
            this.device = Require(device);
            manual_seed(unchecked((long)seed));
        }

        public static Generator Default => s_default;

        public Device device { get; }

        public Generator manual_seed(long seed)
        {
            _seed = seed;
            _state = unchecked((ulong)seed);
            return this;
        }

        public long seed()
        {
            manual_seed(Random.Shared.NextInt64());
            return _seed;
        }

        public long initial_seed() => _seed;

        public Tensor get_state() => tensor([unchecked((long)_state), _seed]);

        public void set_state(Tensor value)
        {
            var state = value.CopyData<long>();
            if (state.Length != 2) throw new ArgumentException("A generator's state is what get_state returned.", nameof(value));
            manual_seed(state[1]);
            _state = unchecked((ulong)state[0]);
        }

        public void Dispose()
        {
            Dispose(disposing: true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
        }

        // SplitMix64 (Steele, Lea and Flood, 2014): one word of state, so that a state is easy to save.
        internal ulong NextBits()
        {
            unchecked
            {
                _state += 0x9E3779B97F4A7C15;
                var z = _state;
                z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
                z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
                return z ^ (z >> 31);
            }
        }

        /// <summary>Uniform in [0, 1), a multiple of 2^-24, so that it stays below 1 as a float.</summary>
        internal double NextUniform() => (NextBits() >> 40) * (1.0 / (1 << 24));

        /// <summary>Standard normal, by the Box-Muller transform. Its second number is not kept, so that the state is one word.</summary>
        internal double NextNormal()
        {
            var radius = Math.Sqrt(-2 * Math.Log(1 - NextUniform()));
            var angle = 2 * Math.PI * NextUniform();
            return radius * Math.Cos(angle);
        }

        /// <summary>Uniform over the integers in [low, high).</summary>
        internal long NextInteger(long low, long high) => low + (long)(NextBits() % (ulong)(high - low));
    }

    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static long seed() => Generator.Default.seed();

    public static long initial_seed() => Generator.Default.initial_seed();

    public static Tensor get_rng_state() => Generator.Default.get_state();

    public static void set_rng_state(Tensor new_state) => Generator.Default.set_state(new_state);

    public static class random
    {
        public static long seed() => torch.seed();

        public static long initial_seed() => torch.initial_seed();

        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static Tensor get_rng_state() => torch.get_rng_state();

        public static void set_rng_state(Tensor new_state) => torch.set_rng_state(new_state);
    }
}
