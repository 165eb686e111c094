using System.Numerics;
using Espalier.Graphs.Operators;

namespace Espalier.Graphs.Steps;

/// <summary>scale·x, then + shift, element by element.</summary>
internal sealed class AffineStep<T> : Step<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private readonly T[]? _scale;
    private readonly T[]? _shift;

    public AffineStep(ElementwiseAffine layer, Shape input)
        : base(input.Length, input.Length)
    {
        _scale = Spread(Convert(layer.Scale), input.Length);
        _shift = Spread(Convert(layer.Shift), input.Length);
    }

    public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, StepBuffers<T> buffers)
    {
        for (int n = 0; n < count; n++)
        {
            ReadOnlySpan<T> input = inputs.Slice(n * InputLength, InputLength);
            Span<T> output = outputs.Slice(n * OutputLength, OutputLength);
            for (int i = 0; i < input.Length; i++)
            {
                T value = input[i];
                if (_scale is not null) value *= _scale[i];
                if (_shift is not null) value += _shift[i];
                output[i] = value;
            }
        }
    }

    /// <summary>A single number or one number per channel, repeated for every element it belongs to.</summary>
    private static T[]? Spread(T[]? factor, int length)
    {
        if (factor is null) return null;
        int repeat = length / factor.Length;
        var spread = new T[length];
        for (int i = 0; i < length; i++) spread[i] = factor[i / repeat];
        return spread;
    }
}
