using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using ModelFix.Benchmarks.Export;
using ModelFix.Benchmarks.Repository;

switch (args)
{
    case ["repository", var folder, var count, .. var kind]:
        GeneratedRepository.Write(folder, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture), isClean: kind is ["clean"]);
        return;
    case ["export", var tool]:
        new ExportMeasurement(System.IO.Path.GetFullPath(tool)).Run(Console.Out);
        return;
    case ["compare", .. var tools]:
        new ToolComparison(tools).Run(Console.Out);
        return;
}

// In one process: the ratios are what counts, and a build for each benchmark would cost more than the benchmark.
// Eight rounds to warm up: the compiler is large, and its code is still being improved in the first.
var job = Job.ShortRun.WithWarmupCount(8).WithIterationCount(10).WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance.AddJob(job).AddColumn(StatisticColumn.Min).HideColumns(Column.Error, Column.RatioSD);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
