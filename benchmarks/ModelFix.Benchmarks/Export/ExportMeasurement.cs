using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace ModelFix.Benchmarks.Export;

/// <summary>Exports a ResNet-50 as a user does: what it takes, and how much memory the largest process has at most. Linux alone.</summary>
/// <param name="tool">modelfix.dll.</param>
internal sealed class ExportMeasurement(string tool)
{
    private const int Rounds = 3;

    /// <summary>Those of a process's children that have ended, and of theirs.</summary>
    private const int OfChildren = -1;

    /// <summary>He et al. 2015, table 1: 25.6 million weights.</summary>
    private const string Model = """
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public sealed class ResNet50 : Module<Tensor, Tensor>
        {
            private readonly Sequential layers;

            public ResNet50() : base(nameof(ResNet50))
            {
                layers = Sequential(Conv2d(3, 64, 7, stride: 2, padding: 3, bias: false), BatchNorm2d(64), ReLU(), MaxPool2d(3, 2, 1));
                var width = 64L;
                foreach (var (planes, blocks) in new[] { (64L, 3), (128L, 4), (256L, 6), (512L, 3) })
                    for (var i = 0; i < blocks; i++)
                    {
                        layers.append(new Bottleneck(width, planes, i == 0 && planes > 64 ? 2 : 1));
                        width = 4 * planes;
                    }

                layers.append(AdaptiveAvgPool2d(1)).append(Flatten()).append(Linear(width, 1000));
                RegisterComponents();
            }

            /// <param name="x">float32[N, 3, 224, 224]</param>
            public override Tensor forward(Tensor x) => layers.call(x);
        }

        public sealed class Bottleneck : Module<Tensor, Tensor>
        {
            private readonly Sequential body;
            private readonly Sequential shortcut = Sequential();

            public Bottleneck(long width, long planes, long stride) : base(nameof(Bottleneck))
            {
                body = Sequential(
                    Conv2d(width, planes, 1, bias: false), BatchNorm2d(planes), ReLU(),
                    Conv2d(planes, planes, 3, stride: stride, padding: 1, bias: false), BatchNorm2d(planes), ReLU(),
                    Conv2d(planes, 4 * planes, 1, bias: false), BatchNorm2d(4 * planes));
                if (stride > 1 || width != 4 * planes)
                    shortcut = Sequential(Conv2d(width, 4 * planes, 1, stride: stride, bias: false), BatchNorm2d(4 * planes));
                RegisterComponents();
            }

            public override Tensor forward(Tensor x) => functional.relu(body.call(x) + shortcut.call(x));
        }
        """;

    /// <summary>Runs it and writes the table; the first run also loads what the tool restores for itself, and is not counted.</summary>
    public void Run(TextWriter output)
    {
        var folder = Directory.CreateTempSubdirectory("modelfix-export").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "ResNet50.cs"), Model);
            Export(folder);
            var least = Enumerable.Range(0, Rounds).Select(_ => Export(folder)).Min();
            var weights = new FileInfo(Path.Combine(folder, "ResNet50.onnx")).Length / 1e6;
            _ = GetUsage(OfChildren, out var usage);
            output.WriteLine("| wall | largest process | weights | largest process, less 1 GB, to weights |");
            output.WriteLine("|---|---|---|---|");
            var peak = usage.LargestKilobytes / 1e3;
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {least:F1} s | {peak:F0} MB | {weights:F0} MB | {(peak - 1000) / weights:F1} |"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <returns>The seconds that it took.</returns>
    /// <exception cref="InvalidOperationException">It was not exported.</exception>
    private double Export(string folder)
    {
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(new ProcessStartInfo("dotnet", [tool, "export", "--no-progress"])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
        })!;
        var said = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException(said);
    }

    [DllImport("libc", EntryPoint = "getrusage")]
    private static extern int GetUsage(int whose, out Usage usage);

    /// <summary>getrusage(2).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Usage
    {
        /// <summary>Processor time of the user and of the system, each as seconds and microseconds.</summary>
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
        public long LargestKilobytes;

        /// <summary>Thirteen numbers that nothing here asks for.</summary>
        [MarshalAs(UnmanagedType.ByValArray, SizeConst = 13)]
        public long[] Others;
    }
}
