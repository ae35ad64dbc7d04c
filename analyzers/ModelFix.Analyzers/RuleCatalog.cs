using System.Collections.Immutable;
using ModelFix.Analyzers.Rules.Contract;
using ModelFix.Analyzers.Rules.Convolution;
using ModelFix.Analyzers.Rules.Mutation;
using ModelFix.Analyzers.Rules.Normalization;
using ModelFix.Analyzers.Rules.Pooling;
using ModelFix.Analyzers.Rules.Range;
using ModelFix.Analyzers.Rules.Shape;

namespace ModelFix.Analyzers;

/// <summary>Every rule, by id.</summary>
internal static class RuleCatalog
{
    public static readonly ImmutableArray<Rule> Rules = ImmutableArray.Create<Rule>(
        new ContractRule(),
        new SqueezeRule(),
        new SqueezeAllRule(),
        new SizeViewRule(),
        new ClampRule(),
        new NormalizeRule(),
        new BatchNormRule(),
        new SliceAssignmentRule(),
        new MaskAssignmentRule(),
        new IndexTensorAssignmentRule(),
        new CompoundIndexAssignmentRule(),
        new AdaptivePoolRule(),
        new OutputPaddingRule());

    /// <summary>What is reported where ModelFix itself fails; it always runs, whatever rules are asked for.</summary>
    public static readonly DefectRule Defect = new();

    /// <summary>Everything that is reported, by id: each has a page.</summary>
    public static readonly ImmutableArray<Rule> Documented = Rules.Add(Defect);

    public static Rule? Find(string id) => Rules.FirstOrDefault(r => r.Id == id);
}
