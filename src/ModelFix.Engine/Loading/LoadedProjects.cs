using System.Collections;

namespace ModelFix.Engine.Loading;

/// <summary>The projects that were loaded, and why others were not.</summary>
/// <param name="begins">Is told what is loaded next.</param>
internal sealed class LoadedProjects(Action<string> begins) : IReadOnlyList<LoadedProject>
{
    private readonly List<LoadedProject> _projects = [];
    private readonly List<EngineException> _failures = [];

    public int Count => _projects.Count;

    /// <summary>The folders that were named, by themselves or by a project or solution in them.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [];

    /// <summary>What did not load: it is named, and the rest is done.</summary>
    public IReadOnlyList<EngineException> Failures => _failures;

    public LoadedProject this[int index] => _projects[index];

    /// <summary>Notes what does not load.</summary>
    public void Fail(EngineException failure) => _failures.Add(failure);

    /// <summary>Adds what a function loads, or the reason why it does not.</summary>
    public void Try(string name, Func<IEnumerable<LoadedProject>> load)
    {
        begins(name);
        try
        {
            _projects.AddRange(load());
        }
        catch (EngineException e) when (e.ExitCode == ExitCodes.NotLoaded)
        {
            _failures.Add(e);
        }
    }

    public IEnumerator<LoadedProject> GetEnumerator() => _projects.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
