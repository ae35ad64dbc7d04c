using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

// In one process: the ratios are what counts, and a build for each benchmark would cost more than the benchmark.
var job = Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance);
var config = DefaultConfig.Instance.AddJob(job).HideColumns(Column.Error, Column.RatioSD);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
