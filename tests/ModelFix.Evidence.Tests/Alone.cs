namespace ModelFix.Evidence.Tests;

/// <summary>
/// Tests that draw the same random numbers twice run when no other test draws any: libtorch has one generator for the whole process.
/// </summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;
