using ModelFix.Core.Values;

namespace ModelFix.Core.Operators;

/// <summary>Why a call throws.</summary>
/// <param name="Reason">What does not fit what, with both shapes. One sentence, no full stop.</param>
/// <param name="Tensors">The tensors that it speaks of.</param>
internal sealed record Mismatch(string Reason, params TensorValue[] Tensors);
