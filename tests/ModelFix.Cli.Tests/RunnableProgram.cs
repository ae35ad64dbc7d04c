using ModelFix.Testing;

namespace ModelFix.Cli.Tests;

/// <summary>
/// A program with models of its own and of a library, built once; its first argument says what it does. It finds libtorch where the system
/// looks for libraries.
/// </summary>
public sealed class RunnableProgram : IDisposable
{
    /// <summary>The models of the library.</summary>
    public const string Library = """
        #nullable enable
        using System;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Lib;

        public class Pair : Module<Tensor, Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> conv = Conv2d(3, 8, 3);
            public Pair() : base("Pair") => RegisterComponents();
            public override Tensor forward(Tensor left, Tensor right) => conv.call(left) + conv.call(right);
        }

        public class Tokens : Module<Tensor, Tensor?, Tensor>
        {
            private readonly Module<Tensor, Tensor> rows = Embedding(9, 4);
            public Tokens() : base("Tokens") => RegisterComponents();
            public override Tensor forward(Tensor tokens, Tensor? mask) => rows.call(tokens);
        }

        public class Tuples : Module<(Tensor, Tensor), bool, Tensor, Tensor>
        {
            public Tuples() : base("Tuples") { }
            public override Tensor forward((Tensor, Tensor) both, bool flag, Tensor x) => both.Item1 + x;
        }

        public class Stated : Module<Tensor, Tensor>
        {
            public Stated() : base("Stated") { }
            /// <param name="x">[N, 3]</param>
            public override Tensor forward(Tensor x) => x * 2;
        }

        public static class Outer
        {
            public class Generic<T> : Module<Tensor, Tensor>
            {
                public Generic() : base("Generic") { }
                public override Tensor forward(Tensor x) => x * 2;
            }
        }

        public class Own : Module
        {
            public Own() : base("Own") { }
            public Tensor forward(Tensor x) => x * 2;
        }
        """;

    /// <summary>The program, and the model that stands in it.</summary>
    public const string Program = """
        using System;
        using System.IO;
        using System.Threading;
        using System.Threading.Tasks;
        using TorchSharp;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        public sealed class Net : Module<Tensor, Tensor>
        {
            private readonly Module<Tensor, Tensor> conv = Sequential(Conv2d(3, 8, 3), ReLU());
            public Net() : base("Net") => RegisterComponents();
            public override Tensor forward(Tensor image) => conv.call(image);
        }

        public static class Program
        {
            public static async Task<int> Main(string[] arguments)
            {
                await Task.Yield();
                Console.WriteLine($"got {string.Join("|", arguments)}");
                switch (arguments[0])
                {
                    case "nothing":
                        break;
                    case "call":
                        new Net().call(rand(1, 3, 32, 48));
                        new Net().call(rand(16, 3, 32, 48));
                        break;
                    case "forward":
                        Func<Tensor, Tensor> forward = new Net().forward;
                        forward(rand(2, 3, 32, 48));
                        new Net().forward(rand(2, 3, 64, 48));
                        new Net().forward(rand(2, 3, 32, 48));
                        break;
                    case "single":
                        new Net().call(rand(3, 32, 48));
                        break;
                    case "both":
                        new Net().call(rand(1, 3, 9, 9));
                        new Lib.Pair().call(rand(4, 3, 8, 8), rand(4, 3, 8, 8));
                        new Lib.Pair().call(rand(2, 3, 8, 8), rand(2, 3, 8, 8));
                        break;
                    case "pair":
                        new Lib.Pair().call(rand(1, 3, 8, 8), rand(1, 3, 8, 8));
                        break;
                    case "tokens":
                        new Lib.Tokens().call(zeros(2, 5, int64), arguments.Length > 1 ? zeros(2, 5) : null);
                        new Lib.Tokens().call(zeros(2, 7, int64), zeros(2, 7));
                        break;
                    case "others":
                        new Lib.Tuples().call((rand(2, 5), rand(2, 5)), true, rand(2, 5));
                        new Lib.Stated().call(rand(2, 4));
                        new Lib.Own().forward(rand(2, 4));
                        break;
                    case "generic":
                        new Lib.Outer.Generic<int>().call(rand(2));
                        new Lib.Outer.Generic<Net>().call(rand(2));
                        break;
                    case "fail":
                        new Net().call(rand(1, 3, 32, 48));
                        try { new Net().call(rand(1, 4, 32, 48)); } catch (ArgumentException) { }
                        return 7;
                    case "wait":
                        File.WriteAllText(arguments[1], "");
                        Thread.Sleep(TimeSpan.FromMinutes(5));
                        break;
                }

                return 0;
            }
        }
        """;

    /// <summary>Where the system looks for libraries.</summary>
    private static readonly string Variable = OperatingSystem.IsWindows() ? "PATH"
        : OperatingSystem.IsMacOS() ? "DYLD_LIBRARY_PATH"
        : "LD_LIBRARY_PATH";

    private readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public RunnableProgram()
    {
        Environment.SetEnvironmentVariable(Variable, $"{Libtorch.Folder}{Path.PathSeparator}{_before}");
        Sources.Write("lib/Models.cs", Library);
        Sources.Write("lib/lib.csproj", Project("", TestCompilation.TorchPath));
        Sources.Write("app/Program.cs", Program);
        Sources.Write(
            "app/app.csproj",
            Project("<OutputType>Exe</OutputType>", TestCompilation.TorchPath, "<ProjectReference Include=\"../lib/lib.csproj\" />"));
        Command.Dotnet(Folder, "build", "app/app.csproj", "-v:q", "--nologo").Succeeded();
    }

    public string Folder => Sources.Path;

    /// <summary>What is built, to be run with the dotnet command.</summary>
    public string Built => Path.Combine(Folder, "app", "bin", "Debug", "net10.0", "app.dll");

    private TemporaryFolder Sources { get; } = new();

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Variable, _before);
        Sources.Dispose();
    }

    private static string Project(string properties, string torchSharp, string items = "") => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup><TargetFramework>net10.0</TargetFramework>{properties}</PropertyGroup>
          <ItemGroup><Reference Include="{torchSharp}" />{items}</ItemGroup>
        </Project>
        """;
}
