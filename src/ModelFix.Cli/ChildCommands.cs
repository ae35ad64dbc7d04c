using System.CommandLine;
using ModelFix.Engine.Export.OnnxRuntime;
using ModelFix.Engine.Export.Recording;
using ModelFix.Engine.Export.TorchScript;
using ModelFix.Engine.Verification;

namespace ModelFix.Cli;

/// <summary>What the tool runs in child processes of its own: each is told by the file of a job.</summary>
internal static class ChildCommands
{
    private static readonly (string Name, Action<string> Run)[] Each =
    [
        (ModelProcess.Command, ModelRunner.Run),
        (ModelRecorder.Command, ModelRecorder.Run),
        (OnnxRunner.Command, OnnxRunner.Run),
        (ScriptRunner.Command, ScriptRunner.Run),
    ];

    public static IEnumerable<string> Names => Each.Select(c => c.Name);

    public static IEnumerable<Command> All => Each.Select(child =>
    {
        var job = new Argument<string>("JOB");
        var command = new Command(child.Name, "Run a job of the tool's own.") { job };
        command.Hidden = true;
        command.SetAction(parsed => child.Run(parsed.GetValue(job)!));
        return command;
    });
}
