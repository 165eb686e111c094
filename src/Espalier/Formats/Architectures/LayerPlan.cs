using Espalier.Graphs.Operators;

namespace Espalier.Formats.Architectures;

/// <summary>One layer of an architecture: all of it but its numbers.</summary>
internal abstract record LayerPlan;

/// <summary>A layer without parameters, which is its own plan.</summary>
internal sealed record FixedPlan(Operator Layer) : LayerPlan;

/// <summary>A convolution; its kernel comes from the tensor.</summary>
internal sealed record ConvolutionPlan(Window Window) : LayerPlan;

/// <summary>A dense layer; its sizes come from the tensor.</summary>
internal sealed record DensePlan : LayerPlan;

/// <summary>An elementwise layer, and which of its two factors it has.</summary>
internal sealed record AffinePlan(bool Scale, bool Shift) : LayerPlan;
