using Espalier.Graphs.Operators;
using Espalier.Numerics;
using Espalier.Numerics.Special;

namespace Espalier.Certificates.Steps;

/// <summary>What bounds ask of a function that rises everywhere, bends upward below 0 and downward above it.</summary>
/// <param name="curve">The logistic function or the hyperbolic tangent.</param>
internal readonly struct SShape(Activation curve)
{
    private readonly bool _isTanh = curve.Function == ActivationFunction.Tanh;

    /// <summary>The slope at 0, which is the steepest.</summary>
    public double Steepest => _isTanh ? 1 : 0.25;

    /// <summary>Whether a function is known to have this shape.</summary>
    public static bool Has(Activation activation) => activation.Function is ActivationFunction.Sigmoid or ActivationFunction.Tanh;

    /// <summary>All values on an interval of inputs, whose ends may be infinite.</summary>
    public Interval Values(double lower, double upper)
    {
        (double low, double high) = curve.Range(lower, upper);
        return new Interval(low, high);
    }

    /// <summary>The slope at an input.</summary>
    public Interval SlopeAt(double x)
    {
        Interval value = Values(x, x);
        Interval slope = _isTanh ? Interval.Of(1) - Interval.Square(value) : value * (Interval.Of(1) - value);
        return new Interval(Math.Clamp(slope.Lower, 0, Steepest), Math.Clamp(slope.Upper, 0, Steepest));
    }

    /// <summary>All slopes on an interval of inputs: they fall with the distance from 0.</summary>
    public Interval Slopes(double lower, double upper)
    {
        double farthest = -lower > upper ? lower : upper, nearest = lower > 0 ? lower : Math.Min(upper, 0);
        return new Interval(SlopeAt(farthest).Lower, SlopeAt(nearest).Upper);
    }

    /// <summary>The slope where the function has a value, rounded to nearest.</summary>
    public double SlopeAtValue(double value) => _isTanh ? 1 - (value * value) : value * (1 - value);

    /// <summary>Near the input above 0 at which the slope is a given one.</summary>
    public double PlaceOf(double slope)
    {
        double root = Math.Sqrt(Math.Max(1 - (slope / Steepest), 0));
        double place = PortableLogarithm.Log((1 + root) / (1 - root));
        return _isTanh ? 0.5 * place : place;
    }
}
