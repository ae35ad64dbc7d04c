using Microsoft.CodeAnalysis.CSharp.Syntax;
using ModelFix.Engine.Loading;
using ModelFix.Engine.Observation;
using ModelFix.Engine.Reporting;
using ModelFix.Engine.Verification;
using ModelFix.Testing;
using Recording = ModelFix.Engine.Export.Recording.Recording;

namespace ModelFix.Cli.Tests.Observation;

/// <summary>
/// Models are recorded, and nothing that libtorch gives contradicts what is inferred of the expression that asks for it; nor what the
/// recording says of each tensor and of the line that it is made in.
/// </summary>
[Collection("verify")]
public sealed class ObservedModelTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("EfficientSeg", 42)]
    [InlineData("FaceNet", 31)]
    [InlineData("Memory", 46)]
    [InlineData("SceneNet", 38)]
    [InlineData("SceneParse", 86)]
    [InlineData("StereoNet", 49)]
    [InlineData("Tracker", 70)]
    [InlineData("VideoNet", 19)]
    public void A_sample_does_what_is_inferred(string name, int compared) =>
        AssertAgrees(Path.Combine(Repository.Root, "samples", name), compared);

    [Theory]
    [InlineData("Detection", 10)]
    [InlineData("Diffusion", 41)]
    [InlineData("LstmClassifier", 15)]
    [InlineData("Matcher", 12)]
    [InlineData("Mixer", 17)]
    [InlineData("Resnet", 16)]
    [InlineData("TiedWeights", 10)]
    [InlineData("TransformerEncoder", 23)]
    [InlineData("Unet", 12)]
    public void A_model_does_what_is_inferred(string name, int compared)
    {
        var model = Path.Combine(AppContext.BaseDirectory, "Export", "Models", name + ".cs.txt");
        _folder.Write("Net.cs", ForwardSource.Usings + File.ReadAllText(model));

        AssertAgrees(_folder.Path, compared);
    }

    /// <summary>Shapes tell apart what has the same name on a line, so that a join in another order would be a contradiction.</summary>
    [Fact]
    public void Calls_are_joined_to_what_is_written()
    {
        _folder.Write("Net.cs", ForwardSource.Usings + """
            public class Net : Module<Tensor, Tensor>
            {
                private readonly LSTM lstm = LSTM(3, 5, batchFirst: true);
                private Tensor? kept;

                public Net() : base("Net") => RegisterComponents();

                /// <param name="x">float32[2, 3, N]</param>
                public override Tensor forward(Tensor x)
                {
                    var a = x.view(3, 2, -1).view(6, -1).view(1, 6, -1); var b = x.select(0, 0).select(0, 0);
                    var c = x.unsqueeze(0)
                        .squeeze(0)
                        .unsqueeze(3);
                    var d = x.shape[0] > 1 ? x.select(0, 0) : x.select(1, 0);
                    Func<Tensor, Tensor> f = t => t.unsqueeze(0).unsqueeze(4);
                    Tensor Local(Tensor t) => t.transpose(0, 1).transpose(1, 2);
                    var (g, h) = (f(x).unsqueeze(0), Local(Local(x)));
                    (a, b) = (b, a);
                    var i = Second(second: x.select(0, 0), first: x.select(1, 0));
                    i += x.select(0, 1).select(1, 0).unsqueeze(1) + x.select(1, 1).select(0, 0);
                    i = (x.shape[0] > 5 ? x.select(0, 0) : x.shape[0] > 1 ? x.select(2, 1) : x.select(1, 0)).select(1, 0);
                    var j = kept ?? x.select(1, 0) ?? x.select(0, 0);
                    if ((i.dim() > 1 ? x.select(0, 0) : x.select(1, 0)).dim() > 3 || x.select(2, 0).dim() > 3) j = j.relu();
                    i = Any(x.shape[0] switch { 2 => x.select(2, 0).select(0, 0), _ => x.select(1, 0) });
                    var k = x[0][.., 1].unsqueeze(0)[0];
                    var m = torch.cat(new[] { x.select(0, 0), x.select(1, 0) }, 0);
                    var (n, o, _) = lstm.call(x.select(1, 0).unsqueeze(2).expand(2, x.shape[2], 3));
                    kept = x.select(0, 0).select(1, 0);
                    for (Tensor p = x.select(0, 0), q = x.select(1, 0); p.dim() > 1; p = p.select(0, 0))
                        q = q.select(0, 0).unsqueeze(0).expand_as(q);
                    using (var s = x.relu()) kept = s.select(1, 0).select(1, 0);
                    x = -x * 2 + x.unsqueeze(0).select(0, 0);
                    return x;
                }

                private static Tensor Second(Tensor first, Tensor second) => second;

                private static Tensor Any(Tensor any) => any;
            }
            """);

        // Behind a switch expression, the compiler says of nothing where it is from.
        AssertAgrees(
            _folder.Path, 86, "i", "Any(x.shape[0] switch { 2 => x.select(2, 0).select(0, 0), _ => x.select(1, 0) })");
    }

    private void AssertAgrees(string folder, int compared, params string[] notJoined)
    {
        var project = ProjectSet.Load([folder], [], null, _ => { }).Single();
        var observer = new ModelObserver(VerificationOptions.Default, _ => { });
        Observations? recorded = null;

        var report = ShapesReport.Of(
            [project],
            folder,
            (p, torch) => recorded = observer.Run(p, torch, _folder.Folder("recorded"), CancellationToken.None),
            CancellationToken.None).Observed!;

        Assert.Empty(report.Failures);
        Assert.Empty(report.All.Where(t => t.State == ObservedState.Contradicts).Select(t => $"{t.Node}: {t.Inferred}, {t.Contradiction}"));
        Assert.All(recorded!.Runs, run => AssertRecorded(run.Recording!, recorded));
        Assert.Equal(notJoined, report.All.Where(t => t.State == ObservedState.NotJoined).Select(t => t.Node.ToString()));
        Assert.True(report.All.Count(t => t.IsCompared && t.State == ObservedState.Agrees) >= compared);
    }

    /// <summary>
    /// What the recording says of a tensor is what libtorch says where it is given, and the line where it is made is that one.
    /// </summary>
    private static void AssertRecorded(Recording recording, Observations recorded)
    {
        var makers = recording.Calls.SelectMany(c => c.Results.Select(r => (Result: r, Call: c))).ToLookup(c => c.Result, c => c.Call);
        foreach (var sights in recording.Sights.Where(s => s.Tensor is not null).GroupBy(s => s.Tensor!.Value))
        {
            var tensor = recording.Tensors[sights.Key];
            Assert.All(sights, s => Assert.Equal((tensor.Type, string.Join(", ", tensor.Shape)), (s.Type, string.Join(", ", s.Shape))));
            // Who gets a tensor first is the statement that made it.
            if (recorded.Joined.GetValueOrDefault(sights.First().Site) is not { Node: not ParameterSyntax and var node }
                || makers[sights.Key].LastOrDefault() is not { } maker)
                continue;
            var statement = node.AncestorsAndSelf().First(n => n is StatementSyntax or ArrowExpressionClauseSyntax);
            var lines = statement.SyntaxTree.GetLineSpan(statement.Span);
            Assert.Equal(node.SyntaxTree.FilePath, maker.Place?.File);
            Assert.InRange(maker.Place!.Line, lines.StartLinePosition.Line + 1, lines.EndLinePosition.Line + 1);
        }
    }
}
