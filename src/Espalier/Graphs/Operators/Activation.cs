using System.Numerics;
using Espalier.Graphs.Evaluation;
using Espalier.Numerics;
using Espalier.Numerics.Special;

namespace Espalier.Graphs.Operators;

/// <summary>A smooth function of every element: computed in float64 by functions of our own, and rounded once.</summary>
/// <param name="Function">The function.</param>
/// <param name="Alpha">The factor of <see cref="ActivationFunction.Elu"/>; 1 for the others.</param>
public sealed record Activation(ActivationFunction Function, float Alpha = 1) : UnaryOperator
{
    private const double RootOfTwoOverPi = 0.79788456080286535588;

    /// <summary>How far a computed value may be from the true one, relative to it, where no argument of an exponential is large.</summary>
    private const double Precision = 1e-14;

    /// <summary>More than all that underflows on the way.</summary>
    private const double Underflow = 1e-300;

    /// <inheritdoc/>
    public override string Kind => Function.ToString().ToLowerInvariant();

    /// <inheritdoc/>
    public override OperatorForm Form =>
        new FixedForm(this, Alpha == 1 ? Kind : Invariant($"{Kind} {Alpha:R}"), IsSameLength: true);

    /// <summary>The largest difference quotient, rounded up; ∞ where there is none.</summary>
    internal double Lipschitz => Function switch
    {
        ActivationFunction.Sigmoid => 0.25,
        ActivationFunction.Gelu or ActivationFunction.GeluTanh => 1.1292,
        ActivationFunction.Silu => 1.0999,
        ActivationFunction.Elu => Math.Max(1, Alpha),
        ActivationFunction.HardSwish => 1.5,
        ActivationFunction.Erf => 1.1284,
        ActivationFunction.Exp or ActivationFunction.Sqrt => double.PositiveInfinity,
        _ => 1,
    };

    /// <summary>Where the function stops falling, and the least value there, rounded down; null where it never falls.</summary>
    private (double Before, double After, double Least)? Valley => Function switch
    {
        ActivationFunction.Gelu or ActivationFunction.GeluTanh => (-0.76, -0.75, -0.17005),
        ActivationFunction.Silu => (-1.279, -1.278, -0.27847),
        ActivationFunction.HardSwish => (-1.5, -1.5, -0.375),
        _ => null,
    };

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) =>
        Alpha > 0 && float.IsFinite(Alpha) && (Alpha == 1 || Function == ActivationFunction.Elu)
            ? input
            : throw new ArgumentException(Invariant($"{Kind} does not take the factor {Alpha}"));

    /// <inheritdoc/>
    public override Operator WithParameters(Func<Tensor, Tensor> map) => this;

    /// <inheritdoc/>
    public override TResult Accept<TResult>(IOperatorPass<TResult> pass) => pass.Visit(this);

    /// <summary>The function of one number.</summary>
    internal double Of(double x) => Function switch
    {
        ActivationFunction.Sigmoid => Sigmoid(x),
        ActivationFunction.Tanh => Tanh(x),
        ActivationFunction.Gelu => x == double.NegativeInfinity ? 0 : x * PortableErrorFunction.NormalShare(x),
        ActivationFunction.GeluTanh => x == double.NegativeInfinity ? 0 : x * Sigmoid(2 * RootOfTwoOverPi * (x + (0.044715 * x * x * x))),
        ActivationFunction.Silu => x == double.NegativeInfinity ? 0 : x * Sigmoid(x),
        ActivationFunction.Softplus => Math.Max(x, 0) + PortableLogarithm.LogOfOnePlus(PortableExponential.ExpOfNonPositive(-Math.Abs(x))),
        ActivationFunction.Elu => x > 0 ? x : Alpha * PortableExponential.ExpMinusOne(x),
        ActivationFunction.HardSwish => x == double.NegativeInfinity ? 0 : x * Math.Clamp((x / 6) + 0.5, 0, 1),
        ActivationFunction.Erf => PortableErrorFunction.Erf(x),
        ActivationFunction.Exp => PortableExponential.Exp(x),
        _ => Math.Sqrt(x),
    };

    /// <summary>Numbers between which the true function lies on an interval.</summary>
    internal (double Low, double High) Range(double low, double high)
    {
        (double first, double last) = (Of(low), Of(high));
        double least = Valley switch
        {
            null => Least(low, first),
            var (before, after, bottom) => low >= after ? Least(low, first) : high <= before ? Least(high, last) : Least(0, bottom),
        };
        return (least, Math.Max(Outward.AddUp(first, Slack(low, first)), Outward.AddUp(last, Slack(high, last))));

        // What is beyond float64 is at least its largest number.
        double Least(double x, double value) => Outward.SubtractDown(Math.Min(value, double.MaxValue), Slack(x, value));
    }

    /// <summary>How far the function computed at a number may be from the true value.</summary>
    private double Slack(double x, double value)
    {
        if (!double.IsFinite(value)) return 0;
        double below = Math.Clamp(-x, 0, 1000);
        double growth = Function switch
        {
            // Below 0 the argument of an exponential rounds by units of itself, and it grows like a power of x.
            ActivationFunction.Gelu => below * below,
            ActivationFunction.GeluTanh => below * below * below,
            _ => 0,
        };

        // Near −3, x/6 + ½ cancels.
        double beside = Function == ActivationFunction.HardSwish ? 1e-15 : Underflow;
        return (Math.Abs(value) * Precision * (1 + growth)) + beside;
    }

    internal override Operator Under(Shape from, Shape to) => this;

    /// <summary>All functions keep the sign of a number but those that have one sign.</summary>
    internal override bool IsNonNegative(ReadOnlySpan<bool> reads) =>
        reads[0] || Function is ActivationFunction.Sigmoid or ActivationFunction.Softplus or ActivationFunction.Exp or ActivationFunction.Sqrt;

    internal override long Multiplications(ReadOnlySpan<Shape> reads, Shape output) => 0;

    internal override Kernel<T> Prepare<T>(ReadOnlySpan<Shape> reads, Shape output) => new ActivationKernel<T>(this);

    private static double Sigmoid(double x)
    {
        double power = PortableExponential.ExpOfNonPositive(-Math.Abs(x));
        return (x < 0 ? power : 1) / (1 + power);
    }

    private static double Tanh(double x)
    {
        if (Math.Abs(x) > 22) return Math.Sign(x);
        double power = PortableExponential.ExpMinusOne(2 * x);
        return power / (power + 2);
    }

    private sealed class ActivationKernel<T>(Activation layer) : UnaryKernel<T>
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        public override void Apply(ReadOnlySpan<T> inputs, Span<T> outputs, int count, Scratch<T> scratch)
        {
            for (int i = 0; i < inputs.Length; i++) outputs[i] = T.CreateTruncating(layer.Of(double.CreateTruncating(inputs[i])));
        }
    }
}
