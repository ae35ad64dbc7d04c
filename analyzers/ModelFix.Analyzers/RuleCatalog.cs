using System.Collections.Immutable;
using ModelFix.Analyzers.Rules.Contract;
using ModelFix.Analyzers.Rules.Convolution;
using ModelFix.Analyzers.Rules.Indexing;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Analyzers.Rules.Normalization;
using ModelFix.Analyzers.Rules.Numerics;
using ModelFix.Analyzers.Rules.Pooling;
using ModelFix.Analyzers.Rules.Range;
using ModelFix.Analyzers.Rules.Shape;
using ModelFix.Analyzers.Rules.Tracing;
using ModelFix.Analyzers.Rules.Weights;

namespace ModelFix.Analyzers;

/// <summary>Every rule, in the order of ids.</summary>
internal static class RuleCatalog
{
    public static readonly ImmutableArray<Rule> Rules = new Rule[]
    {
        new ContractRule(),
        new SqueezeRule(),
        new SqueezeAllRule(),
        new SizeViewRule(),
        new SizeDataRule(),
        new SizedTensorRule(),
        new ChunkRule(),
        new RearrangementRule(),
        new RepeatInterleaveRule(),
        new DimAsTypeRule(),
        new ClampRule(),
        new DivisionRule(),
        new NormalizeRule(),
        new BatchNormRule(),
        new GroupNormRule(),
        new WholeMeanRule(),
        new PReLURule(),
        new SpreadRule(),
        new IndexAssignmentRule(),
        new ArgumentMutationRule(),
        new AdaptivePoolRule(),
        new UnbatchedPoolRule(),
        new PoolOptionsRule(),
        new AdaptiveMaxPool3dRule(),
        new InterpolateRule(),
        new ResampleRule(),
        new OutputPaddingRule(),
        new SamePaddingRule(),
        new CircularPadRule(),
        new ScaleFactorRule(),
        new GatherRule(),
        new SelectionRule(),
        new BatchLoopRule(),
        new EinsumRule(),
        new TensorValueRule(),
        new ShapeBranchRule(),
        new SizeArithmeticRule(),
        new DeviceMoveRule(),
        new AutogradFunctionRule(),
        new DropoutRule(),
        new DroppedOperationsRule(),
        new WhereDtypeRule(),
        new OverflowRule(),
        new LenientLoadRule(),
        new BufferRule(),
    }.ToImmutableArray();

    /// <summary>What is reported where ModelFix itself fails; it always runs, whatever rules are asked for.</summary>
    public static readonly DefectRule Defect = new();

    /// <summary>What the rules report, by id.</summary>
    public static readonly ImmutableArray<RuleDescriptor> Descriptors = Rules.SelectMany(r => r.Descriptors).ToImmutableArray();

    /// <summary>Everything that is reported, by id: each has a page.</summary>
    public static readonly ImmutableArray<RuleDescriptor> Documented = Descriptors
        .Add(UnusedSuppressionRule.Unused)
        .Add(ConfigurationRule.Mistake)
        .Add(DefectRule.Defect)
        .OrderBy(d => d.Id, StringComparer.Ordinal)
        .ToImmutableArray();

    /// <summary>The rule as far as it reports an id, or null where none does.</summary>
    public static Rule? Find(string id) => Rules.Only(d => d.Id == id).SingleOrDefault();
}
