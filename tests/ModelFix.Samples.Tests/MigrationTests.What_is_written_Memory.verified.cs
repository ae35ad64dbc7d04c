// before
// ==== MemoryNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Memory;

/// <summary>A key/value memory that is read by attention after its slots have been edited in place.</summary>
public sealed class MemoryNet : Module<Tensor, Tensor>
{
    private const int Slots = 6;
    private const int Width = 8;

    private readonly Linear keys;
    private readonly Linear values;
    private readonly Linear query;
    private readonly Tensor positions;

    public MemoryNet() : base(nameof(MemoryNet))
    {
        keys = Linear(Width, Width);
        values = Linear(Width, Width);
        query = Linear(Width, Width);

        // A table that is filled once, when the model is built: harmless.
        positions = torch.zeros(new long[] { Slots, Width });
        for (var i = 0; i < Slots; i++)
            positions[i] = torch.full(new long[] { Width }, i * 0.1);
        RegisterComponents();
    }

    /// <param name="x">Slot contents, float32[N, 6, 8].</param>
    /// <returns>What was read, [N, 6, 8].</returns>
    public override Tensor forward(Tensor x)
    {
        var k = keys.call(x) + positions;
        var v = values.call(x);
        var q = query.call(x);

        // The first slot is reserved, the last two are shared.
        k[.., 0] = 0f;
        v[.., 4..6] = q[.., 4..6];
        v[.., 1..3, ..4] = torch.zeros_like(v[.., 1..3, ..4]);
        k[TensorIndex.Ellipsis, 7] = q[TensorIndex.Ellipsis, 7];

        // Attention with a causal mask.
        var scores = q.matmul(k.transpose(1, 2)) / Math.Sqrt(Width);
        var future = torch.ones(new long[] { Slots, Slots }, dtype: ScalarType.Bool, device: x.device).triu(1);
        scores = scores.masked_fill(future, -1e4);
        var weights = scores.softmax(-1);

        // Weak links are cut, strong ones are strengthened.
        weights[weights < 0.05f] = 0f;
        weights[.., 2] *= 1.5f;

        var read = weights.matmul(v);
        return Rewrite(read, x);
    }

    /// <summary>Writes gated copies of the input back into some slots.</summary>
    /// <param name="read">float32[N, 6, 8]</param>
    /// <param name="x">float32[N, 6, 8]</param>
    private static Tensor Rewrite(Tensor read, Tensor x)
    {
        var slots = read.transpose(0, 1).clone();
        var incoming = x.transpose(0, 1);

        var order = torch.tensor(new long[] { 3, 1 }, device: x.device);
        slots[order] = incoming.index_select(0, order).sigmoid();
        slots[0] += incoming[0];

        var quiet = slots.abs() < 1e-3f;
        slots[quiet] = incoming[quiet];
        return slots.transpose(0, 1);
    }
}

// after
// ==== MemoryNet.cs
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Memory;

/// <summary>A key/value memory that is read by attention after its slots have been edited in place.</summary>
public sealed class MemoryNet : Module<Tensor, Tensor>
{
    private const int Slots = 6;
    private const int Width = 8;

    private readonly Linear keys;
    private readonly Linear values;
    private readonly Linear query;
    private readonly Tensor positions;

    public MemoryNet() : base(nameof(MemoryNet))
    {
        keys = Linear(Width, Width);
        values = Linear(Width, Width);
        query = Linear(Width, Width);

        // A table that is filled once, when the model is built: harmless.
        positions = torch.zeros(new long[] { Slots, Width });
        for (var i = 0; i < Slots; i++)
            positions[i] = torch.full(new long[] { Width }, i * 0.1);
        RegisterComponents();
    }

    /// <param name="x">Slot contents, float32[N, 6, 8].</param>
    /// <returns>What was read, [N, 6, 8].</returns>
    public override Tensor forward(Tensor x)
    {
        var k = keys.call(x) + positions;
        var v = values.call(x);
        var q = query.call(x);

        // The first slot is reserved, the last two are shared.
        k = torch.cat(new[] { torch.zeros_like(k.narrow(1, 0, 1)), k.narrow(1, 1, 5) }, 1);
        v = torch.cat(new[] { v.narrow(1, 0, 4), q[.., 4..6] }, 1);
        v = torch.cat(new[]
        {
            v.narrow(1, 0, 1),
            torch.cat(new[] { torch.zeros_like(v[.., 1..3, ..4]), v.narrow(1, 1, 2).narrow(2, 4, 4) }, 2),
            v.narrow(1, 3, 3),
        }, 1);
        k = torch.cat(new[] { k.narrow(2, 0, 7), q[TensorIndex.Ellipsis, 7].unsqueeze(2).to(k.dtype) }, 2);

        // Attention with a causal mask.
        var scores = q.matmul(k.transpose(1, 2)) / Math.Sqrt(Width);
        var future = torch.ones(new long[] { Slots, Slots }, dtype: ScalarType.Bool, device: x.device).triu(1);
        scores = scores.masked_fill(future, -1e4);
        var weights = scores.softmax(-1);

        // Weak links are cut, strong ones are strengthened.
        weights = weights.masked_fill(weights < 0.05f, 0f);
        weights = torch.cat(new[] { weights.narrow(1, 0, 2), weights.narrow(1, 2, 1) * 1.5f, weights.narrow(1, 3, 3) }, 1);

        var read = weights.matmul(v);
        return Rewrite(read, x);
    }

    /// <summary>Writes gated copies of the input back into some slots.</summary>
    /// <param name="read">float32[N, 6, 8]</param>
    /// <param name="x">float32[N, 6, 8]</param>
    private static Tensor Rewrite(Tensor read, Tensor x)
    {
        var slots = read.transpose(0, 1).clone();
        var incoming = x.transpose(0, 1);

        var order = torch.tensor(new long[] { 3, 1 }, device: x.device);
        slots = slots.index_copy(0, order, incoming.index_select(0, order).sigmoid().to(slots.dtype));
        slots = torch.cat(new[] { (slots.select(0, 0) + incoming[0]).unsqueeze(0).to(slots.dtype), slots.narrow(0, 1, 5) }, 0);

        var quiet = slots.abs() < 1e-3f;
        slots = torch.where(quiet, incoming.to(slots.dtype), slots);
        return slots.transpose(0, 1);
    }
}
