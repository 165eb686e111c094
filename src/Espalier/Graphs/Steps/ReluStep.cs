using System.Numerics;
using Espalier.Numerics;

namespace Espalier.Graphs.Steps;

/// <summary>max(x, +0), with NaN kept.</summary>
internal sealed class ReluStep<T>(int length) : Step<T>(length, length)
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers) =>
        Elementwise.Relu(inputs, outputs);
}
