using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace Ordinary;

/// <summary>What stands around models and is never exported: data, losses, metrics, loops.</summary>
public static class Training
{
    public static void Run(Device device)
    {
        using var model = new DigitNet().to(device);
        using var optimizer = optim.Adam(model.parameters(), 1e-3);
        var loss = new FocalLoss(2);
        var best = double.PositiveInfinity;
        for (var epoch = 0; epoch < 10; epoch++)
        {
            model.train();
            foreach (var (images, labels) in Data.Batches(32))
            {
                optimizer.zero_grad();
                var output = model.call(images.to(device));
                var error = loss.call(output, labels.to(device));
                error.backward();
                optimizer.step();
                if (error.item<float>() < best) best = error.ToDouble();
            }

            model.eval();
            using (no_grad())
            {
                var accuracy = Data.Batches(64).Select(b => Accuracy(model.call(b.Images.to(device)), b.Labels)).Average();
                Console.WriteLine($"{epoch}: {best}, {accuracy}");
            }
        }

        model.save("digits.dat");
    }

    private static double Accuracy(Tensor output, Tensor labels)
    {
        var guessed = output.argmax(1).squeeze().cpu();
        var right = zeros(labels.shape[0]);
        for (var i = 0; i < labels.shape[0]; i++) right[i] = guessed[i].eq(labels[i]).to(ScalarType.Float32);
        right[right > 1] = 1f;
        return right.mean().item<float>();
    }
}

/// <summary>Batches of made-up digits.</summary>
public static class Data
{
    public static IEnumerable<(Tensor Images, Tensor Labels)> Batches(int size)
    {
        for (var i = 0; i < 4; i++)
        {
            var images = rand(size, 1, 28, 28);
            images[.., 0, ..2] = 0f;
            images = images.view(images.shape[0], -1).clamp(min: 0.1).view(size, 1, 28, 28);
            var labels = randint(10, new long[] { size, 1 }).squeeze(1);
            yield return (functional.normalize(images), labels);
        }
    }
}

/// <summary>A loss, which changes its target as losses do.</summary>
public sealed class FocalLoss : Module<Tensor, Tensor, Tensor>
{
    private readonly double gamma;

    public FocalLoss(double gamma) : base("FocalLoss") => this.gamma = gamma;

    public override Tensor forward(Tensor input, Tensor target)
    {
        var logarithm = input.gather(1, target.unsqueeze(1)).squeeze(1);
        target[target < 0] = 0;
        var weight = (1 - logarithm.exp()).clamp_min(0).pow(gamma);
        return weight.mul(logarithm).neg().view(target.shape[0], -1).mean();
    }
}

/// <summary>Not a network: a sampler that has tensors and a forward of its own.</summary>
public sealed class Sampler
{
    private readonly Random random = new(3);

    public Tensor forward(Tensor weights)
    {
        var chosen = weights.squeeze();
        if (chosen.sum().item<float>() > 1) chosen = chosen / chosen.sum();
        chosen[random.Next((int)chosen.shape[0])] = 0f;
        return chosen.view(weights.shape[0], -1);
    }
}

/// <summary>A model of packed sequences, which no exporter takes, so nobody exports it.</summary>
public sealed class PackedNet : Module<torch.nn.utils.rnn.PackedSequence, Tensor>
{
    private readonly GRU gru = GRU(8, 16);

    public PackedNet() : base("PackedNet") => RegisterComponents();

    public override Tensor forward(torch.nn.utils.rnn.PackedSequence input)
    {
        var (output, state) = gru.call(input);
        var (padded, lengths) = torch.nn.utils.rnn.pad_packed_sequence(output);
        return padded.view(padded.shape[0], -1).clamp_min(0) + state.squeeze().sum() + lengths.sum();
    }
}
