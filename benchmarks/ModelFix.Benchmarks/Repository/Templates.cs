namespace ModelFix.Benchmarks.Repository;

/// <summary>Files as repositories of models have them. <c>$N</c> is the file's number, so that no two classes have the same name.</summary>
internal static class Templates
{
    /// <summary>Models in which nothing is to be found, and the code around models.</summary>
    public static readonly string[] Clean =
    [
        ImageModels.ResNet, ImageModels.UNet, SequenceModels.Transformer, SequenceModels.Classifier,
        CodeAroundModels.Dataset, CodeAroundModels.Training,
    ];

    /// <summary>Models in which something is to be found, by several rules.</summary>
    public static readonly string[] Hostile = [SequenceModels.Attention, ImageModels.Decoder];

    /// <summary>How every file begins.</summary>
    public const string Usings = """
        using System;
        using System.Collections.Generic;
        using System.IO;
        using System.Linq;
        using TorchSharp;
        using TorchSharp.Modules;
        using static TorchSharp.torch;
        using static TorchSharp.torch.nn;

        namespace Models.Part$N;


        """;
}
